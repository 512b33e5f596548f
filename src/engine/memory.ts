import type { Client } from "../client/client";
import type { Prices } from "../cost/prices";
import type { Json } from "../lifecycle/kind";
import type { Hidden } from "./hidden";

/** What is to be replaced. */
export interface Replaced {
  before: Json;
  replacedFor: readonly string[];
  gap: boolean;
}

/** What a preview knows by now. */
export interface PreviewMemory {
  /** Names of objects that are not there yet, or not as they are going to be. */
  unsettled: Set<string>;
  /** By URN. */
  replacing: Map<string, Replaced>;
  /** The milliseconds that requests have taken; all there are once the gateway has not answered. */
  spent: number;
  /** The gateway answers a trial like a creation, and makes nothing: it was looked up. */
  honest: boolean;
  /** What was told: the engine may ask the same twice. */
  told: Set<string>;
  claimed: Map<string, number>;
  /** Undefined when it did not come in time. */
  account?: Promise<string | undefined>;
  quotas?: Promise<Json[] | undefined>;
  prices?: Prices;
}

const newPreview = (): PreviewMemory => ({
  unsettled: new Set(),
  replacing: new Map(),
  spent: 0,
  honest: false,
  told: new Set(),
  claimed: new Map(),
});

/**
 * What this process knows of one operation: the engine starts one process for each provider and operation, so nothing
 * here outlives a `pulumi up`.
 */
export interface Memory {
  client: Client | undefined;
  /** The configured account, or the only one that the key sees. */
  account: Promise<string> | undefined;
  /** What constructors told, by full name or mark. */
  told: Map<string, Hidden>;
  /** Which URN has which name. */
  claims: Map<string, string>;
  /** Names that are somebody's current object: made, updated or taken over by this very process. */
  current: Set<string>;
  /** Names of objects that this process deleted. */
  deleted: Set<string>;
  preview: PreviewMemory;
}

export const newMemory = (): Memory => ({
  client: undefined,
  account: undefined,
  told: new Map(),
  claims: new Map(),
  current: new Set(),
  deleted: new Set(),
  preview: newPreview(),
});

export const memory: Memory = newMemory();
