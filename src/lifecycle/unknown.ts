/** Stands for a value that is not known before its resource exists. */
export const UNKNOWN = Symbol("unknown");

/** Whether a value is, or holds anywhere, something unknown. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}

/** The value at a path, or UNKNOWN as soon as the path leads through something unknown. */
export function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (here === UNKNOWN || typeof here !== "object" || here === null) return here;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return here;
}
