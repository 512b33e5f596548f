import { concealed } from "../client/concealed";
import { cut, harmless } from "../client/errors";
import type { Json } from "../lifecycle/kind";

/** So much is read. */
const LONGEST = 4000;

export function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

/** The secrets that stand at the given paths, `value` or `source.awsS3Source.accessSecret`. */
export function secretValues(props: Json, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const at = path.split(".").reduce<unknown>((here, key) => (here as Json | undefined)?.[key], props);
    return strings(at);
  });
}

/** The message as it may be seen: a gateway may repeat in its answer what it was sent, and hold what a terminal obeys. */
export const presentable = (message: string, secrets: readonly string[] = []): string =>
  cut(harmless(concealed(message.slice(0, 2 * LONGEST), secrets)), LONGEST);

/** What the service says of an object, which may repeat how it was made. */
export function withPresentableStatus(props: Json, secrets: readonly string[]): Json {
  if (typeof props.status !== "object" || props.status === null) return props;
  const status = Object.entries(props.status).map(([key, value]) => [
    key,
    typeof value === "string" ? presentable(value, secrets) : value,
  ]);
  return { ...props, status: Object.fromEntries(status) };
}
