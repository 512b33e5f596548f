import { typeOf } from "../id";
import { kinds } from "./kinds";

/** What the name of a folder may have on every system. Uploads are kept in one that is called by the encoded segment. */
const longestSegment = 255;

/** Half of a surrogate pair cannot be encoded. */
const halfPair = /\p{Cs}/u;

/** "deploymentShapes/versions" → "accounts/ACCOUNT/deploymentShapes/ID/versions/ID". */
const formOf = (type: string): string =>
  type === "accounts" ? "accounts/ACCOUNT" : `accounts/ACCOUNT/${type.split("/").join("/ID/")}/ID`;

/** The name, if an object can have it: who writes behind everyone's back, or restores a snapshot, may give anything. */
export function checkedName(name: unknown): string {
  if (typeof name !== "string") throw new Error(`an object needs a name, a text, not ${JSON.stringify(name)}`);
  const segments = name.split("/");
  const known = segments[0] === "accounts" && segments.length % 2 === 0 && kinds.has(typeOf(name));
  if (known && segments.every(isSegment)) return name;
  const remedy = known
    ? `no part may be empty, "." or "..", half of a surrogate pair, or longer than ${longestSegment} characters as part of a URL`
    : `there are ${[...kinds.keys()].map(formOf).join(", ")}`;
  throw new Error(`${JSON.stringify(name)} is no name of an object: ${remedy}`);
}

const isSegment = (segment: string): boolean =>
  !["", ".", ".."].includes(segment) && !halfPair.test(segment) && encodeURIComponent(segment).length <= longestSegment;

/** Percent-encoded. What is added to it where it is kept makes it as long as a name on a disk may be. */
export const longestFileName = 250;

export const isFileName = (file: string): boolean =>
  file !== "" && !halfPair.test(file) && encodeURIComponent(file).length <= longestFileName;
