import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { ResourceInvokeResponse } from "@pulumi/pulumi/proto/resource_pb";
import { recorded } from "../../src/engine/monitor";
import { grpc, struct } from "../../src/engine/pulumi-grpc";

const { Server, ServerCredentials } = grpc();
const server = new Server();
const { https_proxy, no_proxy } = process.env;

beforeAll(() => Object.assign(process.env, { https_proxy: "http://127.0.0.1:9", no_proxy: "gateway.example" }));

afterAll(() => {
  for (const [key, value] of Object.entries({ https_proxy, no_proxy }))
    if (value === undefined) delete process.env[key];
    else process.env[key] = value;
  server.forceShutdown();
});

test("the engine is asked on this machine, whatever proxy leads out of it", async () => {
  const { invoke } = ResourceMonitorService;
  const name = "accounts/a/routers/x";
  server.addService(
    { invoke },
    {
      invoke: (_call: unknown, answer: (error: null, response: unknown) => void) => {
        const response = new ResourceInvokeResponse();
        response.setReturn(struct().Struct.fromJavaScript({ outputs: { "urn:x": { outputs: { name } } } }));
        answer(null, response);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  expect(await recorded(name, `127.0.0.1:${port}`, "o/p/dev")).toEqual(["urn:x"]);
});
