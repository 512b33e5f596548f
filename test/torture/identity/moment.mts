import { type Emulator, type Json, kinds } from "../provider.mts";
import { held, type Place, places, type Scene } from "./scene.mts";
import { subjects } from "./subjects.mts";

export interface Holder {
  place: Place;
  urn: string;
  /** It was replaced, and is still to be deleted. */
  condemned: boolean;
}

/** What there is, and who says that it is theirs. */
export interface Moment {
  /** Full name → which of all objects that ever bore it. */
  living: Map<string, string>;
  holders: Map<string, Holder[]>;
}

export const placeName = ({ backend, stack }: Place) => (backend === "here" ? stack : `${stack} of the other backend`);

/** Objects of our kinds that are not on their way out, in all accounts. */
function objects(gateway: Emulator): Json[] {
  return kinds.flatMap((kind) => {
    const collection = kind.parent ? `users/${kind.collection}` : kind.collection;
    const ended: readonly string[] = [...(kind.states.closing ?? []), ...(kind.states.gone ?? [])];
    const all = gateway.accounts.flatMap(({ accountId }) => gateway.list(collection, accountId));
    return all.filter((object) => !ended.includes(String(object.state)) && !comesAlong(gateway, object));
  });
}

/** The service loads a deployment's own model by itself, and with the deployment it goes. */
function comesAlong(gateway: Emulator, { deployment, model }: Json): boolean {
  if (typeof deployment !== "string") return false;
  const on = gateway.get(deployment);
  return on === undefined || on.baseModel === model;
}

/** A second object of a name differs in when it was made; secrets do not say, but there was a request to delete the first. */
function whichOf(gateway: Emulator): (object: Json) => string {
  const deleted = gateway.journal({ method: "DELETE" }).filter(({ status }) => status === 200);
  const times = (name: unknown) => deleted.filter(({ path }) => path.startsWith(`/v1/${name}`)).length;
  return ({ name, createTime }) => `${createTime ?? ""} after ${times(name)}`;
}

export function now(scene: Scene): Moment {
  const which = whichOf(scene.gateway);
  const living = new Map(objects(scene.gateway).map((object) => [String(object.name), which(object)]));
  const holders: Moment["holders"] = new Map();
  for (const place of places(scene))
    for (const { id = "", urn, delete: condemned = false, pendingReplacement } of held(scene, place))
      if (pendingReplacement !== true) holders.set(id, [...(holders.get(id) ?? []), { place, urn, condemned }]);
  return { living, holders };
}

/** What of somebody else's object nobody but its owner may change. */
export function foreign({ gateway }: Scene, { holders }: Moment): Map<string, string> {
  const theirs = objects(gateway).filter(({ name }) => !holders.has(String(name)));
  return new Map(theirs.map((object) => [String(object.name), essence(object)]));
}

export const essence = ({ createTime, updateTime, displayName, annotations, role, keyName }: Json): string =>
  JSON.stringify({ createTime, updateTime, displayName, annotations, role, keyName });

/** The collections whose objects nobody can delete. */
const staying = new Set(subjects.filter(({ sample }) => sample.survives).map(({ kind }) => kind.collection));
export const outlives = (name: string) => staying.has(name.split("/").at(-2) ?? "");
