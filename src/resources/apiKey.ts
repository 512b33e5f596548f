import { randomUUID } from "node:crypto";
import * as z from "zod";
import { hasStatus } from "../client/errors";
import { lastSegment } from "../lifecycle/identity";
import type { Json, Kind } from "../lifecycle/kind";
import { MARK, markOf } from "../lifecycle/mark";
import type { Run } from "../lifecycle/run";
import { isFresh } from "../lifecycle/takeover";
import { createTime, deletionPolicy, extra, name, resourceName, timestamp } from "./common";

const fields = z.object({
  user: resourceName("users", "accounts/my-account/users/pipeline").meta({
    immutable: true,
    local: true,
    description: "Full name of the user whose key it is: oneself or a service account.",
  }),
  displayName: z
    .string()
    .max(63, "must be shorter than 64 characters")
    .optional()
    .meta({ immutable: true, description: "Human-readable name, at most 63 characters." }),
  expireTime: timestamp
    .optional()
    .meta({ immutable: true, format: "timestamp", default: "never", description: "When the key ends." }),
  annotations: z
    .record(z.string(), z.string())
    .optional()
    .meta({ immutable: true, description: "Annotations of your own. Creation adds the `pulumi-fireworks` mark." }),
  deletionPolicy,
  extra,
});

const outputs = z.object({
  name,
  keyId: z.string().meta({ description: "The key's id." }),
  key: z.string().meta({
    secret: true,
    inputOnly: true,
    description: "The key itself: secret, shown by the API once and kept encrypted in state.",
  }),
  prefix: z.string().meta({ description: "First characters of the key, for recognising it." }),
  email: z.string().meta({ description: "E-mail address of the user." }),
  secure: z.boolean().meta({ description: "Whether the service stores only a hash of it." }),
  createTime,
});

const keysOf = (run: Run, user: string) => run.client.list(`v1/${user}/apiKeys`, "apiKeys", { signal: run.signal });
const userOf = (key: string) => key.slice(0, key.lastIndexOf("/apiKeys/"));
const named = (key: Json, user: string): Json => ({ ...key, name: `${user}/apiKeys/${String(key.keyId)}` });

const revoke = (run: Run, key: string) =>
  run.client.request("POST", `v1/${userOf(key)}/apiKeys:delete`, {
    body: { keyId: lastSegment(key) },
    signal: run.signal,
  });

/** The annotation that says which run of ours made a key: of several that one run made all but one are lost. */
const ATTEMPT = `${MARK}-attempt`;

const attempts = new WeakMap<Run, string>();

const attemptOf = (key: Json): unknown => (key.annotations as Json | undefined)?.[ATTEMPT];

async function revokeLost(run: Run, keys: Json[]): Promise<void> {
  for (const key of keys) {
    const left = String(named(key, run.parent).name);
    if ((await run.recorded(left)) !== undefined) continue;
    run.warn(`Revoking ${left}, which an interrupted run of this program made and whose value is lost.`);
    await revoke(run, left);
  }
}

/** After silence or a refusal: whatever the request has made all the same goes, for its value is lost. */
async function find(run: Run): Promise<undefined> {
  const attempt = attempts.get(run);
  if (attempt === undefined) attempts.set(run, randomUUID());
  else {
    const keys = await keysOf(run, run.parent);
    await revokeLost(
      run,
      keys.filter((key) => attemptOf(key) === attempt),
    );
  }
  return undefined;
}

function withAttempt(run: Run, body: Json): Json {
  const attempt = attempts.get(run);
  if (run.mark === undefined || attempt === undefined) return { apiKey: body };
  return { apiKey: { ...body, annotations: { ...(body.annotations as Json), [ATTEMPT]: attempt } } };
}

/**
 * Of what bears this resource's mark only the key that is known stays. A request that was delivered twice has made
 * another one; what an interrupted run made is of no use, since its value is lost. Another backend's stack of the same
 * name has the same mark: without evidence a key stays.
 */
async function alone(run: Run, key: Json): Promise<Json> {
  // Of what was left unfinished nobody has looked yet, or the look failed: the key itself says which attempt made it.
  const made = attempts.get(run) ?? (run.olds?.unfinished === true ? attemptOf(key) : undefined);
  const attempt = run.mark === undefined ? undefined : made;
  if (attempt === undefined) return key;
  const others = (await keysOf(run, run.parent)).filter(({ keyId }) => keyId !== key.keyId);
  const twins = others.filter((other) => attemptOf(other) === attempt);
  await revokeLost(run, twins);
  const left = others.filter((other) => !twins.includes(other) && markOf(other) === run.mark && isFresh(run, other));
  if (left.length > 0 && (await run.interrupted())) await revokeLost(run, left);
  return key;
}

/** With the key goes what arrived of its creation later than anybody waited for. */
async function remove(run: Run, key: string): Promise<void> {
  const keys = await keysOf(run, userOf(key));
  const own = keys.find(({ keyId }) => String(keyId) === lastSegment(key));
  const attempt = own && attemptOf(own);
  const twins = attempt === undefined ? [] : keys.filter((other) => other !== own && attemptOf(other) === attempt);
  for (const twin of twins) {
    const name = String(named(twin, userOf(key)).name);
    const holder = await run.recorded(name);
    if (holder === undefined || holder === "unknown") await revoke(run, name);
  }
  await revoke(run, key);
}

export const ApiKey: Kind = {
  type: "ApiKey",
  collection: "apiKeys",
  doc: {
    summary: "A key of a user or a service account.",
    example: `const key = new fireworks.ApiKey("pipeline", { user: pipeline.name });
export const value = key.key; // secret`,
    replaced: "Any change makes a new key; the old one is revoked after everything that uses it has the new one.",
    leftAlone: "Other keys of the user.",
    tornDown: "Revoked.",
  },
  fields,
  outputs,
  leftOut: { lastUsed: "changes with every request" },
  states: { ready: ["STATE_UNSPECIFIED"], unfinished: [] },
  timeouts: { create: 120, update: 120, delete: 120 },
  mark: "annotations",
  parent: (inputs) => (typeof inputs.user === "string" ? inputs.user : undefined),
  list: async (client, account, options) => {
    const users = await client.list(`v1/${account}/users`, "users", options.signal ? { signal: options.signal } : {});
    const keys: Json[] = [];
    for (const { name } of users) {
      const own = await client.list(`v1/${String(name)}/apiKeys`, "apiKeys", options);
      keys.push(...own.map((key) => named(key, String(name))));
    }
    return keys;
  },
  find,
  createBody: withAttempt,
  fill: alone,
  // The path for reading one key is malformed in the specification: the list has it too.
  observe: async (run, key) => {
    try {
      const keys = await keysOf(run, userOf(key));
      const found = keys.find((entry) => String(entry.keyId) === lastSegment(key));
      return found && named(found, userOf(key));
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  },
  remove,
  describe: (key) => ({ user: userOf(String(key.name)) }),
  nameOf: (run, key) => (typeof key.keyId === "string" ? String(named(key, run.parent).name) : undefined),
};
