import { codeOf } from "../error";
import type { Fault, RequestFaultRule } from "./faultRule";
import type { Reply } from "./reply";
import { isSigned } from "./storage";
import { expiredUrl } from "./storageReply";

export interface Target {
  operation?: string;
  method: string;
  path: string;
}

/** The rules that strike this request; asking counts as a request. */
export const striking = (faults: readonly Fault[], target: Target): Fault[] =>
  faults.filter((fault) => matches(fault, target) && strikes(fault));

function matches({ kind, rule, operation, path }: Fault, target: Target): boolean {
  const { method } = rule as RequestFaultRule;
  if (kind === "capacity") return false;
  if (kind === "expired" && !isSigned(target.path)) return false;
  if (kind === "stale" && (target.method !== "GET" || isSigned(target.path))) return false;
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (path !== undefined && !path.test(target.path)) return false;
  if (operation === undefined) return true;
  if (target.operation === undefined) return false;
  return operation.test(target.operation) || operation.test(target.operation.replace(/^Gateway_/, ""));
}

function strikes(fault: Fault): boolean {
  const { nth, times, probability } = fault.rule as RequestFaultRule;
  fault.matched++;
  if (fault.matched < (nth ?? 1)) return false;
  const limit = times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1);
  if (fault.struck >= limit) return false;
  if (probability !== undefined && fault.random() >= probability) return false;
  fault.struck++;
  return true;
}

export const whenOf = ({ rule }: Fault): "before" | "after" => (rule as RequestFaultRule).when ?? "before";

/** The answer that a fault gives instead; undefined when its action leaves the answer alone. */
export function faultReply({ rule: { action }, id }: Fault): Reply | undefined {
  if (action.expired !== undefined) return expiredUrl();
  if (action.status === undefined) return undefined;
  const code = codeOf(action.status);
  const fallback = { code, message: `fault injected by fireworks-emulator (rule ${id})`, details: [] };
  const body = typeof action.body === "string" ? action.body : JSON.stringify(action.body ?? fallback);
  return { status: action.status, body, ...(action.headers ? { headers: action.headers } : {}) };
}
