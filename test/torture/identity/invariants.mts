import { essence, type Moment, outlives, placeName } from "./moment.mts";
import type { Place, Scene } from "./scene.mts";

const same = (one: Place, other: Place) => one.backend === other.backend && one.stack === other.stack;

/** What must never be, whatever was done: between a moment and the one after, by the command of a stack or by hand. */
export function broken(scene: Scene, before: Moment, after: Moment, by: Place | undefined): string[] {
  const destroyed = [...before.living].flatMap(([name, which]) => (after.living.get(name) === which ? [] : [name]));
  if (by === undefined) allow(scene, before, after, destroyed);
  return [
    ...(by === undefined ? [] : destroyed.flatMap((name) => robbed(before, name, by))),
    ...shared(after),
    ...lost(scene, after),
    ...leftOver(scene, after),
    ...touched(scene),
  ];
}

/** What the case itself did is no fault of the provider's. */
function allow(scene: Scene, before: Moment, after: Moment, destroyed: readonly string[]): void {
  for (const name of destroyed) scene.gone.add(name);
  for (const name of after.holders.keys()) if (!after.living.has(name)) scene.gone.add(name);
  for (const name of before.holders.keys()) if (!after.holders.has(name)) scene.left.add(name);
}

/** No object that any state holds is ever destroyed by another, and none that nobody's state holds by anyone. */
function robbed(before: Moment, name: string, by: Place): string[] {
  const holders = before.holders.get(name) ?? [];
  const others = holders.filter(({ place }) => !same(place, by));
  if (others.length > 0)
    return [`${name} was destroyed, which the state of ${others.map(({ place }) => placeName(place))} holds`];
  return holders.length > 0 ? [] : [`${name} was destroyed, which no state held`];
}

function shared({ holders }: Moment): string[] {
  return [...holders].flatMap(([name, all]) => {
    const current = all.filter(({ condemned }) => !condemned);
    if (all.length < 2 || current.length === 0) return [];
    return [`${name} is held more than once: ${all.map(({ place, urn }) => `${placeName(place)} ${urn}`).join(", ")}`];
  });
}

function lost({ gone }: Scene, { living, holders }: Moment): string[] {
  return [...holders].flatMap(([name, all]) =>
    living.has(name) || gone.has(name) || all.every(({ condemned }) => condemned)
      ? []
      : [`${name} is in state, and there is no such object`],
  );
}

function leftOver({ foreign, left }: Scene, { living, holders }: Moment): string[] {
  return [...living.keys()].flatMap((name) =>
    foreign.has(name) || left.has(name) || holders.has(name) || outlives(name) ? [] : [`${name} is left over`],
  );
}

function touched({ gateway, foreign, gone }: Scene): string[] {
  return [...foreign].flatMap(([name, was]) => {
    const is = gateway.get(name);
    if (gone.has(name) || (is && essence(is) === was)) return [];
    return [`${name}, which is somebody else's, was touched: ${was} became ${is ? essence(is) : "nothing"}`];
  });
}
