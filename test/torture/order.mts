import { randomNumbers } from "./provider.mts";

/** In random order, and yet some of every family among the first. */
export function ordered<T extends { family: string; early?: boolean }>(all: readonly T[], seed: number): T[] {
  const random = randomNumbers(seed);
  const families = new Map<string, T[]>();
  for (const one of all) {
    const family = families.get(one.family);
    if (family) family.push(one);
    else families.set(one.family, [one]);
  }
  const ranked = [...families.values()].flatMap((family) =>
    family
      .map((one) => ({ one, at: random() - (one.early ? 1 : 0) }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }, rank) => ({ one, rank: rank + random() })),
  );
  return ranked.sort((a, b) => a.rank - b.rank).map(({ one }) => one);
}
