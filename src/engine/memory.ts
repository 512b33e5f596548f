import type { Hidden } from "./hidden";

/**
 * What this process knows of one operation: the engine starts one process for each provider and operation, so nothing
 * here outlives a `pulumi up`.
 */
export interface Memory {
  /** What constructors told, by full name or mark. */
  told: Map<string, Hidden>;
  /** Which URN has which name. */
  claims: Map<string, string>;
  /** Names that are somebody's current object: made, updated or taken over by this very process. */
  current: Set<string>;
  /** Names of objects that this process deleted. */
  deleted: Set<string>;
}

export const memory: Memory = { told: new Map(), claims: new Map(), current: new Set(), deleted: new Set() };
