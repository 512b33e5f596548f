import { Document, type Scalar, type ToStringOptions, visit } from "yaml";
import { MODELINE } from "../../stack/modeline";
import { escapeText } from "../../stack/reference";
import type { Declared } from "./references";
import { Reference, type Value } from "./value";

const FORM: ToStringOptions = { lineWidth: 0, defaultStringType: "PLAIN", defaultKeyType: "PLAIN" };

/** The resources as a declarative stack, `fireworks.yaml`. */
export function yaml(
  all: readonly Declared[],
  head: readonly string[],
  protect: boolean,
  /** From the file to the project's folder: `../`. */
  up = "",
): string {
  const logical = new Map(all.map((one) => [one.name, one.logical]));
  const spell = ({ target, rest }: Reference) => `\${${logical.get(target)}.name}${rest}`;
  const resources = all.map(({ kind, logical: key, properties }) => [
    key,
    {
      type: kind.type,
      properties: plain(properties, spell),
      ...(protect ? { options: { protect: true } } : {}),
    },
  ]);
  // Other readers than ours know more words that are no text: `yes`, `on`, `0o7`, `12:30`.
  const document = new Document({ resources: Object.fromEntries(resources) }, { compat: "yaml-1.1", version: "1.2" });
  document.commentBefore = [MODELINE.slice(1).replace("$schema=", `$schema=${up}`), ...head.map(comment)].join("\n");
  visit(document, { Scalar: (_, node) => guard(node) });
  all.forEach(({ logical: key, remarks }, index) => {
    const pair = document.getIn(["resources"], true) as { items: { key: Scalar }[] };
    const item = pair.items[index]?.key;
    if (!item || item.value !== key) throw new Error(`the resource ${key} is not where it was put`);
    item.spaceBefore = index > 0;
    if (remarks.length > 0) item.commentBefore = remarks.map(comment).join("\n");
  });
  return document.toString(FORM);
}

const comment = (line: string) => ` ${line.replace(/[\r\n\u2028\u2029]+/g, " ")}`;

/** `<<` would merge; a time, a duration or a number with a colon is text to us and something else to others. */
function guard(node: Scalar): void {
  if (typeof node.value !== "string") return;
  const { value } = node;
  if (value.includes("\n") && isReadable(value)) node.type = "BLOCK_LITERAL";
  else if (value === "<<" || value === "=" || /^[\d.+-]|^0/.test(value) || /[\p{Cf}\p{Cc}]/u.test(value))
    node.type = "QUOTE_DOUBLE";
}

/** In a block every line stands as it is: what a block loses or an editor strips must not be there. */
const isReadable = (text: string) => !/[ \t]\n|[ \t]$|^\s|[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029]/u.test(text);

/** Text that looks like a reference or a function stays text. */
function plain(value: Value, spell: (reference: Reference) => string): unknown {
  if (value instanceof Reference) return spell(value);
  if (typeof value === "string") return escapeText(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, spell));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member, spell)]));
}

/** Why a value cannot be written as YAML. */
export function unwritable(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const call = Object.keys(value).find((key) => /^fn::/i.test(key));
  if (call !== undefined)
    return `has the key ${JSON.stringify(call)}, which would be a function's call in YAML: use --language typescript`;
  return Object.values(value)
    .map(unwritable)
    .find((reason) => reason !== undefined);
}
