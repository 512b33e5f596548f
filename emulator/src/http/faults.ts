import { randomId } from "../id";
import type { Reply } from "./reply";

export type FaultAction =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { delay: number }
  | { reset: true }
  | { truncate: true }
  | { malformed: true }
  | { stale: true };

export interface FaultRule {
  id?: string;
  /** operationId, with or without "Gateway_", or a regular expression for all of it. */
  operation?: string | RegExp;
  method?: string;
  /** Regular expression for the path. */
  path?: string | RegExp;
  /** Strikes from the n-th matching request on (1 = the first); once, unless `times` says otherwise. */
  nth?: number;
  times?: number;
  probability?: number;
  seed?: number;
  /** Before or after the request took effect. Default: before. */
  when?: "before" | "after";
  action: FaultAction;
}

export interface Fault extends FaultRule {
  id: string;
  matched: number;
  struck: number;
  random: () => number;
}

export interface Target {
  operation?: string;
  method: string;
  path: string;
}

const actions = ["status", "delay", "reset", "truncate", "malformed", "stale"];

export function newFault(rule: FaultRule): Fault {
  const action = Object.keys(rule.action ?? {}).find((key) => actions.includes(key));
  if (!action) throw new Error(`a fault rule needs an action: one of ${actions.join(", ")}`);
  // An expression that does not compile is to be reported now, not at every later request.
  for (const pattern of [rule.operation, rule.path]) if (pattern !== undefined) new RegExp(pattern);
  return { ...rule, id: rule.id ?? randomId(), matched: 0, struck: 0, random: randomNumbers(rule.seed ?? 1) };
}

/** The rules that strike this request; asking counts as a request. */
export const striking = (faults: readonly Fault[], target: Target): Fault[] =>
  faults.filter((fault) => matches(fault, target) && strikes(fault));

function matches({ operation, method, path }: Fault, target: Target): boolean {
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (path !== undefined && !new RegExp(path).test(target.path)) return false;
  if (operation === undefined) return true;
  if (target.operation === undefined) return false;
  const names = [target.operation, target.operation.replace(/^Gateway_/, "")];
  const pattern = operation instanceof RegExp ? operation : new RegExp(`^(?:${operation})$`);
  return names.some((name) => pattern.test(name));
}

function strikes(fault: Fault): boolean {
  fault.matched++;
  if (fault.matched < (fault.nth ?? 1)) return false;
  const limit = fault.times ?? (fault.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  if (fault.struck >= limit) return false;
  if (fault.probability !== undefined && fault.random() >= fault.probability) return false;
  fault.struck++;
  return true;
}

/** mulberry32: the same seed gives the same run. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The answer that a fault gives instead; undefined when its action leaves the answer alone. */
export function faultReply({ action, id }: Fault): Reply | undefined {
  if (!("status" in action)) return undefined;
  const fallback = { code: 13, message: `fault injected by fireworks-emulator (rule ${id})`, details: [] };
  const body = typeof action.body === "string" ? action.body : JSON.stringify(action.body ?? fallback);
  return { status: action.status, body, ...(action.headers ? { headers: action.headers } : {}) };
}

export const shown = ({ random: _, ...fault }: Fault): Record<string, unknown> =>
  JSON.parse(JSON.stringify(fault, (_key, value) => (value instanceof RegExp ? value.source : value)));
