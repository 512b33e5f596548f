import { behaviour, bodyKeys, type Json, type Kind, kinds, same } from "../provider.mts";
import { samples } from "../samples.mts";
import type { Picture } from "./picture.mts";

const nameOf = ({ object }: { object: Json }) => String(object.name);
const short = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
const without = (all: Picture["objects"], others: Picture) =>
  all.filter((one) => !others.objects.some((other) => nameOf(other) === nameOf(one)));

/**
 * How gateway and state differ from what a run leaves that nobody kills: objects missing, twins, leftovers, other values, other content, and what
 * is somebody else's no longer as it was.
 */
export function differences(now: Picture, wanted: Picture, others: Picture): string[] {
  return [
    ...touched(now, others),
    ...kinds.flatMap((kind) => ofKind(kind, now, wanted, others)),
    ...inState(now, wanted),
    ...wanted.resources.flatMap(({ urn }) => unlike(urn, now, wanted)),
  ];
}

function touched(now: Picture, others: Picture): string[] {
  return others.objects.flatMap(({ object }) => {
    const there = now.objects.find((one) => nameOf(one) === object.name);
    return there && JSON.stringify(there.object) === JSON.stringify(object)
      ? []
      : [`${String(object.name)}, somebody else's, was touched`];
  });
}

/** Ids that the service makes are others every time. */
function ofKind(kind: Kind, now: Picture, wanted: Picture, others: Picture): string[] {
  const names = (picture: Picture) =>
    without(picture.objects, others)
      .filter((one) => one.kind === kind.type)
      .map((one) => (kind.idField === undefined ? kind.collection : nameOf(one)))
      .sort();
  const [there, right] = [names(now).join(", "), names(wanted).join(", ")];
  return there === right ? [] : [`${kind.type}: there is ${there || "none"} instead of ${right || "none"}`];
}

function inState(now: Picture, wanted: Picture): string[] {
  const urns = (picture: Picture) => picture.resources.map(({ urn }) => short(urn)).sort();
  const [there, right] = [urns(now).join(", "), urns(wanted).join(", ")];
  const wrong = there === right ? [] : [`state has ${there || "nothing"} instead of ${right || "nothing"}`];
  for (const { urn, id, delete: condemned, initErrors = [], pendingReplacement } of now.resources) {
    if (!now.objects.some((one) => nameOf(one) === id))
      wrong.push(`${short(urn)} is ${id} in state, which is not there`);
    if (condemned || pendingReplacement) wrong.push(`${short(urn)} is still to be deleted`);
    if (initErrors.length > 0) wrong.push(`${short(urn)} is not finished: ${initErrors.join("; ")}`);
  }
  return wrong;
}

const objectOf = (picture: Picture, urn: string) => {
  const resource = picture.resources.find((one) => one.urn === urn && !one.delete);
  return picture.objects.find((one) => nameOf(one) === resource?.id);
};

function unlike(urn: string, now: Picture, wanted: Picture): string[] {
  const [there, right] = [objectOf(now, urn), objectOf(wanted, urn)];
  // That it is missing has been said.
  if (!there || !right) return [];
  const kind = kinds.find(({ type }) => type === right.kind) as Kind;
  const state = String(there.object.state ?? "STATE_UNSPECIFIED");
  const keys = bodyKeys(kind).filter((key) => {
    const schema = kind.fields.shape[key];
    return !behaviour(schema).createOnly && !same(schema, known(right.object[key]), known(there.object[key]));
  });
  return [
    ...(kind.states.ready.includes(state) ? [] : [`${short(urn)} is ${state}`]),
    ...keys.map((key) => `${short(urn)}: ${key} is ${said(there.object[key])} instead of ${said(right.object[key])}`),
    ...(JSON.stringify(there.content) === JSON.stringify(right.content) ? [] : [`${short(urn)} has other content`]),
  ];
}

/** Without what is another every time: ids of a shape's versions, and the attempt in which a key was made. */
function known(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value).replace(/versions\/\w+/g, "versions/one");
  return JSON.parse(text.replace(/("pulumi-fireworks-attempt":)"[^"]+"/, '$1"one"'));
}

const said = (value: unknown) => JSON.stringify(value) ?? "unset";

/** What is ours on the gateway, and not in state. Of a kind that cannot be deleted an object stays of what is destroyed. */
export function lost(now: Picture, before: Picture, command: "up" | "destroy"): string[] {
  return without(now.objects, before)
    .filter((one) => !now.resources.some(({ id }) => id === nameOf(one)))
    .filter(({ kind }) => command === "up" || !samples.some(({ type, survives }) => type === kind && survives))
    .map((one) => `${nameOf(one)} is not in state`);
}
