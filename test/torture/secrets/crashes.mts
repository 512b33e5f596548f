import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Listening } from "./listening.mts";
import type { Script } from "./scripts.mts";
import { type Site, UPDATE } from "./site.mts";

interface Crash {
  title: string;
  /** JavaScript that the provider's process runs while its first request that changes anything is under way. */
  does: string;
  /** More for node. */
  options?: string;
  live: Script["live"];
}

const up =
  (fails: boolean): Script["live"] =>
  async (site, pulumi) => {
    site.declare("args");
    await pulumi(["up", "--continue-on-error", ...UPDATE], { fails });
  };

export const crashes: readonly Crash[] = [
  {
    title: "throws what nobody catches",
    does: "setTimeout(() => { throw Object.assign(new Error('torture'), { cause: init }); })",
    // Pulumi's plugin says so and goes on.
    live: up(false),
  },
  {
    title: "leaves a rejection unhandled",
    does: "Promise.reject(Object.assign(new Error('torture'), { init }))",
    live: up(false),
  },
  {
    title: "runs out of memory",
    does: "const all = []; for (;;) all.push(new Array(100_000).fill(init))",
    options: "--max-old-space-size=128",
    live: up(true),
  },
  { title: "aborts", does: "process.abort()", live: up(true) },
  { title: "exits", does: "process.exit(3)", live: up(true) },
  { title: "is killed", does: "process.kill(process.pid, 'SIGKILL')", live: up(true) },
  { title: "is asked for a report", does: "process.report.writeReport('torture.json')", live: up(false) },
];

/** Every node of the command loads it; only in the provider it does anything, once. */
const preload = (does: string, mark: string) => `
if (process.argv.some((argument) => argument.includes("dynamic-provider"))) {
  let done = false;
  require("node:diagnostics_channel").subscribe("undici:request:create", ({ request: init }) => {
    if (done || init.method === "GET") return;
    done = true;
    require("node:fs").writeFileSync(${JSON.stringify(mark)}, init.method);
    ${does};
  });
}
`;

/** Written by the provider when it strikes. */
const markIn = (logs: string) => join(logs, "struck");

export const hasCrashed = ({ logs }: Site): boolean => existsSync(markIn(logs));

/** With everything that node can be told to write down of a crash. */
export const crashing =
  ({ does, options = "" }: Crash): NonNullable<Listening["env"]> =>
  (logs) => {
    const file = join(logs, "preload.cjs");
    writeFileSync(file, preload(does, markIn(logs)));
    const reports = `--report-uncaught-exception --report-on-fatalerror --report-on-signal --report-directory=${logs}`;
    return { NODE_OPTIONS: `${reports} --trace-uncaught --stack-trace-limit=100 ${options} --require=${file}` };
  };
