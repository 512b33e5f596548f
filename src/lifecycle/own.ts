import type { Json } from "./kind";

/** The value of an own member: `constructor` is a member of every object, and none that anybody gave it. */
export const own = (object: Json, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
