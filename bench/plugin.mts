import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileHere } from "./server.mts";

const fromPulumi = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const grpc = fromPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const { Struct } = fromPulumi(
  "google-protobuf/google/protobuf/struct_pb.js",
) as typeof import("google-protobuf/google/protobuf/struct_pb.js");
const messages = fromPulumi("./proto/provider_pb.js") as typeof import("@pulumi/pulumi/proto/provider_pb.js");
const { ResourceProviderClient } = fromPulumi(
  "./proto/provider_grpc_pb.js",
) as typeof import("@pulumi/pulumi/proto/provider_grpc_pb.js");

type Values = { [key: string]: string };

/** The process that the engine starts for dynamic resources, spoken to as by the engine. */
export interface Plugin {
  configure(values: Values): Promise<void>;
  check(news: Values): Promise<Values>;
  create(inputs: Values): Promise<void>;
  /** Resident memory in bytes. */
  memory(): number;
  stop(): void;
}

/** Where the process expects the engine something listens, so that it finds it alive. */
async function engine(): Promise<{ address: string; stop(): void }> {
  const server = new grpc.Server();
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, at: number) => (error ? reject(error) : resolve(at));
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), bound);
  });
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

function started(address: string): ChildProcess {
  const script = fromPulumi.resolve("./cmd/dynamic-provider/index.js");
  return spawn(process.execPath, [script, address], { cwd: fileHere(".."), stdio: ["ignore", "pipe", "inherit"] });
}

const memoryOf = (process: ChildProcess): number =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(process.pid)], { encoding: "utf8" })) * 1024;

export async function openPlugin(): Promise<Plugin> {
  const { address, stop } = await engine();
  const process = started(address);
  const [port] = (await once(process.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const client = new ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, grpc.credentials.createInsecure());
  const answer = <T,>(call: (done: (error: Error | null, response: T) => void) => void) =>
    new Promise<T>((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));
  return {
    async configure(values) {
      const request = new messages.ConfigureRequest();
      request.setArgs(Struct.fromJavaScript(values));
      await answer((done) => client.configure(request, done));
    },
    async check(news) {
      const request = new messages.CheckRequest();
      request.setOlds(Struct.fromJavaScript({}));
      request.setNews(Struct.fromJavaScript(news));
      const response = await answer<InstanceType<typeof messages.CheckResponse>>((done) => client.check(request, done));
      const failures = response.getFailuresList().map((failure) => failure.getReason());
      if (failures.length > 0) throw new Error(failures.join("; "));
      return response.getInputs()?.toJavaScript() as Values;
    },
    async create(inputs) {
      const request = new messages.CreateRequest();
      request.setProperties(Struct.fromJavaScript(inputs));
      await answer((done) => client.create(request, done));
    },
    memory: () => memoryOf(process),
    stop() {
      client.close();
      process.kill();
      stop();
    },
  };
}
