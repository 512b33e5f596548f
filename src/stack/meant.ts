import { nearest } from "../lifecycle/validate";

/** Who has to choose among more looks into the documentation. */
const MOST = 16;

/** What somebody probably meant by a word that is none of the candidates, or what there is. */
export function meant(word: string, candidates: readonly string[]): string {
  const lower = candidates.find((one) => one.toLowerCase() === word.toLowerCase());
  const best = lower ?? nearest(word, candidates);
  if (best) return `; did you mean "${best}"?`;
  return candidates.length === 0 || candidates.length > MOST ? "" : `; there are ${candidates.join(", ")}`;
}

/** Where the candidates are too many to be named. */
export function perhaps(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates);
  return best ? `; did you mean "${best}"?` : "";
}
