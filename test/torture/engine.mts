import { createRequire } from "node:module";
import type { Json } from "./provider.mts";

const require = createRequire(import.meta.url);
const fromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const grpc = fromPulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const { Struct } = fromPulumi("google-protobuf/google/protobuf/struct_pb.js");
const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb.js");
const { EngineService } = require("@pulumi/pulumi/proto/engine_grpc_pb");
const { ResourceMonitorService } = require("@pulumi/pulumi/proto/resource_grpc_pb");
const { ResourceInvokeResponse } = require("@pulumi/pulumi/proto/resource_pb");

/** The two of the engine's services that the provider asks: its log, and what the stack's state holds. */
export interface EngineServices {
  address: string;
  /** What was shown in rows and among the diagnostics. */
  said: string[];
  /** Called with each of these as it comes. */
  onSaid?: (message: string) => void;
  /** URN → outputs, as the stack's state has them. */
  held: Map<string, Json>;
  stop: () => void;
}

type Call = { request: { getMessage: () => string } };
type Reply = (error: null, answer: unknown) => void;

export async function startEngineServices(): Promise<EngineServices> {
  const said: string[] = [];
  const held = new Map<string, Json>();
  const server = new grpc.Server();
  const services: EngineServices = { address: "", said, held, stop: () => server.forceShutdown() };
  server.addService(EngineService, {
    log: (call: Call, reply: Reply) => {
      said.push(call.request.getMessage());
      services.onSaid?.(call.request.getMessage());
      reply(null, new Empty());
    },
  });
  server.addService(ResourceMonitorService, {
    invoke: (_call: unknown, reply: Reply) => {
      const outputs = Object.fromEntries([...held].map(([urn, known]) => [urn, { outputs: known }]));
      const response = new ResourceInvokeResponse();
      response.setReturn(Struct.fromJavaScript(JSON.parse(JSON.stringify({ outputs }))));
      reply(null, response);
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return Object.assign(services, { address: `127.0.0.1:${port}` });
}
