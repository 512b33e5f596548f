#!/usr/bin/env node
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { type Emulator, type EmulatorAccount, type EmulatorOptions, startEmulator } from "./index";
import { version } from "./version";

const usage = `fireworks-emulator ${version}: the Fireworks AI gateway on your own machine

Usage: fireworks-emulator [options]

  --port N          port to listen on (default: a free one; with --state, the one of the last run)
  --host H          address to listen on (default: 127.0.0.1)
  --allow-host H    name of the internet by which clients reach it; may be repeated
  --account ID=KEY  account with its key; may be repeated (default: emulator=fw_emulator_key)
  --state DIR       folder that keeps everything between runs (default: memory only)
  --speed N         virtual seconds per real second (default: 1); 0 = time stands still until it is advanced
  --json            print one line of JSON: {"url", "apiKey", "accountId"}
  --version         print the version
  --help            print this`;

const options = {
  port: { type: "string" },
  host: { type: "string" },
  "allow-host": { type: "string", multiple: true },
  account: { type: "string", multiple: true },
  state: { type: "string" },
  speed: { type: "string" },
  json: { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean" },
} as const;

type Values = ReturnType<typeof parse>;

/** `--speed -1` as `--speed=-1`: parseArgs would take the number for an option. */
function joined(args: string[]): string[] {
  const all: string[] = [];
  for (const arg of args) all.push(/^-\d/.test(arg) ? `${all.pop() ?? ""}=${arg}` : arg);
  return all;
}

const parse = (args: string[]) => parseArgs({ args: joined(args), options, allowPositionals: false }).values;

function emulatorOptions({ port, host, state, speed, account, "allow-host": allowedHosts }: Values): EmulatorOptions {
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) <= 65_535))
    throw new Error(`--port must be 0 to 65535, not "${port}"`);
  if (speed !== undefined && !/^\d+(\.\d+)?$/.test(speed))
    throw new Error(`--speed must be a number, 0 or more, not "${speed}"`);
  return {
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(host === undefined ? {} : { host }),
    ...(account === undefined ? {} : { accounts: account.map(accountOf) }),
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
    ...(state === undefined ? {} : { state }),
    ...(speed === undefined ? {} : { speed: Number(speed) }),
  };
}

function accountOf(given: string): EmulatorAccount {
  const [, accountId = "", apiKey = ""] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (!accountId) throw new Error(`--account must be ID=KEY, not "${given}"`);
  return { accountId, apiKey };
}

/** Beyond loopback, others than the users of this machine can reach it. */
function warn(host: string): void {
  if (host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)) return;
  console.error(
    `fireworks-emulator: listens at ${host}: whoever can reach it can do everything, without a key, also read what was uploaded and written as secrets`,
  );
}

const introduction = ({ url, apiKey, accountId }: Emulator): string => `fireworks-emulator ${version} listens at ${url}

export FIREWORKS_BASE_URL=${url}
export FIREWORKS_API_KEY=${apiKey}
export FIREWORKS_ACCOUNT_ID=${accountId}`;

function stopOnSignal(emulator: Emulator): void {
  let stopping = false;
  const stop = () => {
    // A second signal, from an impatient hand or a process group, changes nothing.
    if (stopping) return;
    stopping = true;
    emulator.stop().then(
      () => process.exit(0),
      (error) => fail(error, 1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

function fail(error: unknown, status: number): never {
  console.error(`fireworks-emulator: ${(error as Error).message.split("\n")[0]}`);
  process.exit(status);
}

function given(): Values & { start: EmulatorOptions } {
  try {
    const values = parse(process.argv.slice(2));
    return { ...values, start: emulatorOptions(values) };
  } catch (error) {
    return fail(error, 2);
  }
}

// Most of what a request allocates is gone with it: a small nursery serves it as fast as a large one, and saves 16 MB.
setFlagsFromString("--semi-space-growth-factor=1");

async function main(): Promise<void> {
  const { help, version: asked, json, start } = given();
  if (help || asked) return console.log(help ? usage : version);
  const emulator = await startEmulator(start);
  stopOnSignal(emulator);
  if (start.host !== undefined) warn(start.host);
  const { url, apiKey, accountId } = emulator;
  console.log(json ? JSON.stringify({ url, apiKey, accountId }) : introduction(emulator));
}

main().catch((error) => fail(error, 1));
