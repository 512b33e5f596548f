import { type Emulator, startEmulator } from "../../emulator/src";
import type { Handler } from "../../src/engine/calls";
import { handler } from "../../src/engine/handler";
import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { Life } from "../resources/life";

export const ACCOUNT = "accounts/emulator";
export const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
export const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

export const chat = (more: Json = {}): Json => ({ baseModel: LLAMA, deploymentShape: SHAPE, ...more });

/** A deployment whose id, and so whose name, is known beforehand. */
export const pinned = (more: Json = {}): Json => chat({ deploymentId: "pinned", ...more });
export const PINNED = `${ACCOUNT}/deployments/pinned`;

/** An emulator for the tests of a file, as new before each of them. */
export function ownGateway(): () => Emulator {
  let gateway: Emulator;
  beforeAll(async () => {
    gateway = await startEmulator({ speed: 1000 });
  });
  afterAll(() => gateway.stop());
  beforeEach(() => {
    gateway.reset();
    gateway.faults.clear();
    gateway.settings.outcome.length = 0;
    gateway.clearJournal();
  });
  return () => gateway;
}

export const lifeAt = (gateway: Emulator, type: string, name = "chat"): Life => new Life(kindOf(type), gateway, name);

export const handlerOf = (type: string): Handler => handler(kindOf(type));

function kindOf(type: string): Kind {
  const kind = kinds.find((one) => one.type === type);
  if (!kind) throw new Error(`no kind ${type}`);
  return kind;
}

/** A deployment that was made and is known to state; what was sent and said for it is forgotten. */
export async function madePinned(gateway: Emulator, said: string[], more: Json = {}): Promise<Life> {
  const life = lifeAt(gateway, "Deployment");
  await life.up(pinned(more));
  gateway.clearJournal();
  said.length = 0;
  return life;
}

/** What a person reads of work that must fail. */
export async function complaint(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => new Error("it succeeded"),
    (error: Error & { reasons?: string[] }) => error,
  );
  // What is not finished is shown with its reasons.
  return "reasons" in outcome && outcome.reasons ? outcome.reasons.join("\n") : outcome.message;
}

/** Requests that write, with the members of their bodies and masks. */
export const writes = (gateway: Emulator) =>
  gateway
    .journal()
    .filter((entry) => entry.method !== "GET")
    .map(({ method, path, query, requestBody }) => ({
      request: `${method} ${path.slice(`/v1/${ACCOUNT}/`.length)}`,
      query,
      body: requestBody as Json | undefined,
    }));
