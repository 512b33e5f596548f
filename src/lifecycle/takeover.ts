import { GatewayError } from "../client/errors";
import { isDefault, same } from "./compare";
import { canonical } from "./identity";
import { type Json, type Kind, keysWith } from "./kind";
import { markOf } from "./mark";
import { shelfOf } from "./pages";
import type { Run } from "./run";
import type { Before } from "./shared";

/** By how much the gateway's clock and the one that dates its answers may disagree, in seconds. */
const SKEW = 60;

const ageInSeconds = (run: Run, object: Json) => (run.client.now() - Date.parse(String(object.createTime))) / 1000;

/** Within how many seconds after its creation an object can be an interrupted run's leftover: as configured, else by the environment. */
export function windowOf(configured: string | undefined): number {
  const said = configured ?? process.env.FIREWORKS_TAKEOVER_WINDOW;
  const seconds = Number(said);
  return said === undefined || said === "" || !(seconds >= 0) ? 3600 : seconds;
}

/** Whether the gateway made it so lately that it can be a leftover. What was made in the future proves a wrong clock. */
export function isFresh(run: Run, object: Json): boolean {
  const age = ageInSeconds(run, object);
  return age > -SKEW && age < run.freshness;
}

const isUnfinished = (kind: Kind, object: Json) => kind.states.unfinished.includes(String(object.state));

/** What the service names cannot be imported by its name. */
const howToGoOn = (kind: Kind, name: string) =>
  kind.idField === undefined
    ? "Delete it, or take this resource out of the program."
    : `To take it over add the resource option \`import: "${name}"\`; otherwise choose another id or delete it.`;

/** How long an answer may take to be written, in seconds. */
const MOMENT = 5;

/**
 * Whether an attempt of this very stack can have made the object: a request of this run, or a run that failed. Where
 * nobody can be asked for those, its age has to do.
 */
async function attempted(run: Run, object: Json): Promise<boolean> {
  const age = ageInSeconds(run, object);
  if (Number.isNaN(age) && run.doubted) return true;
  const sinceAsked = run.asked === undefined ? 0 : (run.client.time.now() - run.asked) / 1000;
  if (run.asked !== undefined && age < sinceAsked + (run.doubted ? SKEW : MOMENT)) return true;
  const failing = await run.failingFor();
  return failing === undefined || (failing > 0 && age < failing + MOMENT);
}

/**
 * Whether an object that bears our name, though nobody told us to take it over, is what an interrupted run of this
 * program left. Equal names are weak evidence: a renamed stack, a moved state, a second backend all lead to a living
 * object of somebody else's.
 * @throws an error that names the way on, for anything else
 */
export async function mayTakeOver(run: Run, object: Json): Promise<void> {
  const name = run.name as string;
  const refusal = run.kind.refuse?.(object);
  if (refusal) throw new Error(`${name} ${refusal}`);
  const holder = await unheld(run);
  const theirs = markOf(object);
  const marked = run.kind.mark === undefined || run.mark === undefined || theirs === run.mark;
  const unfinished = isUnfinished(run.kind, object);
  const young = unfinished || isFresh(run, object);
  // Some kinds bear neither a mark nor a date: then the engine's own record of a cut-off creation must speak.
  const fresh = marked && ((young && (await attempted(run, object))) || (await run.interrupted()));
  if (!marked || !fresh || (holder === "unknown" && !unfinished)) {
    const who = marked
      ? ""
      : theirs === undefined
        ? " and was not made by Pulumi"
        : ` and belongs to ${String(theirs)}`;
    throw new Error(`${name} exists already${who}. ${howToGoOn(run.kind, name)}${replacing(holder)}`);
  }
  importable(run, object);
  const when = typeof object.createTime === "string" ? ` at ${object.createTime}` : "";
  run.warn(`Taking over ${name}, which an interrupted run of this program seems to have made${when}.`);
}

/**
 * Whether it is our request in doubt that made what is there: it was not there before. A list that even now lacks what
 * a GET has found said nothing beforehand, either.
 */
export async function isOurs(run: Run, before: Before): Promise<boolean> {
  if (!run.doubted || before === "there") return false;
  return before === "absent" || isListed(run);
}

/** Whether a list that is asked for now has it. */
async function isListed(run: Run): Promise<boolean> {
  const { client, path, key, nameOf } = shelfOf(run);
  try {
    const entries = await client.list(path, key, { signal: run.signal });
    return entries.some((entry) => nameOf(entry) === run.name);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return false;
  }
}

/** @throws when a resource of this stack's state is the object already */
export async function unheld(run: Run): Promise<"unknown" | undefined> {
  const holder = await run.recorded(run.name as string);
  if (holder !== undefined && holder !== "unknown") throw new Error(alreadyHeld(run, holder));
  return holder;
}

const replacing = (holder: string | undefined) =>
  holder === "unknown" ? " If it is being replaced (taint, --target-replace), set deleteBeforeReplace: true." : "";

function alreadyHeld(run: Run, holder: string): string {
  const short = holder.slice(holder.lastIndexOf("::") + 2);
  const replace =
    "To replace it under the same id (taint, --target-replace, replaceOnChanges) set the resource option deleteBeforeReplace: true";
  const rename = `; if the resource was renamed in the program, give it aliases: [{ name: "${short}" }]`;
  return `${run.name} exists, and ${short} in this stack's state is that object. ${replace}${holder === run.urn ? "" : rename}. Nothing was changed.`;
}

/** What cannot be changed in place and is otherwise than the program says. */
function differingIn(run: Run, object: Json): string[] {
  return keysWith(run.kind, "immutable").filter((key) => {
    const [mine, theirs] = [run.inputs[key], object[key]];
    return (
      key !== run.kind.idField &&
      mine !== undefined &&
      // Unset, or not told: whether the API says zero values is not documented.
      !isDefault(theirs) &&
      !same(run.kind.fields.shape[key], mine, theirs)
    );
  });
}

/** Without the zero values that an answer may hold: nobody chose them. */
function said(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const chosen = Object.entries(value).filter(([, one]) => !isDefault(one));
  return Object.fromEntries(chosen.map(([key, one]) => [key, said(one)]));
}

/** @throws for what may not be taken over at all, and for what would have to be replaced instead of being kept */
export function importable(run: Run, object: Json): void {
  const refusal = run.kind.refuse?.(object);
  if (refusal) throw new Error(`${run.name} ${refusal}`);
  const differing = differingIn(run, object);
  if (differing.length === 0) return;
  const lines = differing.map(
    (key) => `  ${key}: ${canonical(said(object[key]))} there, ${canonical(run.inputs[key])} in the program`,
  );
  throw new Error(
    `${run.name} cannot be taken over: it differs in what cannot be changed in place. Nothing was changed; adapt the program.\n${lines.join("\n")}`,
  );
}
