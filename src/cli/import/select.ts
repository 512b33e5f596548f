import type { Client } from "../../client/client";
import { type GatewayError, isGatewayError } from "../../client/errors";
import { isNameOf } from "../../lifecycle/identity";
import type { Json, Kind } from "../../lifecycle/kind";
import { isLeaving, type Listed, listAll, listEvery } from "../../lifecycle/list";
import { lookUp } from "../../lifecycle/observe";
import { nearest } from "../../lifecycle/validate";
import { kinds } from "../../resources";
import { WrongUse } from "../answer";
import { looking } from "./describe";
import { each } from "./pool";

export interface Wish {
  /** Full names, or patterns such as `deployments/prod-*`. */
  names: readonly string[];
  all?: boolean;
  kind?: readonly string[];
  filter?: string;
}

export interface Selected {
  objects: Listed[];
  /** What `--all` passes by, each with the reason. */
  passed: Why[];
  /** Kinds that could not be listed, and objects of which it is not known. */
  failed: Why[];
}

interface Why {
  name: string;
  reason: string;
}

/** What is under way: so much of so many. */
type Say = (what: string, done?: number, of?: number) => void;

/** @throws WrongUse for what does not say which objects are meant */
export function checkWish({ names, all, kind = [], filter }: Wish): void {
  const ways = [names.length > 0, all === true, kind.length > 0].filter(Boolean).length;
  if (ways === 0) throw new WrongUse("Say what to import: names, --kind, or --all. `import --help` shows examples.");
  if (names.length > 0 && ways > 1)
    throw new WrongUse("Names go without --all and --kind: they say which objects alone.");
  if (all && kind.length > 0) throw new WrongUse("--all is every kind: leave --kind out, or --all.");
  if (filter !== undefined && kind.length !== 1)
    throw new WrongUse("--filter goes with exactly one --kind: each kind has fields of its own.");
  for (const word of kind) kindNamed(word);
}

/** `Deployment`, `deployment` or `deployments`. */
function kindNamed(word: string): Kind {
  const lower = word.toLowerCase();
  const found = kinds.find(({ type, collection }) => [type.toLowerCase(), collection.toLowerCase()].includes(lower));
  if (found) return found;
  const types = kinds.map(({ type }) => type);
  const meant = nearest(word, types);
  throw new WrongUse(
    `There is no kind ${JSON.stringify(word)}${meant ? `: did you mean ${meant}?` : `: there are ${types.join(", ")}.`}`,
  );
}

/** The live objects that are meant. */
export async function select(client: Client, account: string, wish: Wish, say: Say): Promise<Selected> {
  if (wish.names.length > 0) return named(client, account, wish.names, say);
  const chosen = wish.all ? kinds : [...new Set((wish.kind ?? []).map(kindNamed))];
  const query = wish.filter === undefined ? {} : { query: { filter: wish.filter } };
  const objects: Listed[] = [];
  const failed: Why[] = [];
  for (const kind of chosen) {
    say(`Listing ${kind.collection}`);
    try {
      objects.push(...(await listEvery(kind, client, account, query)));
    } catch (error) {
      // One kind may be closed to the key; without a gateway, or with a key for nothing, there is no going on.
      if (chosen.length === 1 || !isOfOneKind(error)) throw error;
      failed.push({ name: `${account}/${kind.collection}`, reason: `could not be listed: ${error.message}` });
    }
  }
  const rest = await withoutTheServices(client, objects, say);
  return { ...rest, failed: [...failed, ...rest.failed] };
}

const isOfOneKind = (error: unknown): error is GatewayError =>
  isGatewayError(error) && error.facts.status !== undefined && error.facts.status !== 401;

/** What the service made for itself, and what is on its way out, nobody would declare, unless they say so by its name. */
async function withoutTheServices(client: Client, all: readonly Listed[], say: Say): Promise<Selected> {
  const selected: Selected = { objects: [], passed: [], failed: [] };
  const look = lookingAmong(client, all);
  let done = 0;
  const outcomes = await each(all, async (one) => {
    try {
      return { reason: await reasonAgainst(one, look(one.kind)) };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    } finally {
      done += 1;
      say("Looking whose objects are:", done, all.length);
    }
  });
  for (const [index, one] of all.entries()) {
    const { reason, failure } = outcomes[index] as { reason?: string; failure?: string };
    if (failure !== undefined) selected.failed.push({ name: one.name, reason: failure });
    else if (reason !== undefined) selected.passed.push({ name: one.name, reason });
    else selected.objects.push(one);
  }
  return selected;
}

type Look = (name: string) => Promise<Json | undefined>;

async function reasonAgainst({ kind, object }: Listed, look: Look): Promise<string | undefined> {
  if (isLeaving(kind, object)) return `is ${String(object.state)}, on its way out`;
  if (await kind.ofService?.(object, look)) return "was made by the service itself, and goes with what it was made for";
  return kind.refuse?.(object);
}

/** What was listed is not asked for again, nor is anything twice. */
function lookingAmong(client: Client, all: readonly Listed[]): (kind: Kind) => Look {
  const known = new Map<string, Promise<Json | undefined>>(
    all.map(({ name, object }) => [name, Promise.resolve(object)]),
  );
  return (kind) => (name) => {
    const found = known.get(name) ?? lookUp(looking(client, kind, name), name);
    known.set(name, found);
    return found;
  };
}

async function named(client: Client, account: string, names: readonly string[], say: Say): Promise<Selected> {
  const found = new Map<string, Listed>();
  const lists = new Map<Kind, Listed[]>();
  for (const word of names) {
    const pattern = word.startsWith("accounts/") ? word : `${account}/${word}`;
    const kind = kindOfName(word, pattern);
    if (!pattern.startsWith(`${account}/`))
      throw new WrongUse(
        `${word} is not of ${account}: set fireworks:accountId or FIREWORKS_ACCOUNT_ID to its account.`,
      );
    if (!pattern.includes("*")) {
      found.set(pattern, { kind, name: pattern, object: {} });
      continue;
    }
    say(`Listing ${kind.collection}`);
    const list = lists.get(kind) ?? (await listAll(kind, client, account));
    lists.set(kind, list);
    const fitting = list.filter(({ name }) => matches(pattern, name));
    if (fitting.length === 0) throw new WrongUse(`Nothing of ${account} is called ${word}. Nothing was changed.`);
    for (const one of fitting) found.set(one.name, one);
  }
  return { objects: [...found.values()], passed: [], failed: [] };
}

function kindOfName(word: string, pattern: string): Kind {
  const plain = pattern.replaceAll("*", "x");
  const kind = kinds.find((one) => isNameOf(one, plain));
  // Below the account, or below the parent.
  if (kind && plain.split("/").length === (kind.parent ? 6 : 4)) return kind;
  const examples = (kind ? [kind] : kinds).map(exampleOf).join(", ");
  throw new WrongUse(
    `${JSON.stringify(word)} names no object: give it in full, accounts/…/deployments/chat, or as ${kind ? "" : "one of "}${examples}.`,
  );
}

/** `deployments/…`; of what has a parent `users/…/apiKeys/…`. */
function exampleOf({ collection, parent }: Kind): string {
  const parents = kinds.map(
    (one) => [`${one.type[0]?.toLowerCase()}${one.type.slice(1)}`, `${one.collection}/…`] as const,
  );
  const above = parent?.(Object.fromEntries(parents));
  return `${above === undefined ? "" : `${above}/`}${collection}/…`;
}

/** `*` stands for any part of one segment. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+~|()[\]{}^$\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`).test(name);
}
