import { lastSegment, slug } from "../../lifecycle/identity";
import type { Json, Kind } from "../../lifecycle/kind";

/** An object that wants a name in the program. */
export interface Nameless {
  kind: Kind;
  name: string;
  object: Json;
}

const LONGEST = 60;

/** The id, which people know the object by; of an id that the service made the display name, if there is one. */
function wish({ kind, name, object }: Nameless): string {
  const shown = kind.idField === undefined ? slug(String(object.displayName ?? ""), LONGEST) : "";
  const word = (shown || lastSegment(name)).replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|[-_]+$/g, "");
  return /^[A-Za-z]/.test(word) ? word : `${slug(kindWords(kind), LONGEST)}-${word}`.replace(/-$/, "");
}

/** `deployment shape` of DeploymentShape. */
const kindWords = ({ type }: Kind) => type.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

/**
 * Logical names by full name: each once among all kinds, because a declarative stack has one namespace; the same for the
 * same objects, whatever the order in which they are listed.
 */
export function logicalNames(objects: readonly Nameless[], taken: ReadonlySet<string>): Map<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const one of [...objects].sort(byName)) {
    const word = wish(one);
    const name = firstFree([word, `${word}-${slug(kindWords(one.kind), LONGEST)}`], "-", used);
    names.set(one.name, name);
  }
  return names;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function firstFree(wishes: readonly string[], joint: string, used: Set<string>): string {
  const last = wishes.at(-1) as string;
  let found = wishes.find((one) => !used.has(one));
  for (let count = 2; found === undefined; count++)
    if (!used.has(`${last}${joint}${count}`)) found = `${last}${joint}${count}`;
  used.add(found);
  return found;
}

/** What the language, strict mode, a module or the generated program itself has under the name. */
const RESERVED = new Set(
  (
    "abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval " +
    "export extends false finally fireworks for from function get if implements import in instanceof interface is keyof let module " +
    "namespace never new null number object of package private protected public pulumi require return set static string super switch " +
    "symbol this throw true try type typeof undefined unknown using var void while with yield exports global globalThis process console " +
    "Buffer NaN Infinity __dirname __filename"
  ).split(" "),
);

/** Longer ones make the formatter break the line before the class. */
const LONGEST_VARIABLE = 40;

const camelCase = (words: string) =>
  words
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word, index) => (index === 0 ? word[0]?.toLowerCase() : word[0]?.toUpperCase()) + word.slice(1))
    .join("");

/** The variables of the resources, by logical name. */
export function variables(resources: readonly { kind: Kind; logical: string }[]): Map<string, string> {
  const used = new Set(RESERVED);
  return new Map(
    resources.map(({ kind, logical }) => {
      const [short, full] = [logical, `${logical}-${kind.type}`].map((words) =>
        camelCase(words).slice(0, LONGEST_VARIABLE),
      );
      return [logical, firstFree([short as string, full as string], "", used)];
    }),
  );
}
