/** Who comes second finds warm caches, or a processor that was throttled: each is first in every second round. */
export const inTurn = <T,>(sides: readonly T[], round: number): T[] =>
  round % 2 === 0 ? [...sides] : [...sides].reverse();
