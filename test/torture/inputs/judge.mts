import { PLANTED } from "./values.mts";

/** More than this nobody reads. */
const LONGEST = 4_001;
const MOST = 60;

/** What the machine says, and no person understands. */
export const UNCLEAR =
  /Cannot (read|convert|set|destructure)|is not a function|is not iterable|call stack|cannot be converted|Invalid (array|string|URL|time)|\bundefined\b|\bNaN\b|\[object |must be of type|null bytes/;

/** Of what a person sees: no control of the terminal, and no half of a character. */
export function wrongWithText(text: string): string[] {
  const wrong = [];
  if (text.length > LONGEST) wrong.push(`${text.length} characters`);
  if (/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u.test(text)) wrong.push("control characters");
  if (/\p{Cs}/u.test(text)) wrong.push("half a character");
  if (text.includes(PLANTED)) wrong.push("a secret");
  if (UNCLEAR.test(text)) wrong.push("a machine's words");
  return wrong.map((what) => `${what} in: ${JSON.stringify(text).slice(0, 300)}`);
}

const REMEDY =
  /must|is required|did you mean|pass it|leave|cannot|take|choose|does not exist|has no|is already|not be|is a|holds|lower|check|write|divide/i;

/** A failure says where, and what to do. */
function wrongWithReason(reason: string): string[] {
  const [, place, words] =
    /^((?:[A-Za-z_$][\w$]*|\[secret\]|\["(?:[^"\\]|\\.)*"?…?\]?)(?:[^:]|:(?! ))*): (.+)$/s.exec(reason) ?? [];
  if (place === undefined || words === undefined) return [`no property: ${reason.slice(0, 300)}`];
  return REMEDY.test(words) ? [] : [`no remedy: ${reason.slice(0, 300)}`];
}

export function wrongWithFailures(failures: unknown): string[] {
  if (!Array.isArray(failures)) return ["failures are no list"];
  const wrong = failures.length > MOST ? [`${failures.length} failures`] : [];
  const first = (failures as { property: unknown; reason: unknown }[]).slice(0, MOST);
  for (const { property, reason } of first)
    if (property !== "" || typeof reason !== "string") wrong.push("a failure of another form");
    else wrong.push(...wrongWithReason(reason), ...wrongWithText(reason));
  return wrong;
}

/** Where a value holds what the engine cannot take: undefined, functions, symbols, numbers that JSON does not have. */
export function strange(value: unknown, path = "", level = 0): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value !== "object") return `${path} is ${typeof value}`;
  if (level > 200) return `${path.slice(0, 80)} has no end`;
  const prototype = Object.getPrototypeOf(value);
  if (![Object.prototype, Array.prototype, null].includes(prototype)) return `${path} is of a class`;
  for (const [key, member] of Object.entries(value)) {
    const found = strange(member, `${path}.${key}`, level + 1);
    if (found) return found;
  }
  return undefined;
}

const PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Function.prototype];
const known = PROTOTYPES.map((one) => Reflect.ownKeys(one).length);

/** Whether what all objects share is what it was. */
export const polluted = (): string[] =>
  PROTOTYPES.some((one, index) => Reflect.ownKeys(one).length !== known[index]) ? ["a prototype was changed"] : [];
