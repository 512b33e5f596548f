import type { Client, RequestOptions } from "../client/client";
import { isNameOf, lastSegment } from "./identity";
import type { Json, Kind } from "./kind";

/** An object of the account under its full name. */
export interface Listed {
  kind: Kind;
  name: string;
  object: Json;
}

/** Whether it is gone or on its way out. */
export const isLeaving = ({ states }: Kind, { state }: Json): boolean =>
  [...(states.gone ?? []), ...(states.closing ?? [])].some((one) => one === state);

/** Every object of the kind in the account, also what is on its way out. */
export async function listEvery(
  kind: Kind,
  client: Client,
  account: string,
  options: RequestOptions = {},
): Promise<Listed[]> {
  const all = kind.list
    ? await kind.list(client, account, options)
    : await client.list(`v1/${account}/${kind.collection}`, kind.collection, options);
  return all.map((object) => ({ kind, name: nameIn(kind, account, object), object }));
}

/** Every object of the kind in the account, without what is gone or on its way out. */
export async function listAll(...of: Parameters<typeof listEvery>): Promise<Listed[]> {
  return (await listEvery(...of)).filter(({ kind, object }) => !isLeaving(kind, object));
}

/** Of secrets a list may tell the ids alone. */
function nameIn(kind: Kind, account: string, object: Json): string {
  const told = String(object.name ?? "");
  const name = told.includes("/") ? told : `${account}/${kind.collection}/${told}`;
  if (isNameOf(kind, name) && name.startsWith(`${account}/`)) return name;
  throw new Error(
    `The gateway lists ${JSON.stringify(lastSegment(name)).slice(0, 80)} among the ${kind.collection} of ${account}, which is no name of one.`,
  );
}
