import type { StateResource } from "../../engine/stack.mts";
import { type Emulator, type Json, kinds } from "../provider.mts";
import { objects } from "../world.mts";

/** What there is on the gateway and in the stack's state. */
export interface Picture {
  objects: { kind: string; object: Json; content: Record<string, string> }[];
  resources: readonly StateResource[];
}

export function pictured(gateway: Emulator, resources: readonly StateResource[]): Picture {
  const found = kinds.flatMap((kind) =>
    objects(gateway, kind)
      .filter((object) => !isMadeByService(object))
      .map((object) => ({ kind: kind.type, object, content: contentOf(gateway, object) })),
  );
  return { objects: found, resources };
}

/** A deployment loads its base model by itself: nobody's program says so, and it goes with the deployment. */
const isMadeByService = ({ model, deployment }: Json) =>
  deployment !== undefined && String(model).startsWith("accounts/fireworks/");

function contentOf(gateway: Emulator, { name }: Json): Record<string, string> {
  const files = Object.entries(gateway.content(String(name)));
  return Object.fromEntries(files.map(([file, bytes]) => [file, bytes.toString("base64")]));
}
