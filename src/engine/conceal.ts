import type { Json } from "../lifecycle/kind";

/** Shorter ones would take ordinary words out of messages. */
const SHORTEST = 4;

function strings(value: unknown): string[] {
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

/** A gateway may repeat in its answer what it was sent. */
export function conceal(error: Error, secrets: readonly string[]): void {
  for (const secret of secrets) error.message = error.message.replaceAll(secret, "[secret]");
}
