import type { Client } from "../../client/client";
import { isNameOf } from "../../lifecycle/identity";
import type { Kind } from "../../lifecycle/kind";
import { type Listed, listAll } from "../../lifecycle/list";
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
  passed: { name: string; reason: string }[];
}

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
export async function select(
  client: Client,
  account: string,
  wish: Wish,
  say: (kind: Kind) => void,
): Promise<Selected> {
  if (wish.names.length > 0) return named(client, account, wish.names, say);
  const chosen = wish.all ? kinds : [...new Set((wish.kind ?? []).map(kindNamed))];
  const query = wish.filter === undefined ? {} : { query: { filter: wish.filter } };
  const objects: Listed[] = [];
  for (const kind of chosen) {
    say(kind);
    objects.push(...(await listAll(kind, client, account, query)));
  }
  return withoutTheServices(client, objects);
}

/** What the service made for itself nobody would declare, unless they say so by its name. */
async function withoutTheServices(client: Client, all: Listed[]): Promise<Selected> {
  const reasons = await each(all, async ({ kind, name, object }) => {
    const own = await kind.ofService?.(looking(client, kind, name), object);
    return own ? "was made by the service itself, and goes with what it was made for" : kind.refuse?.(object);
  });
  return {
    objects: all.filter((_, index) => reasons[index] === undefined),
    passed: all.flatMap(({ name }, index) => (reasons[index] === undefined ? [] : [{ name, reason: reasons[index] }])),
  };
}

async function named(
  client: Client,
  account: string,
  names: readonly string[],
  say: (kind: Kind) => void,
): Promise<Selected> {
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
    say(kind);
    const list = lists.get(kind) ?? (await listAll(kind, client, account));
    lists.set(kind, list);
    const fitting = list.filter(({ name }) => matches(pattern, name));
    if (fitting.length === 0) throw new WrongUse(`Nothing of ${account} is called ${word}. Nothing was changed.`);
    for (const one of fitting) found.set(one.name, one);
  }
  return { objects: [...found.values()], passed: [] };
}

function kindOfName(word: string, pattern: string): Kind {
  const kind = kinds.find((one) => isNameOf(one, pattern.replaceAll("*", "x")));
  if (kind) return kind;
  const example = kinds.map(({ collection }) => `${collection}/…`).join(", ");
  throw new WrongUse(
    `${JSON.stringify(word)} names no object: give it in full, accounts/…/deployments/chat, or as one of ${example}.`,
  );
}

/** `*` stands for any part of one segment. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+~|()[\]{}^$\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`).test(name);
}
