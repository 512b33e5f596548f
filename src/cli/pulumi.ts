import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { harmless } from "../client/errors";
import { withoutPasswords } from "./address";
import type { Common } from "./options";
import { holdSignals } from "./signals";

/** What Pulumi itself answers is heard in seconds; a remote backend may take its time. */
const PATIENCE_MS = 120_000;

/** `pulumi` could not do it; `words` are its own. */
export class PulumiFailed extends Error {
  constructor(
    command: string,
    readonly words: string,
    interrupted = false,
  ) {
    const remedy = interrupted ? FREE : REMEDIES.find(([when]) => when.test(words))?.[1];
    super(`\`pulumi ${command}\` failed: ${words}${remedy ? `\n${remedy}` : ""}`);
  }
}

const FREE = "If the stack stays locked, and no other run is under way: `pulumi cancel`.";

const REMEDIES: readonly [RegExp, string][] = [
  [/no stack selected/, "Name one with --stack, or run `pulumi stack select`."],
  [
    /no Pulumi\.yaml project file|pass the fully qualified name/i,
    "Run it in the project's folder, or name that with -C.",
  ],
  [/^it was ended by|^it did not end within|^panic: /, FREE],
  [/no stack named/, "`pulumi stack ls` shows which there are."],
  [/passphrase/i, "Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, as for `pulumi up`."],
  [/PULUMI_ACCESS_TOKEN|pulumi login/, "Log in first: `pulumi login`, or PULUMI_BACKEND_URL and PULUMI_ACCESS_TOKEN."],
];

export interface PulumiOptions {
  /** Milliseconds after which it is ended. */
  patience?: number;
  /** Exits other than 0 whose output is an answer all the same. */
  mayFail?: boolean;
  env?: NodeJS.ProcessEnv;
  /** It writes state, and a first signal lets it finish. */
  unbroken?: true;
}

/** How a command of `pulumi` ended. */
interface Ending {
  code: number | string | null | undefined;
  signal?: NodeJS.Signals | null;
  /** Its time was over. */
  late: boolean;
}

/**
 * What a command of `pulumi` prints, in the project's folder and for its stack.
 * @throws PulumiFailed
 */
export function pulumi(common: Common, args: readonly string[], options: PulumiOptions = {}): Promise<string> {
  const cwd = resolve(common.cwd);
  const stack = common.stack === undefined ? [] : ["--stack", common.stack];
  const patience = options.patience ?? PATIENCE_MS;
  const env = { ...process.env, ...options.env };
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, ...stack, "--non-interactive"], {
      ...{ cwd, env, timeout: patience },
      // In this group of processes Ctrl-C would reach it too, and its plugins before it is done with them.
      detached: options.unbroken ?? false,
      // It would wait for a passphrase.
      stdio: ["ignore", "pipe", "pipe"],
    });
    const release = options.unbroken ? holdSignals(child) : () => false;
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    const ended = (ending: Omit<Ending, "late">) => {
      const interrupted = release();
      const { code } = ending;
      if (code === 0 || (options.mayFail && typeof code === "number")) return resolve(said.stdout);
      const words = wordsOf({ ...ending, late: child.killed && !interrupted }, said.stderr, patience);
      reject(new PulumiFailed(args.join(" "), words, interrupted));
    };
    child.once("error", ({ code }: NodeJS.ErrnoException) => ended({ code }));
    child.once("close", (code, signal) => ended({ code, signal }));
  });
}

function wordsOf({ code, signal, late }: Ending, stderr: string, patience: number): string {
  if (code === "ENOENT") return "there is no `pulumi` on PATH. Install it: https://www.pulumi.com/docs/install/.";
  if (late) return `it did not end within ${patience / 1000} s.`;
  const said = withoutPasswords(harmless(stripVTControlCharacters(stderr)))
    .replace(/^goroutine \d[\s\S]*/m, "")
    .trim();
  const errors = [...said.matchAll(/^error: (.*(?:\n(?!\S*: ).*)*)/gm)].map(([, words = ""]) => words.trim());
  const words = (errors.length > 0 ? errors.join("\n") : said).slice(0, 4000);
  return signal ? `it was ended by ${signal}. ${words}`.trim() : words || `it ended with exit code ${code}.`;
}
