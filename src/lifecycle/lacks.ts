import { isObject } from "../client/json";

/** Whether `theirs` has no such member, or none in a member of it, as `mine`. */
export function lacks(mine: unknown, theirs: unknown): boolean {
  if (Array.isArray(mine)) return !Array.isArray(theirs) || mine.some((one, at) => lacks(one, theirs[at]));
  if (!isObject(mine)) return theirs === undefined;
  return (
    !isObject(theirs) ||
    Object.entries(mine).some(([key, one]) => !Object.hasOwn(theirs, key) || lacks(one, theirs[key]))
  );
}
