/** `${chat.autoscalingPolicy.scalingSchedules["office"]}`, in parts. */
export interface Reference {
  root: string;
  rest: readonly (string | number)[];
  /** As it is written, without `${` and `}`. */
  text: string;
}

export class BadReference extends Error {}

/** Text with references in it: Pulumi YAML's grammar. `$$` stands for `$`. */
export function parseText(text: string): (string | Reference)[] {
  const parts: (string | Reference)[] = [];
  let plain = "";
  let index = 0;
  while (index < text.length) {
    if (text.startsWith("$$", index)) {
      plain += "$";
      index += 2;
    } else if (text.startsWith("${", index)) {
      const { keys, end } = parseKeys(text, index + 2);
      if (plain !== "") parts.push(plain);
      plain = "";
      parts.push(referenceOf(keys, text.slice(index + 2, end - 1)));
      index = end;
    } else {
      plain += text[index];
      index += 1;
    }
  }
  if (plain !== "" || parts.length === 0) parts.push(plain);
  return parts;
}

/** Text that shall stand in the data as it is. */
export const escapeText = (text: string): string => text.replace(/\$(?=[{$])/g, "$$$$");

/** The keys of a property path such as `a.b[0]["c d"]`; undefined for what is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  try {
    return parseKeys(`${text}}`, 0).keys;
  } catch {
    return undefined;
  }
}

function referenceOf(keys: (string | number)[], text: string): Reference {
  const [root, ...rest] = keys;
  if (root === undefined) throw new BadReference(`\${} names nothing: write $\${ for the characters themselves`);
  if (typeof root === "number") throw new BadReference("has a reference that does not begin with a name");
  return { root, rest, text };
}

const QUOTED = /\["((?:\\"|[^"])*)"\]/y;
const INDEX = /\[(\d+)\]/y;
const NAME = /\.?([^.[\]}${]+)/y;

/** Up to the closing brace. */
function parseKeys(text: string, start: number): { keys: (string | number)[]; end: number } {
  const keys: (string | number)[] = [];
  let index = start;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = index;
    const found = pattern.exec(text);
    if (found) index = pattern.lastIndex;
    return found?.[1];
  };
  for (;;) {
    if (text[index] === "}") return { keys, end: index + 1 };
    const quoted = match(QUOTED);
    const item = quoted === undefined ? match(INDEX) : undefined;
    const name = quoted === undefined && item === undefined ? match(NAME) : undefined;
    if (quoted !== undefined) keys.push(quoted.replaceAll('\\"', '"'));
    else if (item !== undefined) keys.push(Number(item));
    else if (name !== undefined) keys.push(name);
    else throw new BadReference(unfinished(text, index));
  }
}

/** Nothing of the text is told: it may be a secret. */
const unfinished = (text: string, index: number): string =>
  index >= text.length
    ? `has \${ without a closing brace: write $\${ for the characters themselves`
    : `has \${ with what is no reference: they look like \${name.property}, \${name.list[0]} and \${name.map["a key"]}; write $\${ for the characters themselves`;
