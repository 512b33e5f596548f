import { asked } from "./command";

interface Update {
  kind?: string;
  startTime?: string;
  result?: string;
}

/** The latest first. */
const updates = (stack: string): Promise<Update[]> =>
  asked("stack", "history", "--json", "--page-size", "20", "--stack", stack);

/**
 * For how many milliseconds no `pulumi up` of this stack has ended well: what one of them left was made since. 0 when
 * the last one did, or there was none; undefined when nobody can be asked.
 */
export async function failingFor(stack: string | undefined): Promise<number | undefined> {
  if (!stack) return undefined;
  try {
    const ups = (await updates(stack)).filter(({ kind }) => kind === "update");
    const succeeded = ups.findIndex(({ result }) => result === "succeeded");
    const first = (succeeded < 0 ? ups : ups.slice(0, succeeded)).at(-1);
    return first === undefined ? 0 : Date.now() - Date.parse(String(first.startTime));
  } catch {
    return undefined;
  }
}
