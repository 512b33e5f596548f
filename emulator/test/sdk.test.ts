import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../src/index";
import { certificate, startFront } from "./sdk/front";

/**
 * The official Python SDK against the emulator. The tests are written in Python, in the folder sdk; each is a test here, by its name. What has no
 * result, or was skipped, has failed.
 */

const run = promisify(execFile);
const folder = path.join(__dirname, "sdk");
const installer = path.join(__dirname, "..", "..", "tools", "python-sdk.mts");
const readings = ["omit", "emit"] as const;

interface Outcome {
  /** What went wrong in each test that has ended; empty when nothing did. */
  problems: Map<string, string>;
  stderr: string;
}

const tests = readdirSync(folder)
  .filter((file) => file.endsWith("_test.py"))
  .flatMap((file) => testsIn(file.replace(/\.py$/, ""), readFileSync(path.join(folder, file), "utf8")));

function testsIn(module: string, source: string): string[] {
  const classes = source.split(/^class (?=\w)/m).slice(1);
  return classes.flatMap((body) =>
    [...body.matchAll(/^ {4}(?:async )?def (test_\w+)/gm)].map(([, test]) => `${module}.${/^\w+/.exec(body)}.${test}`),
  );
}

const accounts = [
  { accountId: "emulator", apiKey: "fw_emulator_key" },
  { accountId: "one", apiKey: "fw_two_accounts" },
  { accountId: "two", apiKey: "fw_two_accounts" },
];

async function outcome(python: string, zeroValues: (typeof readings)[number]): Promise<Outcome> {
  const emulator = await startEmulator({ speed: 0, accounts, settings: { zeroValues } });
  const front = await startFront(emulator.url);
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NO_PROXY: "*",
    // Nothing is to be written beside the sources.
    PYTHONPYCACHEPREFIX: path.join(python, "..", "..", "pycache"),
    SECURE_URL: front.url,
    SSL_CERT_FILE: certificate,
    FIREWORKS_BASE_URL: emulator.url,
    FIREWORKS_API_KEY: emulator.apiKey,
    FIREWORKS_ACCOUNT_ID: emulator.accountId,
  };
  const options = { env, maxBuffer: 2 ** 26, timeout: 600_000 };
  const { stdout, stderr } = await run(python, [path.join(folder, "run.py")], options).catch((failure) => failure);
  await front.stop();
  await emulator.stop();
  const results = stdout.split("\n").filter((line: string) => line.startsWith("{"));
  const pairs = results
    .map((line: string) => JSON.parse(line))
    .map(({ name, problem }: Record<string, string>) => [name, problem]);
  return { problems: new Map(pairs), stderr };
}

let outcomes: Record<(typeof readings)[number], Outcome>;
beforeAll(async () => {
  const { stdout } = await run(process.execPath, [installer]).catch((error: { stderr: string }) => {
    throw new Error(error.stderr.trim());
  });
  const python = stdout.trim().split("\n").at(-1) as string;
  const [omit, emit] = await Promise.all([outcome(python, "omit"), outcome(python, "emit")]);
  outcomes = { omit, emit };
});

describe.each(readings)("zero values: %s", (reading) => {
  test.each(tests)("%s", (name) => {
    const { problems, stderr } = outcomes[reading];
    const problem = problems.get(name) ?? `no result\n${stderr}`;
    if (problem) throw new Error(problem);
  });

  test("no other test has run", () => {
    expect([...outcomes[reading].problems.keys()].sort()).toEqual([...tests].sort());
  });
});

test("without a Python that is new enough it says what to install", async () => {
  const failure = await run(process.execPath, [installer], { env: { PATH: "" } }).catch((error) => error);
  expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining("Install Python >= 3.11") });
});
