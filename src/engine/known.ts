import type { Json, Kind } from "../lifecycle/kind";
import { secretValues } from "./conceal";
import { secretsOf } from "./secrets";
import { ownKey } from "./settings";

/** What a gateway may have been sent, and may repeat. */
export const known = (kind: Kind, ...all: Json[]): string[] => [
  ...all.flatMap((props) => secretValues(props, secretsOf(kind))),
  ...ownKey(),
];
