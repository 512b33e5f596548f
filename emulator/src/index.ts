import type { Server } from "node:http";
import { advance, now, setSpeed } from "./clock";
import {
  commit,
  type Gateway,
  type GatewayOptions,
  keepTime,
  newGateway,
  putBehind,
  reset,
  restore,
  seed,
  snapshot,
} from "./gateway";
import { objectsOf, removeBehind } from "./http/control";
import { addFault, type FaultRule, removeFaults } from "./http/faultRule";
import { clear, entries, type JournalEntry, type JournalFilter } from "./http/journal";
import { close, gatewayServer, open } from "./http/server";
import { checkedId } from "./id";
import { catalogueAccount } from "./kinds/resource";
import type { Settings, SettingsChange } from "./settings";
import { contentInFolder } from "./store/contentInFolder";
import { keepServer, loadFolder, openFolder } from "./store/folder";
import type { Log } from "./store/log";
import { read } from "./world";

export type { FaultAction, FaultRule } from "./http/faultRule";
export type { JournalEntry, JournalFilter } from "./http/journal";
export { coverage } from "./kinds/kinds";
export type { OutcomeRule, Settings, SettingsChange, Timing } from "./settings";
export { version } from "./version";

export interface EmulatorAccount {
  accountId: string;
  apiKey: string;
}

export interface EmulatorOptions {
  /** 0 = any free one, the default; with `state`, the one that was used last. */
  port?: number;
  /** Default: 127.0.0.1. */
  host?: string;
  /**
   * Names of the internet by which clients reach this server. Requests to other names are refused, as a web page might have made them;
   * addresses, localhost and names without a dot always work.
   */
  allowedHosts?: string[];
  /** Folder that keeps everything between runs. Default: memory only. */
  state?: string;
  /** Virtual seconds per real second, 0 or more. Default: 1. 0 = time stands still until it is advanced. */
  speed?: number;
  /** Default: account "emulator" with the key "fw_emulator_key". */
  accounts?: EmulatorAccount[];
  /** Those that shall not be as in the README's table. Unknown names and values that a setting cannot have are an error that names them. */
  settings?: SettingsChange;
}

export interface Emulator {
  url: string;
  apiKey: string;
  accountId: string;
  accounts: EmulatorAccount[];
  /** The last 10,000 requests, oldest first, secrets blanked. */
  journal(filter?: JournalFilter): JournalEntry[];
  clearJournal(): void;
  faults: { add(rule: FaultRule): string; remove(id: string): void; clear(): void };
  clock: {
    now(): Date;
    /** By "90s", "1h30m", "2d", "500ms", or a number of milliseconds; never back, nor beyond the year 9999: an error. */
    advance(duration: string | number): void;
    /** Virtual seconds per real second from now on, 0 or more; anything else is an error. */
    setSpeed(speed: number): void;
  };
  /** Changes take effect at once. They are not checked here: `PATCH /__emulator/settings` and the option `settings` are. */
  settings: Settings;
  /** Stored objects of a collection, "deployments" or "users/apiKeys": all fields, deleted ones included. */
  list(collection: string, account?: string): Record<string, unknown>[];
  get(name: string): Record<string, unknown> | undefined;
  /** Writes behind everyone's back: merges over the stored object, or makes it. */
  put(object: Record<string, unknown> & { name: string }): void;
  /** The object vanishes behind everyone's back. */
  remove(name: string): void;
  /** What was uploaded to a model or dataset, by file name; `{}` when nothing was, or the object is not there. */
  content(name: string): Record<string, Buffer>;
  /**
   * Objects with their uploads and the virtual time, keys and secrets in the clear, as an object for JSON:
   * `{ format: 1, time: milliseconds since 1970, objects, content: { object: { file: base64 } } }`.
   * Settings, fault rules, the journal and the clock's speed are not part of it.
   */
  snapshot(): unknown;
  /** Objects, uploads and time as they were at the snapshot, all else as it is. What is no snapshot is an error and changes nothing. */
  restore(snapshot: unknown): void;
  /** As it was after the start: objects, uploads, time, speed and settings; without fault rules and journal. */
  reset(): void;
  /** Twice is as good as once. */
  stop(): Promise<void>;
}

