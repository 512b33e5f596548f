import type { Client } from "../../client/client";
import { hasStatus } from "../../client/errors";
import type { Json, Kind } from "../../lifecycle/kind";
import { type Maker, makerOf, markOf } from "../../lifecycle/mark";
import { ApiKey } from "../../resources/apiKey";
import { Deployment } from "../../resources/deployment";

/** An object that bears a mark. */
export interface Marked {
  kind: Kind;
  /** Full name. */
  name: string;
  object: Json;
  maker: Maker;
  mark: string;
}

const marked = (kind: Kind, name: string, object: Json): Marked[] => {
  const maker = makerOf(object);
  return maker ? [{ kind, name, object, maker, mark: String(markOf(object)) }] : [];
};

/** All there is in the account, and what could not be seen of it. */
export async function markedIn(client: Client, account: string): Promise<{ all: Marked[]; unseen: string[] }> {
  const [deployments, keys] = await Promise.all([
    client.list(`v1/${account}/deployments`, "deployments"),
    keysIn(client, account),
  ]);
  return {
    all: [...deployments.flatMap((one) => marked(Deployment, String(one.name), one)), ...keys.all],
    unseen: keys.unseen,
  };
}

/** So many users' keys are asked for at once. */
const ABREAST = 8;

/** The list of a user's keys is the only one that the API documents. */
async function keysIn(client: Client, account: string): Promise<{ all: Marked[]; unseen: string[] }> {
  const users = await allowed(client.list(`v1/${account}/users`, "users"));
  if (users === undefined) return { all: [], unseen: [`keys: the key may not list the users of ${account}`] };
  const names = users.map(({ name }) => String(name));
  const all: Marked[] = [];
  const unseen: string[] = [];
  for (let at = 0; at < names.length; at += ABREAST) {
    const some = names.slice(at, at + ABREAST).map(async (user) => {
      const keys = await allowed(client.list(`v1/${user}/apiKeys`, "apiKeys"));
      if (keys === undefined) unseen.push(`keys of ${user}: not allowed`);
      for (const key of keys ?? []) all.push(...marked(ApiKey, `${user}/apiKeys/${String(key.keyId)}`, key));
    });
    await Promise.all(some);
  }
  return { all, unseen };
}

/** Undefined for what the key may not see. */
async function allowed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 403, 404)) return undefined;
    throw error;
  }
}
