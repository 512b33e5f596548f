import { randomBytes } from "node:crypto";
import { invalid } from "./error";

const pattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Lower-case letters and digits, as the service makes them. */
export function randomId(length = 8): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return [...randomBytes(length)].map((byte, at) => alphabet[byte % (at === 0 ? 26 : 36)]).join("");
}

export function checkedId(id: string | undefined, field: string): string {
  if (id === undefined || id === "") return randomId();
  if (!pattern.test(id)) {
    throw invalid(
      `invalid ${field} "${id}": must be 1-63 characters of a-z, 0-9 and hyphen, with no hyphen first or last`,
    );
  }
  return id;
}

export const lastSegment = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

export const accountOf = (name: string): string => name.split("/")[1] ?? "";

/** The collection types of a name, "accounts/a/deploymentShapes/s/versions/v" → "deploymentShapes/versions". */
export function typeOf(name: string): string {
  const segments = name.split("/");
  if (segments.length === 2) return "accounts";
  return segments.filter((_, at) => at % 2 === 0 && at > 0).join("/");
}
