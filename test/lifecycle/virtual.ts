import { setImmediate } from "node:timers/promises";
import type { Client, RequestOptions } from "../../src/client/client";
import type { Time } from "../../src/client/time";
import type { Json, Verdict } from "../../src/lifecycle/kind";
import type { Run } from "../../src/lifecycle/run";
import { byState, waitFor } from "../../src/lifecycle/wait";

export type VirtualTime = Time & { at: number };

/** A time that passes when nobody has anything else to do. */
export function virtualTime() {
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const time: VirtualTime = {
    at: 1_000_000,
    now: () => time.at,
    real: (milliseconds) => milliseconds,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: time.at + milliseconds, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
  };
  const until = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const ended = () => {
      over = true;
    };
    work.then(ended, ended);
    for (;;) {
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      if (over) return work;
      const next = [...sleepers].reduce((first, one) => (one.at < first.at ? one : first));
      sleepers.delete(next);
      time.at = Math.max(time.at, next.at);
      next.wake();
    }
  };
  return { time, until };
}

export interface Asked {
  path: string;
  /** Seconds since the beginning. */
  at: number;
}

/** What a gateway answers so many seconds after the beginning; what takes longer than is allowed fails. */
export interface Gateway {
  get: (name: string, at: number) => Json | Promise<Json>;
  list: (at: number, time: VirtualTime) => Json[] | Promise<Json[]>;
}

export const COLLECTION = "accounts/a/deployments";

/** Waits for deployments of one gateway, in a time of their own. */
export function virtualWaits(gateway: Gateway) {
  const { time, until } = virtualTime();
  const began = time.at;
  const now = () => (time.at - began) / 1000;
  const asked: Asked[] = [];
  const answer = async (path: string): Promise<Json> => {
    if (path !== `v1/${COLLECTION}`) return gateway.get(path.slice("v1/".length), now());
    const deployments = await gateway.list(now(), time);
    return { deployments, totalSize: deployments.length, nextPageToken: "" };
  };
  const request = async (method: string, path: string, { timeout = 60, signal }: RequestOptions = {}) => {
    if (method !== "GET") return {};
    asked.push({ path, at: now() });
    const tooLong = new AbortController();
    const slow = time.sleep(timeout * 1000, AbortSignal.any([tooLong.signal, ...(signal ? [signal] : [])]));
    try {
      return await Promise.race([answer(path), slow.then(() => Promise.reject(new Error("no answer")))]);
    } finally {
      tooLong.abort();
      slow.catch(() => {});
    }
  };
  const client = { time, connection: {}, request, writes: { count: 0 } } as unknown as Client;
  const states = { ready: ["READY"], failed: ["FAILED"], closing: ["DELETING"], gone: ["DELETED"], unfinished: [] };
  const run = (id: string, seconds = 600) =>
    ({
      kind: { collection: "deployments", states, fields: { shape: {} }, outputs: { shape: {} } },
      client,
      name: `${COLLECTION}/${id}`,
      parent: "accounts/a",
      inputs: {},
      deadline: time.at + seconds * 1000,
      limit: { seconds, option: "create" },
      signal: new AbortController().signal,
      say: () => {},
    }) as unknown as Run;
  const lists = () => asked.filter(({ path }) => path === `v1/${COLLECTION}`);
  const gets = () => asked.filter(({ path }) => path !== `v1/${COLLECTION}`);
  return { time, until, now, run, asked, lists, gets };
}

export const ids = (count: number) => Array.from({ length: count }, (_, n) => `d${n}`);
export const named = (id: string, more: Json): Json => ({ name: `${COLLECTION}/${id}`, ...more });

/** What deployments are, and how lists tell of them. */
export interface Given extends Partial<Gateway> {
  count: number;
  /** The state by a GET, and what a list says beside that. */
  state: (at: number, id: string) => string;
  listed?: (at: number, id: string) => Json;
  limit?: (id: string) => number;
  verdict?: (object: Json) => Verdict;
}

/** When each wait ended, and how. */
export async function waited({ count, state, listed, limit = () => 600, verdict, ...gateway }: Given) {
  const waits = virtualWaits({
    get: (name, at) => {
      const id = name.split("/").at(-1) as string;
      return named(id, { state: state(at, id) });
    },
    list: (at) => ids(count).map((id) => named(id, { state: state(at, id), ...listed?.(at, id) })),
    ...gateway,
  });
  const ends = await waits.until(
    Promise.all(
      ids(count).map(async (id) => {
        const run = waits.run(id, limit(id));
        const work = waitFor(run, named(id, { state: "CREATING" }), verdict ?? ((object) => byState(run.kind, object)));
        const how = await work.then(({ state }) => String(state)).catch(({ message }: Error) => message);
        return { id, at: waits.now(), how };
      }),
    ),
  );
  return { ...waits, ends, last: Math.max(...ends.map(({ at }) => at)), how: new Set(ends.map(({ how }) => how)) };
}

/** Made in so many seconds. */
export const ready = (seconds: number) => (at: number) => (at < seconds ? "CREATING" : "READY");

/** The longest that a wait of so many seconds is not looked at by a GET, if it asks alone. */
export const interval = (seconds: number) => Math.min(15, Math.max(1, seconds / 10));
