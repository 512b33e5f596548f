import { accountOf, isNameOf, lastSegment } from "../lifecycle/identity";
import type { Json, Kind } from "../lifecycle/kind";
import { markFor } from "../lifecycle/mark";
import type { Run } from "../lifecycle/run";
import { UNKNOWN } from "../lifecycle/unknown";
import { presentable } from "./conceal";
import type { Hidden } from "./hidden";
import { failingFor } from "./history";
import { known } from "./known";
import { memory } from "./memory";
import { recorded } from "./monitor";
import { awaitsReplacement, interrupted } from "./pending";
import { log } from "./progress";
import { gateway, marking, takeoverWindow } from "./settings";

/** What one operation on one object begins with: what the engine told, and what this process knows besides. */
export function startRun(
  kind: Kind,
  inputs: Json,
  name: string | undefined,
  option: "create" | "update" | "delete",
  olds?: Json,
): Run {
  mustBeName(kind, name ?? (kind.idField === undefined ? inputs.mark : inputs.name));
  const hidden = memory.told.get(String(inputs.name ?? inputs.mark ?? name));
  const shown = (message: string) => presentable(message, known(kind, inputs, olds ?? {}));
  const limit = limitOf(kind, inputs, hidden?.timeouts ?? {}, option, olds);
  const urn = hidden?.urn;
  const client = gateway();
  return {
    kind,
    client,
    name,
    parent: parentOf(kind, inputs, name),
    inputs: withoutUnknowns(inputs),
    ...(olds ? { olds } : {}),
    signal: new AbortController().signal,
    deadline: client.time.now() + limit.seconds * 1000,
    limit,
    urn,
    mark: urn === undefined || !marking() ? undefined : markFor(urn),
    freshness: takeoverWindow(),
    say: sayer(urn, urn === undefined && name ? `${lastSegment(name)}: ` : "", shown),
    warn: (message) => log("warning", urn, shown(message)),
    recorded: (other) => holderOf(other, hidden),
    interrupted: () => interrupted(urn, hidden?.stack, option === "create"),
    failingFor: () => failingFor(hidden?.stack).then((past) => past && past / client.time.real(1000)),
    current: (other) => void memory.current.add(other),
  };
}

/** What becomes part of a URL comes from state, or from whoever calls `.get()`. */
function mustBeName(kind: Kind, name: unknown): void {
  if (typeof name === "string" && isNameOf(kind, name)) return;
  throw new Error(
    `${JSON.stringify(name) ?? "nothing"} is not the name of a ${kind.type}, which is accounts/…/${kind.collection}/… in full. ` +
      `Nothing was sent. Give ${kind.type}.get the full name; an entry of the stack's state goes with \`pulumi state delete\`.`,
  );
}

const isSeconds = (value: unknown): value is number => typeof value === "number" && value >= 0;

/** Deletion is told nothing: its limit is among the outputs. To the engine an unfinished creation goes on as an update. */
function limitOf(
  kind: Kind,
  inputs: Json,
  told: NonNullable<Hidden["timeouts"]>,
  option: Run["limit"]["option"],
  olds: Json = {},
): Run["limit"] {
  const limit = { ...kind.timeouts, ...told };
  if (option === "delete" && isSeconds(inputs.deleteTimeout)) return { seconds: inputs.deleteTimeout, option };
  if (option !== "update" || olds.unfinished !== true) return { seconds: limit[option], option };
  return { seconds: Math.max(limit.create, limit.update), option: "create" };
}

/** What was deleted before it is replaced stays in state until its successor is there, and holds nothing. */
async function holderOf(name: string, hidden: Hidden | undefined): Promise<string | undefined | "unknown"> {
  const urns = await recorded(name, hidden?.monitor, hidden?.stack);
  for (const urn of urns ?? []) {
    const deleted = urn === hidden?.urn && memory.deleted.has(name);
    if (!deleted && !(await awaitsReplacement(urn, hidden?.stack))) return urn;
  }
  return urns ? undefined : "unknown";
}

/**
 * A row keeps its last message for good: an empty one takes it away. A deletion is not told whose row is its own, and
 * speaks in the stack's.
 */
function sayer(urn: string | undefined, whose: string, shown: (message: string) => string): Run["say"] {
  let said = false;
  return (message) => {
    if (message === "" && !said) return;
    said = message !== "";
    log("info", urn, message === "" ? "" : shown(whose + message), true);
  };
}

function parentOf(kind: Kind, inputs: Json, name: string | undefined): string {
  const full = name ?? String(inputs.name ?? inputs.mark ?? "");
  return full === "" ? "" : kind.parent ? full.slice(0, full.lastIndexOf(`/${kind.collection}/`)) : accountOf(full);
}

function withoutUnknowns(inputs: Json): Json {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== UNKNOWN));
}
