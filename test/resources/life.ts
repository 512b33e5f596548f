import { createHash } from "node:crypto";
import type { Emulator } from "../../emulator/src";
import type { Handler } from "../../src/engine/calls";
import { handler } from "../../src/engine/handler";
import { memory, newMemory } from "../../src/engine/memory";
import { fromEngine } from "../../src/engine/wire";
import type { Json, Kind } from "../../src/lifecycle/kind";

/** The provider waits for an emulator whose time runs faster: so do its pauses and limits. */
process.env.FIREWORKS_SPEED = "20";

interface State {
  id: string;
  inputs: Json;
  outputs: Json;
  /** Why it is not finished. */
  reasons: string[];
}

type Failed = Error & { id?: string; properties?: Json; reasons?: string[] };

/** One resource of one program, run through the handler in the order in which the engine calls it. */
export class Life {
  readonly handler: Handler;
  state: State | undefined;
  /** What the last `up` did. */
  did: "created" | "updated" | "replaced" | "nothing" = "nothing";

  constructor(
    readonly kind: Kind,
    readonly gateway: Emulator,
    readonly name = "thing",
  ) {
    this.handler = handler(kind);
    this.begin();
  }

  /** Every operation of the engine is a process of its own. */
  begin(): void {
    Object.assign(memory, newMemory());
    this.configure(this.handler);
  }

  /** The engine does so for each kind, when it is first needed. */
  configure(one: Handler): void {
    const { url, apiKey, accountId } = this.gateway;
    const config: Record<string, string> = {
      "fireworks:baseUrl": url,
      "fireworks:apiKey": apiKey,
      "fireworks:accountId": accountId,
    };
    void one.configure({ config: { get: (key) => config[key] } });
  }

  async check(args: Json, olds: Json = this.state?.inputs ?? {}, hidden: Json = {}) {
    const urn = `urn:pulumi:dev::test::pulumi-nodejs:dynamic/fireworks:${this.kind.type}::${this.name}`;
    const { inputs, failures } = await this.handler.check(olds, {
      ...args,
      __pulumi: { urn, dryRun: false, ...hidden },
    });
    return { inputs, failures: failures.map(named) };
  }

  async up(args: Json, hidden: Json = {}): Promise<State> {
    this.begin();
    this.did = "nothing";
    const inputs = await this.checked(args, this.state?.inputs ?? {}, hidden);
    if (!this.state) {
      await this.create(inputs);
      this.did = "created";
    } else if (
      this.state.reasons.length > 0 ||
      JSON.stringify(sorted(inputs)) !== JSON.stringify(sorted(this.state.inputs))
    )
      await this.change(args, inputs, hidden);
    return this.state as unknown as State;
  }

  private async change(args: Json, inputs: Json, hidden: Json): Promise<void> {
    const old = this.state as State;
    const { replaces, deleteBeforeReplace } = await this.handler.diff(old.id, old.outputs, inputs);
    if (replaces.length === 0) {
      await this.held(inputs, async () => ({
        id: old.id,
        ...(await this.handler.update(old.id, old.outputs, inputs)),
      }));
      this.did = "updated";
      return;
    }
    if (deleteBeforeReplace) await this.handler.delete(old.id, old.outputs);
    await this.create(await this.checked(args, {}, hidden));
    if (!deleteBeforeReplace) await this.handler.delete(old.id, old.outputs);
    this.did = "replaced";
  }

  private async checked(args: Json, olds: Json, hidden: Json): Promise<Json> {
    const { inputs, failures } = await this.check(args, olds, hidden);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return inputs;
  }

  private create(inputs: Json): Promise<void> {
    return this.held(inputs, () => this.handler.create(inputs));
  }

  /** A failure without an id leaves state as it was; one with an id renews it, and says that it is not finished. */
  private async held(inputs: Json, work: () => Promise<{ id: string; outs: Json }>): Promise<void> {
    try {
      const { id, outs } = await work();
      this.state = { id, inputs, outputs: outs, reasons: [] };
    } catch (error) {
      const { id, properties, reasons } = error as Failed;
      if (id === undefined) throw error;
      this.state = { id, inputs, outputs: properties ?? {}, reasons: reasons ?? [] };
      throw new Error((reasons ?? []).join("\n"));
    }
  }

  async refresh(): Promise<void> {
    this.begin();
    const old = this.state as State;
    const { props, inputs } = await this.handler.read(old.id, old.outputs);
    // What can be read counts as finished.
    const seen = { id: old.id, outputs: props as Json, inputs: fromEngine(inputs) as Json, reasons: [] };
    this.state = props && inputs ? seen : undefined;
  }

  async destroy(): Promise<void> {
    this.begin();
    const { id, outputs } = this.state as State;
    await this.handler.delete(id, outputs);
    this.state = undefined;
  }

  /** What a change of the arguments would replace. */
  async replaces(args: Json): Promise<string[]> {
    const { inputs } = await this.check(args);
    const { id, outputs } = this.state as State;
    return (await this.handler.diff(id, outputs, inputs)).replaces;
  }
}

/** The engine is told the property's name as part of the reason. */
function named(failure: { property: string; reason: string }) {
  const [, property, reason] = /^([\w.[\]"]+): (.*)$/s.exec(failure.reason) ?? [];
  return property && reason ? { property, reason } : failure;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

export const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");

export const requests = (gateway: Emulator) => gateway.journal().map((entry) => `${entry.method} ${entry.path}`);
