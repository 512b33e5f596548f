import { isDeepStrictEqual } from "node:util";
import { soleAccount } from "../client/account";
import { type Client, createClient } from "../client/client";
import { connect, debugs, type Settings } from "../client/connection";
import { windowOf } from "../lifecycle/takeover";
import { memory } from "./memory";
import { log } from "./progress";

/** The part of Pulumi's `ConfigureRequest` that is used. */
export interface ConfigureRequest {
  config: { get: (key: string) => string | undefined };
}

interface Configured extends Settings {
  debug?: string | undefined;
  takeoverWindow?: string | undefined;
  mark?: string | undefined;
}

let configured: Configured = {};

/**
 * Takes what is needed at once and never throws: the engine keeps the handler before this has ended, and does not ask
 * again. Complaints come with the first request. It does so for each kind that it meets, in the midst of the others'
 * work: all share one client, its limits and its lists.
 */
export function configure(request: ConfigureRequest): void {
  const get = (key: string) => request.config.get(`fireworks:${key}`);
  const told: Configured = {
    apiKey: get("apiKey"),
    accountId: get("accountId"),
    baseUrl: get("baseUrl"),
    debug: get("debug"),
    takeoverWindow: get("takeoverWindow"),
    mark: get("mark"),
  };
  if (isDeepStrictEqual(told, configured)) return;
  configured = told;
  memory.client = undefined;
  memory.account = undefined;
}

/** @throws when key or URL are missing or wrong */
export function gateway(): Client {
  memory.client ??= createClient(
    connect(configured),
    debugs(configured.debug) ? (line) => log("info", undefined, line) : undefined,
    // It holds up all resources, and so stands in the stack's row.
    (message) => log("info", undefined, message, true),
  );
  return memory.client;
}

/** The configured account, or the only one that the key sees: asked for until there is an answer. */
export function ownAccount(): Promise<string> {
  if (memory.account) return memory.account;
  const account = soleAccount(gateway());
  memory.account = account;
  account.catch(() => {
    if (memory.account === account) memory.account = undefined;
  });
  return account;
}

export const takeoverWindow = (): number => windowOf(configured.takeoverWindow);

/** Whether created objects get the mark of who made them. That annotations take it is an assumption, so it can be left off. */
export const marking = (): boolean => !/^(0|false|no|off)$/i.test(configured.mark ?? process.env.FIREWORKS_MARK ?? "");

/** The key in use, for taking it out of messages. */
export const ownKey = (): string[] => (memory.client ? [memory.client.connection.apiKey] : []);
