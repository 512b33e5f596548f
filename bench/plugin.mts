import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { residentOf } from "./memory.mts";
import { plainEnv } from "./run.mts";
import { fileHere, whileItRuns } from "./server.mts";

const fromPulumi = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
const grpc = fromPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const { Struct } = fromPulumi(
  "google-protobuf/google/protobuf/struct_pb.js",
) as typeof import("google-protobuf/google/protobuf/struct_pb.js");
const messages = fromPulumi("./proto/provider_pb.js") as typeof import("@pulumi/pulumi/proto/provider_pb.js");
const { ResourceProviderClient } = fromPulumi(
  "./proto/provider_grpc_pb.js",
) as typeof import("@pulumi/pulumi/proto/provider_grpc_pb.js");

export type Values = { [key: string]: string | boolean | Values };

/** What state keeps as the provider of a secret: how the process comes to its code. */
export const handler = "exports.handler=()=>require('pulumi-fireworks/provider').Secret";

/** One that does nothing: what the process itself costs. */
export const noopHandler =
  "exports.handler=()=>({check:async(olds,inputs)=>({inputs,failures:[]}),create:async(outs)=>({id:'x',outs})})";

/** The process that the engine starts for dynamic resources, spoken to as by the engine. */
export interface Plugin {
  configure(values: Values): Promise<void>;
  check(news: Values): Promise<Values>;
  create(inputs: Values): Promise<{ id: string; outs: Values }>;
  update(id: string, olds: Values, news: Values): Promise<void>;
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

function started(address: string, env: NodeJS.ProcessEnv): ChildProcess {
  const script = fromPulumi.resolve("./cmd/dynamic-provider/index.js");
  return spawn(process.execPath, [script, address], {
    cwd: fileHere(".."),
    env: { ...plainEnv(), ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

export async function openPlugin(env: NodeJS.ProcessEnv = {}): Promise<Plugin> {
  const { address, stop } = await engine();
  const process = started(address, env);
  const line = once(process.stdout as NodeJS.ReadableStream, "data") as Promise<[Buffer]>;
  const [port] = await whileItRuns(process, "the provider's process", line);
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
      const response = await answer<InstanceType<typeof messages.CreateResponse>>((done) =>
        client.create(request, done),
      );
      return { id: response.getId(), outs: response.getProperties()?.toJavaScript() as Values };
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest();
      request.setId(id);
      request.setOlds(Struct.fromJavaScript(olds));
      request.setNews(Struct.fromJavaScript(news));
      await answer((done) => client.update(request, done));
    },
    memory: () => residentOf(process.pid as number),
    stop() {
      client.close();
      process.kill();
      stop();
    },
  };
}
