import { equivalent, isZero } from "./compare";
import { accountOf, fullName, ID, ID_RULE, lastSegment, shortHash } from "./identity";
import { behaviour, type Enriched, type Failure, type Json, type Kind, keysWith } from "./kind";
import { hasUnknown, UNKNOWN } from "./unknown";
import { obey, validate } from "./validate";

/** What the resource's constructor told besides its arguments. Any of it may be missing. */
export interface Told {
  urn?: string;
  import?: string;
  deleteTimeout?: number;
}

export interface CheckRequest {
  /** The inputs of the last run; undefined for a new object. */
  olds: Json | undefined;
  news: Json;
  told: Told;
  /** `accounts/a`, from configuration or the key's only account; undefined where a preview does not know. */
  account: () => Promise<string | undefined>;
  /** Which URN has which full name in this program. */
  claims: Map<string, string>;
  /** Shown in the resource's row while it lasts. */
  say?: (message: string) => void;
}

export interface Checked {
  inputs: Json;
  failures: Failure[];
  warnings: string[];
}

/**
 * The keys of state's inputs that are not arguments. `unfinished` is what `read` says of an object that a failure has
 * left half made, `doubtful` of one that a failed update may have changed: no program has them, so that the next run
 * finds a difference and carries on.
 */
export const OWN_KEYS = ["name", "mark", "deleteTimeout", "contentDigest", "unfinished", "doubtful"] as const;

/** What was uploaded, by its content: a checked input that the kind's `enrich` makes. */
const CONTENT = "contentDigest";

/** With `ignoreChanges: ["*"]` the engine hands back what an earlier check added. */
function argumentsOf(news: Json): Json {
  return Object.fromEntries(Object.entries(news).filter(([key]) => !OWN_KEYS.some((own) => own === key)));
}

/** What the inputs of state and program have in common keeps state's spelling, so that only a change of meaning shows. */
function settle(kind: Kind, olds: Json | undefined, news: Json): Json {
  if (!olds) return news;
  const inputs = { ...news };
  for (const [key, schema] of Object.entries(kind.fields.shape)) {
    if (behaviour(schema).createOnly) {
      delete inputs[key];
      if (olds[key] !== undefined) inputs[key] = olds[key];
    } else if (news[key] !== undefined && equivalent(schema, olds[key], news[key])) inputs[key] = olds[key];
  }
  return inputs;
}

/** Whether an immutable input differs; one that is not known yet does not count: a guess would preview a replacement. */
export function replaced(kind: Kind, olds: Json, news: Json): string[] {
  return [...keysWith(kind, "immutable"), CONTENT].filter((key) => {
    if (hasUnknown(news[key])) return false;
    // Of an object that was taken over nobody knows what was uploaded: it holds what it holds.
    if (key === CONTENT && (olds[key] === undefined || news[key] === undefined)) return false;
    const schema = kind.fields.shape[key];
    // Writing down what holds anyway, or no longer doing so, moves nothing.
    if (isZero(schema, olds[key]) && isZero(schema, news[key])) return false;
    return !equivalent(schema, olds[key], news[key]) && !(key === kind.idField && pinnedAs(kind, olds, news));
  });
}

/** Pinning the id that the object bears already, or no longer pinning it, moves nothing. */
function pinnedAs(kind: Kind, olds: Json, news: Json): boolean {
  const pinned = news[kind.idField as string];
  return pinned === undefined || (typeof olds.name === "string" && lastSegment(olds.name) === pinned);
}

function checkId(kind: Kind, inputs: Json): Failure[] {
  const id = kind.idField ? inputs[kind.idField] : undefined;
  if (typeof id !== "string" || ID.test(id)) return [];
  return [{ property: kind.idField as string, reason: `must be ${ID_RULE}, not ${JSON.stringify(id).slice(0, 80)}` }];
}

/** The argument that decides the id. */
function idProperty(kind: Kind): string {
  const { idField = "name" } = kind;
  return idField in kind.fields.shape ? idField : (keysWith(kind, "immutable")[0] ?? idField);
}

function oneOwner(kind: Kind, name: string, urn: string | undefined, claims: Map<string, string>): Failure[] {
  if (!urn) return [];
  const owner = claims.get(name);
  if (owner === undefined || owner === urn) {
    claims.set(name, urn);
    return [];
  }
  const reason = `is the id of ${owner.slice(owner.lastIndexOf("::") + 2)} too (${name}): one object, one resource. Give one of them another id, or another name`;
  return [{ property: idProperty(kind), reason }];
}

/** `x` and `accounts/a/deployments/x` both name an object of the kind. */
function imported(kind: Kind, id: string, parent: string): { name: string } | Failure {
  const prefix = `${parent}/${kind.collection}/`;
  const name = id.includes("/") ? id : prefix + id;
  if (name.startsWith(prefix) && /^[A-Za-z0-9][\w.-]*$/.test(name.slice(prefix.length))) return { name };
  return {
    property: "import",
    reason: `must name one of ${parent}/${kind.collection}/…, not ${id.slice(0, 200)}`,
  };
}

