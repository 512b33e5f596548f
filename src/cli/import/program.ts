import type { Described, Home } from "./describe";
import { declarations } from "./references";
import type { Target } from "./target";
import { typescript } from "./typescript";
import { unwritable, yaml } from "./yaml";

export interface Program {
  text: string;
  /** What it declares. */
  described: Described[];
  failed: { name: string; reason: string }[];
}

/** The program, without what its language or its reader does not take: state must not hold what no program declares. */
export async function programOf(
  home: Home,
  all: readonly Described[],
  { language, up }: Pick<Target, "language" | "up">,
  protect: boolean,
): Promise<Program> {
  const head = [
    `Made by \`pulumi-fireworks import\` of what ${home.account} holds.`,
    "Pinned ids are those of the living objects: changing one replaces its object.",
  ];
  if (language === "typescript")
    return { text: typescript(declarations(all), head, protect), described: [...all], failed: [] };
  const failed = all.flatMap(({ name, args }) => {
    const reason = unwritable(args);
    return reason === undefined ? [] : [{ name, reason }];
  });
  for (;;) {
    const described = all.filter(({ name }) => !failed.some((one) => one.name === name));
    const text = yaml(declarations(described), head, protect, up);
    const refused = await refusals(text, described);
    if (refused.length === 0) return { text, described, failed };
    failed.push(...refused);
  }
}

/** What the declarative stack's own reader has against the text, by the object that it is about. */
async function refusals(text: string, described: readonly Described[]): Promise<Program["failed"]> {
  const { problemsIn } = await import("./read-back.js");
  const byLogical = new Map(described.map((one) => [one.logical, one.name]));
  const failed = new Map<string, Program["failed"][number]>();
  for (const { path, reason } of problemsIn(text)) {
    const name = byLogical.get(String(path[1]));
    if (name === undefined) throw new Error(`The YAML cannot be read back, and nothing was changed: ${reason}`);
    const what = path.slice(2).join(".") || String(path[1]);
    failed.set(name, { name, reason: `cannot be declared as YAML (${what} ${reason}): use --language typescript` });
  }
  return [...failed.values()];
}