const defaultAccounts: EmulatorAccount[] = [{ accountId: "emulator", apiKey: "fw_emulator_key" }];

/** Answers when it listens. What is wrong with the options is an error that names it, and so is a state folder that is in use. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { speed = 1, settings = {}, accounts = defaultAccounts } = options;
  checkAccounts(accounts);
  const allowedHosts = (options.allowedHosts ?? []).map((name) => name.toLowerCase());
  const given = { accounts, settings, speed, allowedHosts };
  if (options.state !== undefined) return startInFolder(options.state, options, given);
  const gateway = newGateway(given);
  seed(gateway);
  commit(gateway);
  const server = gatewayServer(gateway);
  gateway.world.url = await open(server, options.host, options.port ?? 0);
  return emulator(gateway, () => close(server));
}

/** Several accounts may share a key, as one person may have access to several. */
function checkAccounts(accounts: EmulatorAccount[]): void {
  if (accounts.length === 0) throw new Error("accounts must name at least one account");
  for (const [at, { accountId, apiKey }] of accounts.entries()) {
    checkedId(accountId, "accountId");
    if (!accountId || !apiKey) throw new Error("an account needs an accountId and an apiKey");
    if (accountId === catalogueAccount)
      throw new Error(`account "${accountId}" is the catalogue, which every key can read: choose another accountId`);
    if (accounts.findIndex((one) => one.accountId === accountId) < at)
      throw new Error(`account "${accountId}" is given twice`);
  }
}

async function startInFolder(state: string, options: EmulatorOptions, given: GatewayOptions): Promise<Emulator> {
  const gateway = newGateway(given, contentInFolder(state));
  const server = gatewayServer(gateway);
  const folder = openFolder(state);
  let log: Log | undefined;
  const release = () => {
    log?.close();
    folder.lock.release();
  };
  try {
    log = loadFolder(folder, gateway);
    seed(gateway);
    commit(gateway);
    gateway.world.url = await openAgain(server, options, folder.server.port);
    keepServer(folder, gateway);
  } catch (error) {
    // A start that failed leaves no port in use, nor keeps the process from ending.
    await close(server);
    release();
    throw error;
  }
  return emulator(gateway, async () => {
    await close(server);
    keepTime(gateway);
    release();
  });
}

/** At the port of the last run if it is free, so that clients find the server where it was. */
async function openAgain(server: Server, { host, port }: EmulatorOptions, last: number | undefined): Promise<string> {
  if (port !== undefined || last === undefined) return open(server, host, port ?? 0);
  try {
    return await open(server, host, last);
  } catch {
    return open(server, host, 0);
  }
}

function emulator(gateway: Gateway, stop: () => Promise<void>): Emulator {
  const { world, journal } = gateway;
  const [first] = world.accounts as [EmulatorAccount];
  let stopped: Promise<void> | undefined;
  return {
    url: world.url,
    ...first,
    accounts: world.accounts,
    journal: (filter) => entries(journal, filter),
    clearJournal: () => clear(journal),
    faults: faultControls(gateway),
    clock: clockControls(gateway),
    settings: world.settings,
    list: (collection, account) => objectsOf(gateway, collection, account),
    get: (name) => structuredClone(read(world, name)),
    put: (object) => putBehind(gateway, object),
    remove: (name) => removeBehind(gateway, name),
    content: (name) =>
      Object.fromEntries(Object.keys(world.content.sizes(name)).map((file) => [file, world.content.read(name, file)])),
    snapshot: () => snapshot(gateway),
    restore: (taken) => restore(gateway, taken),
    reset: () => reset(gateway),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

const faultControls = ({ world }: Gateway): Emulator["faults"] => ({
  add: (rule) => addFault(world.faults, rule),
  remove: (id) => removeFaults(world.faults, id),
  clear: () => removeFaults(world.faults),
});

const clockControls = (gateway: Gateway): Emulator["clock"] => ({
  now: () => new Date(now(gateway.world.clock)),
  advance(duration) {
    advance(gateway.world.clock, duration);
    keepTime(gateway);
  },
  setSpeed(rate) {
    setSpeed(gateway.world.clock, rate);
    keepTime(gateway);
  },
});