async function identify(kind: Kind, request: CheckRequest, inputs: Json): Promise<Failure[]> {
  const { olds, told, claims } = request;
  const account = await request.account();
  const parent = kind.parent ? kind.parent(inputs) : account;
  const kept = olds && replaced(kind, olds, inputs).length === 0 ? olds : undefined;
  const key = kind.idField === undefined ? "mark" : "name";
  const before = kept?.[key];
  if (parent === undefined) {
    inputs[key] = before ?? UNKNOWN;
    return [];
  }
  if (told.import !== undefined && kind.idField === undefined)
    return [
      {
        property: "import",
        reason: `cannot be used with a ${kind.type}, whose id the service makes: take the option out`,
      },
    ];
  if (told.import !== undefined) {
    const target = imported(kind, told.import, parent);
    if ("reason" in target) return [target];
    const [moving] = olds ? replaced(kind, olds, inputs) : [];
    const other = olds?.name !== undefined && olds.name !== target.name;
    // With a replacement it names what is to take the old object's place.
    if (other && moving === undefined)
      return [
        { property: "import", reason: `names ${target.name}, but this resource is ${olds.name}: take the option out` },
      ];
    if (!other && moving !== undefined)
      return [
        {
          property: "import",
          reason: `would have to be taken out first: a change of ${moving} replaces ${target.name}, and what is imported is kept`,
        },
      ];
    inputs.name = target.name;
    return oneOwner(kind, target.name, told.urn, claims);
  }
  const name =
    typeof before === "string" && accountOf(before) === accountOf(parent) && !repinned(kind, before, inputs)
      ? before
      : fullName(kind, inputs, parent, told.urn ?? `urn:unknown::${shortHash(inputs)}`);
  if (name?.endsWith("/"))
    return [{ property: idProperty(kind), reason: "is required: no id can be made from the resource's name" }];
  // Said to be unknown: an update plan refuses what was not there in its preview.
  inputs[key] = name ?? UNKNOWN;
  return name === undefined ? [] : oneOwner(kind, name, told.urn, claims);
}

function repinned(kind: Kind, name: string, inputs: Json): boolean {
  const pinned = kind.idField === undefined ? undefined : inputs[kind.idField];
  return pinned !== undefined && pinned !== UNKNOWN && pinned !== lastSegment(name);
}

async function enriched(kind: Kind, request: CheckRequest, inputs: Json): Promise<Enriched> {
  const circumstances = { importing: request.told.import !== undefined, say: request.say ?? (() => {}) };
  try {
    return (await kind.enrich?.(inputs, request.olds, circumstances)) ?? { inputs, failures: [] };
  } catch (error) {
    return { inputs, failures: [{ property: "", reason: error instanceof Error ? error.message : String(error) }] };
  }
}

/** What is wrong with the inputs by themselves, without a look at state, files or account. */
export function refused(kind: Kind, inputs: Json): Failure[] {
  const failures = validate(kind, inputs);
  return [...failures, ...checkId(kind, inputs), ...obey(kind, inputs, failures)];
}

/**
 * Validates and completes the inputs: pure but for the files that a kind reads, and for the account, which is asked for
 * once where it is not configured. Never throws for what a program may have passed.
 */
export async function check(kind: Kind, request: CheckRequest): Promise<Checked> {
  const news = argumentsOf(request.news);
  const failures = refused(kind, news);
  if (failures.length > 0) return { inputs: news, failures, warnings: [] };
  let inputs = settle(kind, request.olds, news);
  const warnings: string[] = [];
  if (kind.enrich) {
    const rich = await enriched(kind, request, inputs);
    failures.push(...rich.failures);
    warnings.push(...(rich.warnings ?? []));
    inputs = { ...rich.inputs };
  }
  if (kind.irreplaceable !== undefined && request.olds && failures.length === 0) {
    const reason = `cannot be changed: ${kind.irreplaceable}`;
    failures.push(...replaced(kind, request.olds, inputs).map((property) => ({ property, reason })));
  }
  const { urn, deleteTimeout } = request.told;
  // With `ignoreChanges: ["*"]` nothing is told: what state has stands.
  const limit = urn === undefined ? request.olds?.deleteTimeout : deleteTimeout;
  if (limit !== undefined) inputs.deleteTimeout = limit;
  try {
    if (failures.length === 0) failures.push(...(await identify(kind, request, inputs)));
  } catch (error) {
    failures.push({ property: "", reason: error instanceof Error ? error.message : String(error) });
  }
  return { inputs, failures, warnings };
}
