import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { harmless } from "../client/errors";
import { WrongUse } from "./answer";
import type { Common } from "./options";

/** What Pulumi itself answers is heard in seconds; a remote backend may take its time. */
const PATIENCE_MS = 120_000;

/** `pulumi` could not do it; `words` are its own. */
export class PulumiFailed extends Error {
  constructor(
    command: string,
    readonly words: string,
  ) {
    const remedy = REMEDIES.find(([when]) => when.test(words))?.[1];
    super(`\`pulumi ${command}\` failed: ${words}${remedy ? `\n${remedy}` : ""}`);
  }
}

const REMEDIES: readonly [RegExp, string][] = [
  [/no stack selected/, "Name one with --stack, or run `pulumi stack select`."],
  [
    /no Pulumi\.yaml project file|pass the fully qualified name/i,
    "Run it in the project's folder, or name that with -C.",
  ],
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
}

/**
 * What a command of `pulumi` prints, in the project's folder and for its stack.
 * @throws PulumiFailed
 */
export function pulumi(common: Common, args: readonly string[], options: PulumiOptions = {}): Promise<string> {
  const cwd = resolve(common.cwd);
  if (!existsSync(cwd)) throw new WrongUse(`There is no folder ${cwd}: check --cwd.`);
  const stack = common.stack === undefined ? [] : ["--stack", common.stack];
  const limits = { timeout: options.patience ?? PATIENCE_MS, maxBuffer: 1024 * 1024 * 1024 };
  const env = { ...process.env, ...options.env };
  return new Promise((resolve, reject) => {
    const done = (error: (Error & { code?: unknown; killed?: boolean }) | null, stdout: string, stderr: string) => {
      if (!error || (options.mayFail && typeof error.code === "number")) resolve(stdout);
      else reject(new PulumiFailed(args.join(" "), wordsOf(error, stderr, limits.timeout)));
    };
    const child = execFile("pulumi", [...args, ...stack, "--non-interactive"], { cwd, env, ...limits }, done);
    // It would wait for a passphrase.
    child.stdin?.end();
  });
}

function wordsOf(error: Error & { code?: unknown; killed?: boolean }, stderr: string, patience: number): string {
  if (error.code === "ENOENT") return "there is no `pulumi` on PATH. Install it: https://www.pulumi.com/docs/install/.";
  if (error.killed) return `it did not end within ${patience / 1000} s.`;
  const said = harmless(stripVTControlCharacters(stderr)).trim();
  const errors = [...said.matchAll(/^error: (.*(?:\n(?!\S*: ).*)*)/gm)].map(([, words = ""]) => words.trim());
  return (errors.length > 0 ? errors.join("\n") : said).slice(0, 4000) || error.message.slice(0, 1000);
}
