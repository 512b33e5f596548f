import { control, withoutQuota } from "./gateway.mts";
import { type Call, load } from "./load.mts";
import { emulator, type Server, serve } from "./server.mts";

export const key = { authorization: "Bearer fw_emulator_key" };
export const account = "/v1/accounts/emulator";
const baseModel = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const deploymentShape = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

export interface Kind {
  name: string;
  create(id: string): Call;
  get(id: string): Call;
  patch(id: string, n: number): Call;
  remove(id: string): Call;
  list: Call;
}

export const secret: Kind = {
  name: "secret",
  create: (id) => ({ method: "POST", path: `${account}/secrets`, body: { name: id, keyName: "KEY", value: "value" } }),
  get: (id) => ({ method: "GET", path: `${account}/secrets/${id}` }),
  patch: (id, n) => ({
    method: "PATCH",
    path: `${account}/secrets/${id}?updateMask=value`,
    body: { keyName: "KEY", value: `value ${n}` },
  }),
  remove: (id) => ({ method: "DELETE", path: `${account}/secrets/${id}` }),
  list: { method: "GET", path: `${account}/secrets` },
};

/** Each of them is two objects: the deployment, and its base model as deployed on it. */
export const deployment: Kind = {
  name: "deployment",
  create: (id) => ({
    method: "POST",
    path: `${account}/deployments?deploymentId=${id}`,
    body: { baseModel, deploymentShape, displayName: id, maxReplicaCount: 1 },
  }),
  get: (id) => ({ method: "GET", path: `${account}/deployments/${id}` }),
  patch: (id, n) => ({
    method: "PATCH",
    path: `${account}/deployments/${id}?updateMask=display_name`,
    body: { baseModel, displayName: `number ${n}` },
  }),
  remove: (id) => ({ method: "DELETE", path: `${account}/deployments/${id}?hard=true&ignoreChecks=true` }),
  list: { method: "GET", path: `${account}/deployments` },
};

export const kinds = [secret, deployment];

export const empty = async (...options: string[]): Promise<Server> =>
  withoutQuota(await serve(emulator, ["--json", "--speed", "0", ...options]));

export const send = ({ url }: Server, requests: number, call: (n: number) => Call) =>
  load({ url, requests, call, headers: key });

export async function fill(server: Server, kind: Kind, count: number): Promise<void> {
  await send(server, count, (n) => kind.create(`o${n}`));
  // What is being created cannot be changed.
  await control(server, "POST", "clock", { advance: "3m" });
}

export async function filled(count: number, ...options: string[]): Promise<Server> {
  const server = await empty(...options);
  for (const kind of kinds) await fill(server, kind, count);
  return server;
}
