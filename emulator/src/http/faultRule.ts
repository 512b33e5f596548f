import { validateHeaderName, validateHeaderValue } from "node:http";
import { operations, schemaNamed } from "../api/spec";
import {
  amount,
  type Check,
  choice,
  fieldsProblem,
  isExpression,
  isObject,
  object,
  pattern,
  text,
  whole,
} from "../check";
import { randomId } from "../id";
import { randomNumbers } from "../random";

/** What a fault does. One kind a rule: several rules may strike the same request. */
interface Actions {
  /** This answer instead. A body that is no text is sent as JSON; without a body, an error that names the rule. */
  status: { status: number; body?: unknown; headers?: Record<string, string> };
  /** Real milliseconds, whatever the clock's speed. The request takes effect also if its client has gone meanwhile. */
  delay: { delay: number };
  /** The connection breaks. `afterBytes`: once so much of the request's body has been read, without effect. */
  reset: { reset: true; afterBytes?: number };
  /** The connection breaks in the middle of the answer. */
  truncate: { truncate: true };
  /** The answer is whole by its length, but no JSON. */
  malformed: { malformed: true };
  /** The answer arrives at so many bytes a second; with `of: "request"` the request is read so slowly. */
  drip: { drip: number; of?: "answer" | "request" };
  /** A valid JSON answer of so many bytes, sent without Content-Length as fast as the client reads. */
  flood: { flood: number };
  /** A read answers what was before the last write. */
  stale: { stale: true };
  /** The request is delivered twice, as by a proxy that tries again. The client sees the second answer, or the first. */
  duplicate: { duplicate: true; answer?: "first" | "second" };
  /** A signed URL answers that it has expired. Strikes signed URLs only. */
  expired: { expired: true };
  /** Deployments on these accelerators in this region (left out: all) get no further replica while the rule stands. */
  capacity: { capacity: { acceleratorType?: string; region?: string; message?: string } };
}

type Kind = keyof Actions;
type Only<K extends Kind> = Actions[K] & { [Other in Exclude<Kind, K>]?: never };
/** What befalls requests. */
export type FaultAction = { [K in Exclude<Kind, "capacity">]: Only<K> }[Exclude<Kind, "capacity">];

export interface RequestFaultRule {
  id?: string;
  /** operationId, with or without "Gateway_", or a regular expression for all of it. */
  operation?: string | RegExp;
  method?: string;
  /** Regular expression for the path. */
  path?: string | RegExp;
  /** Strikes from the n-th matching request on (1 = the first); once, unless `times` says otherwise. */
  nth?: number;
  times?: number;
  /** 0 to 1, for each matching request. */
  probability?: number;
  /** The same seed gives the same run. Default: 1. */
  seed?: number;
  /** Before or after the request took effect. Default: before. */
  when?: "before" | "after";
  action: FaultAction;
}

/** Befalls deployments, not requests. */
export interface OutageRule {
  id?: string;
  action: Only<"capacity">;
}

export type FaultRule = RequestFaultRule | OutageRule;

export interface Fault {
  id: string;
  rule: FaultRule;
  kind: Kind;
  operation?: RegExp;
  path?: RegExp;
  matched: number;
  struck: number;
  random: () => number;
}

const anything: Check = () => undefined;
const httpHeaders: Check = (value) => {
  if (!isObject(value) || !Object.values(value).every((one) => typeof one === "string"))
    return "must be an object of texts";
  try {
    for (const [name, one] of Object.entries(value)) {
      validateHeaderName(name);
      validateHeaderValue(name, one as string);
    }
    return undefined;
  } catch (error) {
    return `must be headers: ${(error as Error).message}`;
  }
};
const expression: Check = (value) => (isExpression(value) ? undefined : pattern(value));
const httpStatus: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599 ? undefined : "must be 200 to 599";
const share: Check = (value) =>
  typeof value === "number" && value >= 0 && value <= 1 ? undefined : "must be a number from 0 to 1";
/** The longest delay is what a timer can count. */
const milliseconds = amount(2_147_483_647, "milliseconds");
const method: Check = (value) =>
  typeof value === "string" && /^[a-z]+$/i.test(value) ? undefined : "must be an HTTP method";

const ruleFields: Record<string, Check> = {
  id: text,
  operation: expression,
  method,
  path: expression,
  nth: whole(1),
  times: whole(1),
  probability: share,
  seed: whole(0),
  when: choice("before", "after"),
  action: object,
};
const outageFields = ["id", "action"];

