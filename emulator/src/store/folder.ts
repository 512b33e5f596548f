import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { now, startClock } from "../clock";
import type { Gateway } from "../gateway";
import { type Lock, lock } from "./lock";
import { type Log, ownersAlone, readLog, startLog } from "./log";
import { put } from "./store";

interface Server {
  port?: number;
  signingKey?: string;
}

export interface Folder {
  lock: Lock;
  server: Server;
  root: string;
}

/** The state folder, for this process alone from here on. */
export function openFolder(root: string): Folder {
  mkdirSync(root, { recursive: true });
  return { lock: lock(root), server: readServer(root), root };
}

function readServer(root: string): Server {
  try {
    return JSON.parse(readFileSync(path.join(root, "server.json"), "utf8")) as Server;
  } catch {
    return {};
  }
}

/** The same address and the same signed URLs in the next run. */
export function keepServer({ root, lock }: Folder, gateway: Gateway): void {
  const { url, signingKey } = gateway.world;
  const file = path.join(root, "server.json");
  // One that a kill has left keeps its permissions.
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, JSON.stringify({ port: Number(new URL(url).port), signingKey }), { mode: ownersAlone });
  renameSync(`${file}.new`, file);
  lock.announce(url);
}

/** What earlier runs have kept. Virtual time has gone on as real time did, unless it stands still. */
export function loadFolder({ root, server }: Folder, gateway: Gateway): Log {
  const { world } = gateway;
  const file = path.join(root, "log.jsonl");
  const kept = readLog(file);
  if (kept) {
    const elapsed = world.clock.speed === 0 ? 0 : Math.max(0, Date.now() - kept.real);
    Object.assign(world.clock, startClock(world.clock.speed, kept.time + elapsed));
    for (const object of kept.objects.values()) put(world.store, object, "time");
    world.content.generation = kept.content;
  }
  world.content.tidy((object) => world.store.objects.has(object));
  if (server.signingKey) world.signingKey = server.signingKey;
  world.store.changes.clear();
  const moment = () => ({ time: now(world.clock), content: world.content.generation });
  const log = startLog(file, moment, () => world.store.objects.values());
  gateway.persist = (changes) => log.append(changes);
  return log;
}
