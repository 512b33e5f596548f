import { type Emulator, type Json, type Kind, secretsOf } from "./provider.mts";
import type { Planted } from "./scan.mts";

/** What a program hands over as a secret, by the declaration of its kind. */
export function plantedIn(kind: Kind, props: Json): Planted {
  return Object.fromEntries(
    secretsOf(kind).flatMap((path) => {
      const value = path.split(".").reduce<unknown>((here, key) => (here as Json | undefined)?.[key], props);
      const texts = [value].flat().filter((text) => typeof text === "string");
      return texts.map((text, index) => [`${kind.type}.${path}${texts.length > 1 ? `[${index}]` : ""}`, text]);
    }),
  );
}

/** What the gateway knows and nobody is told: its key, values of stored secrets, and keys that it has made. */
export function plantedOn(gateway: Emulator): Planted {
  const made = gateway.list("users/apiKeys").flatMap(({ name, key, prefix }) =>
    // What the service shows of a key for recognising it is no secret.
    typeof key === "string" ? [[String(name), key.slice(String(prefix ?? "").length)]] : [],
  );
  const stored = gateway.list("secrets").map(({ name, value }) => [String(name), String(value)]);
  return { "the API key": gateway.apiKey, ...Object.fromEntries([...made, ...stored]) };
}
