import type { Emulator } from "../../emulator/src";
import type { Handler } from "../../src/engine/calls";
import { fromEngine } from "../../src/engine/wire";
import type { Json } from "../../src/lifecycle/kind";
import { json, serve } from "../client/server";
import { ACCOUNT, chat, LLAMA } from "./gateway";

/** So many does the engine read at once on two processors. */
export const AT_ONCE = 8;

/** The work on each, so many at once, in order; as the engine does it. */
export async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>, atOnce = AT_ONCE): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    while (next < all.length) {
      const at = next++;
      results[at] = await work(all[at] as T);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

export interface Held {
  id: string;
  props: Json;
}

/** What `pulumi refresh` puts into state. */
export async function read(handler: Handler, { id, props }: Held): Promise<Held | undefined> {
  const found = await handler.read(id, props);
  return found.props ? { id, props: fromEngine(found.props) as Json } : undefined;
}

/** Objects of a kind that are just there, with what a program says of them. */
export const crowds: Record<string, (n: number) => { object: Json & { name: string }; inputs: Json }> = {
  Secret: (n) => {
    const name = `${ACCOUNT}/secrets/s${n}`;
    return { object: { name, keyName: `S${n}` }, inputs: { name, keyName: `S${n}`, value: "planted" } };
  },
  Deployment: (n) => {
    const name = `${ACCOUNT}/deployments/d${n}`;
    const more = { ...chat(), displayName: `number ${n}`, minReplicaCount: 0 };
    return { object: { name, ...more, state: "READY" }, inputs: { name, deploymentId: `d${n}`, ...more } };
  },
  Router: (n) => {
    const name = `${ACCOUNT}/routers/r${n}`;
    const more = { deployments: [`${ACCOUNT}/deployments/d0`], evenLoad: {}, public: n % 2 === 1 };
    return { object: { name, ...more, state: "READY" }, inputs: { name, routerId: `r${n}`, ...more } };
  },
  User: (n) => {
    const name = `${ACCOUNT}/users/u${n}`;
    const more = { role: "user", email: `u${n}@example.com` };
    return { object: { name, ...more, state: "READY" }, inputs: { name, userId: `u${n}`, ...more } };
  },
  Dataset: (n) => {
    const name = `${ACCOUNT}/datasets/d${n}`;
    const more = { externalUrl: "gs://bucket/path", exampleCount: "7", displayName: `${n}` };
    return { object: { name, ...more, state: "READY" }, inputs: { name, datasetId: `d${n}`, ...more } };
  },
  Model: (n) => {
    const name = `${ACCOUNT}/models/m${n}`;
    const more = { kind: "HF_BASE_MODEL", description: `${n}`, public: n % 2 === 1 };
    return { object: { name, ...more, state: "READY" }, inputs: { name, modelId: `m${n}`, ...more } };
  },
  DeployedModel: (n) => {
    const name = `${ACCOUNT}/deployedModels/l${n}`;
    const more = { model: `${ACCOUNT}/models/m${n}`, deployment: `${ACCOUNT}/deployments/d0` };
    return { object: { name, ...more, state: "DEPLOYED" }, inputs: { mark: name, ...more } };
  },
  DeploymentShape: (n) => {
    const name = `${ACCOUNT}/deploymentShapes/p${n}`;
    const more = { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1, precision: "FP8" };
    return { object: { name, ...more }, inputs: { name, deploymentShapeId: `p${n}`, ...more } };
  },
};

/** The gateway as it is through somebody who changes its lists, and single objects. */
export async function listing(
  gateway: Emulator,
  change: (list: Json, path: string) => unknown,
  one: (object: Json) => unknown = (object) => object,
) {
  const front = await serve(async (request, response) => {
    const { pathname } = new URL(String(request.url), gateway.url);
    const body = front.seen.findLast(({ url }) => url === request.url)?.body;
    // What a test calls the next page the gateway does not know.
    const url = String(request.url).replace(/&pageToken=next\d+/, "");
    const answer = await fetch(gateway.url + url, {
      method: String(request.method),
      headers: { authorization: String(request.headers.authorization), "content-type": "application/json" },
      ...(body ? { body } : {}),
    });
    const told = (await answer.json()) as Json;
    const changed = "totalSize" in told ? await change(told, pathname) : await one(told);
    json(response, changed, answer.status, { date: String(answer.headers.get("date")) });
  });
  return { ...gateway, url: front.url };
}

/** Entries of lists without some of their members. */
export const without =
  (...members: string[]) =>
  (answer: Json): Json =>
    Object.fromEntries(
      Object.entries(answer).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.map((one) => less(one, members)) : value,
      ]),
    );

function less(entry: Json, members: readonly string[]): Json {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !members.includes(key)));
}
