import type { Emulator } from "../provider.mts";
import { post, samples } from "../samples.mts";
import { adapters } from "./catalogue.mts";
import { objectsOf } from "./judge.mts";
import { SLOTS } from "./program.mts";

/** What programs refer to, and an object of each kind that is somebody else's. */
export async function surround(gateway: Emulator): Promise<void> {
  const types = new Set<string>();
  for (const { type, prepare, byHand } of samples) {
    if (types.has(type)) continue;
    types.add(type);
    await prepare?.(gateway);
    // A loaded model of theirs needs one of that name.
    await post(gateway, byHand(type === "Model" ? "a-stranger" : "theirs"));
  }
  for (const object of adapters(SLOTS)) gateway.put({ ...object, name: String(object.name) });
  // So long ago that nobody can take it for a leftover, and all that was under way is done.
  gateway.clock.advance("2h");
  for (const { name } of objectsOf(gateway)) gateway.get(String(name));
}
