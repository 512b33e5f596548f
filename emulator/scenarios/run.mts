import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { client, type Guard, removeAll, type Target } from "./client.mts";
import { dollars, type Run, type Scenario } from "./scenario.mts";

export interface Options {
  target: Target;
  /** The settings that the emulator has: what a reading is held against. */
  settings: Record<string, unknown>;
  baseModel: string;
  shape: string;
  /** Whether the emulator is there to be told what to do. */
  emulator: boolean;
  /** US dollars that all scenarios together may cost. */
  ceiling: number;
  /** How many accelerators a replica of the shape has. */
  accelerators: number;
  /** Seconds between two looks at something that takes its time. */
  poll: number;
  /** Ends the run. */
  signal?: AbortSignal;
  said?: (line: string) => void;
}

export interface Finding {
  line: string;
  what: string;
  seen: unknown;
  expected: unknown;
  same: boolean;
}

export interface Result {
  scenario: Scenario;
  findings: Finding[];
  readings: Record<string, unknown>;
  /** Why it was not run. */
  left?: string;
  /** What broke it off. */
  error?: string;
}

export interface Report {
  results: Result[];
  /** Commands that remove what the run could not. */
  remaining: string[];
}

export const prefixOf = (): string => `scenario-${randomBytes(4).toString("hex")}`;

/** One scenario after the other; whatever happens, what they have made is removed. */
export async function runAll(scenarios: readonly Scenario[], options: Options, prefix = prefixOf()): Promise<Report> {
  const results: Result[] = [];
  const remaining: string[] = [];
  let spent = 0;
  for (const scenario of scenarios) {
    const result: Result = { scenario, findings: [], readings: {} };
    results.push(result);
    const left = options.emulator ? undefined : reasonToLeave(scenario, options, spent);
    if (left ?? options.signal?.aborted) {
      result.left = left ?? "the run was ended";
      continue;
    }
    spent += dollars(scenario, options.accelerators);
    options.said?.(scenario.name);
    remaining.push(...(await perform(result, options, prefix)));
  }
  return { results, remaining };
}

function reasonToLeave(scenario: Scenario, { ceiling, accelerators }: Options, spent: number): string | undefined {
  if (scenario.emulatorOnly) return scenario.emulatorOnly;
  const [price, money] = [dollars(scenario, accelerators), ceiling - spent];
  return price > money ? `it can cost $${price}: --max-dollars leaves $${money}` : undefined;
}

async function perform(result: Result, options: Options, prefix: string): Promise<string[]> {
  const { target, signal } = options;
  const minutes = result.scenario.rents?.minutes;
  const deadline = minutes === undefined || options.emulator ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
  const check = () => {
    if (signal?.aborted) throw new Error("the run was ended");
    if (Date.now() > deadline) throw new Error(`the ${minutes} minutes that it may rent accelerators are over`);
  };
  const guard: Guard = { target, prefix, made: new Set(), check };
  try {
    await result.scenario.run(runOf(result, options, guard));
  } catch (error) {
    result.error = (error as Error).message;
  }
  return removeAll(guard, options.poll);
}

function runOf(result: Result, options: Options, guard: Guard): Run {
  const { target, settings, baseModel, shape, poll } = options;
  const own = client(guard);
  const note = (line: string, what: string, seen: unknown, expected: unknown) => {
    if (!result.scenario.lines.includes(line)) throw new Error(`"${result.scenario.name}" does not list ${line}`);
    result.findings.push({ line, what, seen, expected, same: isDeepStrictEqual(seen, expected) });
  };
  return {
    ...own,
    account: `accounts/${target.accountId}`,
    apiKey: target.apiKey,
    baseModel,
    shape,
    id: (word) => `${guard.prefix}-${word}`,
    check: note,
    reading(line, setting, seen) {
      result.readings[setting] = seen;
      note(line, setting, seen, settings[setting]);
    },
    async until(path, done, seconds) {
      for (let waited = 0; ; waited += poll) {
        const answer = await own.get(path);
        if (done(answer)) return answer;
        if (waited >= seconds) throw new Error(`${path} is still ${JSON.stringify(answer.body)} after ${seconds} s`);
        await own.pause(poll);
      }
    },
  };
}