const actionFields: Record<Kind, Record<string, Check>> = {
  status: { status: httpStatus, body: anything, headers: httpHeaders },
  delay: { delay: milliseconds },
  reset: { reset: choice(true), afterBytes: whole(0, "a number of bytes") },
  truncate: { truncate: choice(true) },
  malformed: { malformed: choice(true) },
  drip: { drip: whole(1, "a number of bytes a second"), of: choice("answer", "request") },
  flood: { flood: whole(100, "a number of bytes") },
  stale: { stale: choice(true) },
  duplicate: { duplicate: choice(true), answer: choice("first", "second") },
  expired: { expired: choice(true) },
  capacity: { capacity: object },
};
/** A typing error would be an outage of nothing. */
const oneOf =
  (schema: string): Check =>
  (value) =>
    schemaNamed(schema).enum?.includes(value as string) ? undefined : `must be one of the specification's ${schema}`;
const outage: Record<string, Check> = {
  acceleratorType: oneOf("gatewayAcceleratorType"),
  region: oneOf("gatewayRegion"),
  message: text,
};
const kinds = Object.keys(actionFields) as Kind[];
/** Those that can strike before or after the effect; of the others only one makes sense. */
const timed: readonly Kind[] = ["status", "delay", "reset", "truncate", "malformed", "flood"];

const refuse = (problem: string): never => {
  throw new Error(`fault rule: ${problem}`);
};

function checkFields(given: Record<string, unknown>, fields: Record<string, Check>, prefix: string): void {
  const problem = fieldsProblem(given, fields, prefix);
  if (problem) refuse(problem);
}

function kindOf(action: Record<string, unknown>): Kind {
  const given = kinds.filter((kind) => action[kind] !== undefined);
  if (given.length > 1) refuse(`action has both ${given.join(" and ")}: add one rule for each`);
  return given[0] ?? refuse(`action needs one of ${kinds.join(", ")}`);
}

function checkRule(rule: Record<string, unknown>): Kind {
  checkFields(rule, ruleFields, "");
  if (!isObject(rule.action)) return refuse(`action is missing: an object with one of ${kinds.join(", ")}`);
  const { action } = rule;
  const kind = kindOf(action);
  checkFields(action, actionFields[kind], "action.");
  if (kind === "capacity") checkOutage(rule, action.capacity as Record<string, unknown>);
  if (rule.when === "after" && !timed.includes(kind))
    refuse(`when "after" has no meaning for ${kind}: leave it out (it is for ${timed.join(", ")})`);
  if (rule.when === "after" && action.afterBytes !== undefined)
    refuse("action.afterBytes breaks the request before it takes effect: leave out when");
  if (rule.seed !== undefined && rule.probability === undefined) refuse("seed needs probability");
  return kind;
}

function checkOutage(rule: Record<string, unknown>, capacity: Record<string, unknown>): void {
  checkFields(capacity, outage, "action.capacity.");
  const other = Object.keys(rule).find((name) => rule[name] !== undefined && !outageFields.includes(name));
  if (other) refuse(`${other} has no meaning for capacity, which strikes deployments and not requests: leave it out`);
}

const names = operations.flatMap(({ operationId }) => [operationId, operationId.replace(/^Gateway_/, "")]);

/** For all of an operationId. */
function operationPattern(operation: string | RegExp): RegExp {
  const expression = isExpression(operation) ? untied(operation) : new RegExp(`^(?:${operation})$`);
  // A typing error would be a rule that never strikes.
  if (!names.some((name) => expression.test(name)))
    refuse(
      `operation ${JSON.stringify(String(operation))} matches no operationId: GET /__emulator/coverage lists them`,
    );
  return expression;
}

/** Without the flags that make an expression remember its last match. */
const untied = ({ source, flags }: RegExp): RegExp => new RegExp(source, flags.replace(/[gy]/g, ""));

/** The rule, ready to strike. What is wrong with it is an error that names the property. */
function newFault(given: FaultRule): Fault {
  if (!isObject(given)) return refuse("must be an object");
  const kind = checkRule(given);
  // Later changes of the caller's object change nothing.
  const rule = structuredClone(given);
  const { operation, path, seed = 1 } = rule as RequestFaultRule;
  return {
    id: rule.id ?? randomId(),
    rule,
    kind,
    ...(operation === undefined ? {} : { operation: operationPattern(operation) }),
    ...(path === undefined ? {} : { path: untied(new RegExp(path)) }),
    matched: 0,
    struck: 0,
    random: randomNumbers(seed),
  };
}

export function addFault(faults: Fault[], rule: FaultRule): string {
  const fault = newFault(rule);
  if (faults.some(({ id }) => id === fault.id)) refuse(`id "${fault.id}" is in use: remove that rule first`);
  faults.push(fault);
  return fault.id;
}

/** One rule, or all of them. */
export function removeFaults(faults: Fault[], id?: string): void {
  faults.splice(0, faults.length, ...faults.filter((fault) => id !== undefined && fault.id !== id));
}

/** The rule as it was given, with how many requests it matched and how many it struck. */
export const shown = ({ id, rule, matched, struck }: Fault): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify({ ...rule, id, matched, struck }, (_key, value) => (isExpression(value) ? value.source : value)),
  );
