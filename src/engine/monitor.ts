import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { exported } from "./exported";
import { DIRECT, grpc, struct } from "./pulumi-grpc";

type Held = Record<string, { outputs?: Record<string, unknown> }>;

/** It takes some 20 ms. */
const PATIENCE_MS = 3000;

/**
 * What the stack's state holds, asked of the engine's own `readStackResourceOutputs`. Only from `create` or later:
 * during `check` the engine cannot answer.
 */
function heldResources(monitor: string, stack: string): Promise<Held> {
  const client = new ResourceMonitorClient(monitor, grpc().credentials.createInsecure(), {
    ...DIRECT,
    "grpc.max_receive_message_length": -1,
  });
  const request = new ResourceInvokeRequest();
  request.setTok("pulumi:pulumi:readStackResourceOutputs");
  request.setArgs(struct().Struct.fromJavaScript({ stackName: stack }));
  return new Promise<Held>((resolve, reject) => {
    client.invoke(request, new (grpc().Metadata)(), { deadline: Date.now() + PATIENCE_MS }, (error, response) => {
      const answer = response?.getReturn()?.toJavaScript() as { outputs?: Held } | undefined;
      if (error || !answer?.outputs) reject(error ?? new Error("no answer"));
      else resolve(answer.outputs);
    });
  }).finally(() => client.close());
}

/** The same, asked of the stack's backend. */
async function exportedResources(stack: string): Promise<Held> {
  const resources = (await exported(stack)).deployment?.resources ?? [];
  const current = resources.filter((one) => one.delete !== true);
  return Object.fromEntries(current.map(({ urn = "", outputs = {} }) => [urn, { outputs }]));
}

/**
 * The URNs under which the stack's state holds an object; undefined when nobody can be asked. The engine answers by means
 * of a plugin that is set up when it is first asked: never, while all that it does in parallel are creations that wait
 * for this answer.
 */
export async function recorded(
  name: string,
  monitor: string | undefined,
  stack: string | undefined,
): Promise<string[] | undefined> {
  if (!monitor || !stack) return undefined;
  try {
    const held = await heldResources(monitor, stack).catch(() => exportedResources(stack));
    return Object.keys(held).filter((urn) => held[urn]?.outputs?.name === name);
  } catch {
    return undefined;
  }
}
