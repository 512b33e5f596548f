import { createInterface } from "node:readline/promises";
import type { Client } from "../../client/client";
import { hasStatus } from "../../client/errors";
import { markOf } from "../../lifecycle/mark";
import { observe } from "../../lifecycle/observe";
import { remove } from "../../lifecycle/remove";
import { runOf } from "../lifecycle";
import { progress } from "../progress";
import { type Found, shortName } from "./find";

export interface Outcome {
  found: Found;
  /** Why it is still there. */
  spared?: string;
}

export const canAsk = () => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Shown and asked on the error stream: what is on standard output may be read by a program. */
export async function confirmed(
  found: readonly Found[],
  shown: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  output.write(`${shown}\n\n`);
  const prompt = createInterface({ input, output });
  try {
    const answer = await prompt.question(`Delete ${found.map(shortName).join(", ")} for good? Type "yes": `);
    return answer.trim().toLowerCase() === "yes";
  } finally {
    prompt.close();
  }
}

/** As a destroy would. What had requests within the last hour the service protects, unless told otherwise. */
export async function removeAll(client: Client, found: readonly Found[], ignoreChecks: boolean): Promise<Outcome[]> {
  const names = new Set(found.map(({ name }) => name));
  const shown = progress();
  const outcomes: Outcome[] = [];
  for (const one of found)
    outcomes.push(
      await removed(client, one, names, ignoreChecks, (message) => shown.at(`Deleting ${shortName(one)} ${message}`)),
    );
  shown.end();
  return outcomes;
}

const BUSY = "it had requests within the last hour, so somebody uses it; --ignore-checks deletes it all the same";

const protects = (error: unknown) => hasStatus(error, 400, 409, 412) && /ignore_checks/.test(error.message);

async function removed(
  client: Client,
  found: Found,
  names: ReadonlySet<string>,
  ignoreChecks: boolean,
  say: (message: string) => void,
): Promise<Outcome> {
  const { kind, name, mark } = found;
  const run = runOf(kind, client, name, "delete", {
    say,
    // Whatever else the removal of a key would take along.
    recorded: async (other) => (names.has(other) ? undefined : other),
  });
  try {
    const object = await observe(run, name);
    if (object === undefined) return { found, spared: "it is gone already" };
    if (markOf(object) !== mark) return { found, spared: "its mark has changed meanwhile" };
    // Said either way: a variable meant for some destroy must not take the protection off here.
    await remove(run, name, kind.deleteQuery && { ...kind.deleteQuery({}), ignoreChecks });
    return { found };
  } catch (error) {
    return { found, spared: protects(error) ? BUSY : (error as Error).message };
  }
}
