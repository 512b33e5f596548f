import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { authorization, send, type Target } from "./client.mts";
import { scenarios } from "./index.mts";
import { type Line, readings, text, verdicts } from "./report.mts";
import { type Options, prefixOf, runAll } from "./run.mts";
import { dollars, type Scenario } from "./scenario.mts";

const usage = `npm run scenarios -- [options]

Runs the scenarios of fireworks-emulator, by default against an emulator that it starts.

  --live            against FIREWORKS_BASE_URL (default: https://api.fireworks.ai) with FIREWORKS_API_KEY. Free of
                    charge unless --max-dollars is given. Everything it makes has a name of its own and is removed.
  --max-dollars N   rents accelerators too, for scenarios that together can cost up to N dollars
  --only WORDS      only scenarios whose names contain the words
  --base-model M    model to deploy. Default: accounts/fireworks/models/llama-v3p1-8b-instruct
  --shape S         shape to deploy it with. Default: accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast
  --poll SECONDS    between two looks. Default: 5
  --json FILE       writes the verdicts as JSON
  --list            names the scenarios and what they can cost with one accelerator a replica

FIREWORKS_ACCOUNT_ID names the account if the key has several.`;

const options = {
  live: { type: "boolean" },
  "max-dollars": { type: "string", default: "0" },
  only: { type: "string", default: "" },
  "base-model": { type: "string", default: "accounts/fireworks/models/llama-v3p1-8b-instruct" },
  shape: { type: "string", default: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast" },
  poll: { type: "string", default: "5" },
  json: { type: "string" },
  list: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const emulator = createRequire(import.meta.url)("../dist/index.js") as typeof import("../src/index.ts");
const { defaultSettings } = createRequire(import.meta.url)(
  "../dist/settings.js",
) as typeof import("../src/settings.ts");

const lines = readFileSync(new URL("../fidelity.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line);

/** The service, with the key and the account from the environment. */
async function live(): Promise<Target> {
  const { FIREWORKS_API_KEY: apiKey, FIREWORKS_BASE_URL: url = "https://api.fireworks.ai" } = process.env;
  if (!apiKey) throw new Error("--live needs FIREWORKS_API_KEY");
  const target = { url: url.replace(/\/$/, ""), apiKey, accountId: process.env.FIREWORKS_ACCOUNT_ID ?? "" };
  const answer = await send({ target }, "v1/accounts?pageSize=2", { headers: authorization(target) });
  if (answer.status !== 200) throw new Error(`${url} does not take the key: ${JSON.stringify(answer.body)}`);
  const disguise = answer.headers.get("x-fireworks-emulator");
  if (disguise) console.log(`This is fireworks-emulator ${disguise}, not the service.`);
  if (target.accountId) return target;
  const [first, second] = answer.body.accounts as { name: string }[];
  if (!first || second) throw new Error("the key has several accounts: FIREWORKS_ACCOUNT_ID must name one");
  return { ...target, accountId: first.name.slice("accounts/".length) };
}

/** What a replica would have: nothing is rented before that is known. */
async function acceleratorsOf(target: Target, baseModel: string, deploymentShape: string): Promise<number> {
  const path = `v1/accounts/${target.accountId}/deployments?validateOnly=true`;
  const body = { baseModel, deploymentShape };
  const answer = await send({ target }, path, { method: "POST", body, headers: authorization(target) });
  const { acceleratorCount } = answer.body;
  if (answer.status === 200 && acceleratorCount > 0) return acceleratorCount;
  throw new Error(
    `what ${deploymentShape} costs cannot be found out (${answer.status} ${JSON.stringify(answer.body)}): choose another with --shape and --base-model`,
  );
}

/** An emulator whose time is moved instead of waited for. */
async function started(): Promise<Target & { stop(): Promise<void> }> {
  const { url, apiKey, accountId, clock, stop } = await emulator.startEmulator({ speed: 0 });
  return { url, apiKey, accountId, stop, pause: (seconds) => clock.advance(seconds * 1000) };
}

const listed = (scenario: Scenario): string => {
  const cost = scenario.emulatorOnly ? `emulator only: ${scenario.emulatorOnly}` : `at most $${dollars(scenario)}`;
  return `${scenario.name} (${cost})`;
};

async function main(): Promise<number> {
  const { values } = parseArgs({ options, allowPositionals: false });
  if (values.help) return console.log(usage) ?? 0;
  const [ceiling, poll] = [Number(values["max-dollars"]), Number(values.poll)];
  if (!(ceiling >= 0) || !(poll > 0)) throw new Error("--max-dollars and --poll take numbers");
  const chosen = scenarios.filter(({ name }) => name.includes(values.only));
  if (values.list) return console.log(chosen.map(listed).join("\n")) ?? 0;
  const own = values.live ? undefined : await started();
  const target = own ?? (await live());
  const [ending, prefix] = [new AbortController(), prefixOf()];
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ending.abort());
  const [baseModel, shape] = [values["base-model"], values.shape];
  const accelerators = ceiling > 0 ? await acceleratorsOf(target, baseModel, shape) : 1;
  console.log(`${target.url}, accounts/${target.accountId}; all names begin with ${prefix}; at most $${ceiling}\n`);
  const run: Options = {
    target,
    settings: { ...defaultSettings() },
    baseModel,
    shape,
    emulator: own !== undefined,
    ceiling,
    accelerators,
    poll,
    signal: ending.signal,
    said: console.log,
  };
  const report = await runAll(chosen, run, prefix);
  await own?.stop();
  console.log(`\n${text(lines, report)}`);
  const found = { verdicts: verdicts(lines, report), settings: readings(report), remaining: report.remaining };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(found, undefined, 2)}\n`);
  if (ending.signal.aborted) return 130;
  return report.remaining.length > 0 ? 1 : 0;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(`scenarios: ${(error as Error).message}`);
    process.exit(2);
  },
);
