import type { Emulator } from "../../emulator/src";
import { memory } from "../../src/engine/memory";
import type { Json } from "../../src/lifecycle/kind";
import type { Life } from "../resources/life";
import { lifeAt } from "./gateway";

/** Warnings that most deployments of tests have. */
export const NOISE = "no-idle,no-floating,no-protect";

/** What a preview answers and asks, in the order in which the engine calls: for a replacement check comes twice. */
export async function previewed(
  gateway: Emulator,
  life: Life,
  args: Json,
  { settings = NOISE, ...preview }: Json = {},
) {
  const before = gateway.journal().length;
  const hidden = { dryRun: true, preview: { settings, ...preview } };
  const old = life.state;
  const { inputs, failures } = await life.check(args, old?.inputs ?? {}, hidden);
  if (old && failures.length === 0) {
    const { replaces } = await life.handler.diff(old.id, old.outputs, inputs);
    if (replaces.length > 0) failures.push(...(await life.check(args, {}, hidden)).failures);
  }
  const asked = gateway.journal().slice(before);
  return { failures, asked: asked.map(({ method, path, query }) => ({ request: `${method} ${path}`, query })) };
}

/** Another resource of the same program: what the process knows of it stays. */
export function lifeWithin(gateway: Emulator, name: string, type = "Deployment"): Life {
  const told = [...memory.told];
  const claims = [...memory.claims];
  const { preview } = memory;
  const life = lifeAt(gateway, type, name);
  for (const [key, value] of told) memory.told.set(key, value);
  for (const [key, value] of claims) memory.claims.set(key, value);
  memory.preview = preview;
  return life;
}
