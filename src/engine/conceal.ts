import { cut, harmless, readable } from "../client/errors";
import type { Json } from "../lifecycle/kind";

/** Shorter ones would take ordinary words out of messages. */
const SHORTEST = 4;

/** So much is read. */
const LONGEST = 4000;

export function strings(value: unknown): string[] {
  if (typeof value === "string") return value.length >= SHORTEST ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

/** The secrets that stand at the given paths, `value` or `source.awsS3Source.accessSecret`. */
export function secretValues(props: Json, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const at = path.split(".").reduce<unknown>((here, key) => (here as Json | undefined)?.[key], props);
    return strings(at);
  });
}

/** The ways in which a gateway, or we, may write a text into a message. */
function forms(secret: string): string[] {
  const all = new Set([secret, readable(secret, secret.length), JSON.stringify(secret).slice(1, -1)]);
  return [...all].filter((form) => form.length >= SHORTEST);
}

/** The message as it may be seen: a gateway may repeat in its answer what it was sent, and hold what a terminal obeys. */
export function presentable(message: string, secrets: readonly string[] = []): string {
  const shown = secrets.flatMap(forms).reduce(without, message);
  return cut(harmless(shown), LONGEST);
}

/** Nor may its first half stand where a text was cut off. */
function without(text: string, secret: string): string {
  let shown = text.replaceAll(secret, "[secret]");
  const cuts = shown.split("…").length - 1;
  for (let length = Math.min(secret.length, LONGEST) - 1; cuts > 0 && length >= SHORTEST; length--)
    shown = shown.replaceAll(`${secret.slice(0, length)}…`, "[secret]…");
  return shown;
}
