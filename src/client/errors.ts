import { parseJson } from "./json";

/** What the gateway, or the network before it, answered instead of what was asked for. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  constructor(readonly facts: GatewayFacts) {
    super(describe(facts));
    // Pulumi prints the stack of what `read` and `delete` throw; the message says it all.
    this.stack = this.message;
  }
}

export interface Violation {
  /** As the server names it, `autoscaling_policy.scale_up_window`. */
  field: string;
  words: string;
}

export interface GatewayFacts {
  method: string;
  /** Path without host and query. */
  path: string;
  /** HTTP status; undefined when no answer came. */
  status?: number;
  /** The API's own name of the error, such as NOT_FOUND. */
  reason: string;
  /** The server's own words. */
  words: string;
  requestId?: string;
  /** The error came in one of the API's own forms, and so from it: not from a proxy, nor from a stand-in's framework. */
  own?: true;
  /** The arguments at fault, where the server names them (`google.rpc.BadRequest`). */
  violations?: Violation[];
  /** The request may have taken effect although it failed. */
  ambiguous: boolean;
  /** Seconds to wait before the next try, as the server asks for. */
  retryAfter?: number;
}

const GRPC = [
  "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
  "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
  "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
]; // biome-ignore format: one table

const BY_STATUS: Record<number, string> = {
  400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ALREADY_EXISTS",
  412: "FAILED_PRECONDITION", 429: "RESOURCE_EXHAUSTED", 501: "UNIMPLEMENTED", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}; // biome-ignore format: one table

/** Both formats of error bodies, and `detail`: the gateway's, the edge's, and what frameworks answer by themselves. */
export function parseErrorBody(
  status: number,
  text: string,
): Pick<GatewayFacts, "reason" | "words" | "own" | "violations"> {
  const byStatus = BY_STATUS[status] ?? (status >= 500 ? "INTERNAL" : "UNKNOWN");
  const fallback = { reason: byStatus, words: readable(text) || "(no message)" };
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    return fallback;
  }
  if (typeof body !== "object" || body === null) return fallback;
  const { error, message, code, detail, details } = body as Record<string, unknown>;
  if (typeof error === "object" && error !== null) {
    const inner = error as Record<string, unknown>;
    const { code: reason, message: told } = inner;
    return { reason: named(reason) ?? byStatus, words: readable(told) || fallback.words, ...ownForm(reason, told) };
  }
  const words = readable(message) || readable(error) || readable(detail);
  return {
    reason: named(code) ?? byStatus,
    words: words || fallback.words,
    ...ownForm(code, message),
    ...violated(details),
  };
}

const ownForm = (code: unknown, message: unknown): Pick<GatewayFacts, "own"> =>
  named(code) !== undefined && typeof message === "string" ? { own: true } : {};

function violated(details: unknown): Pick<GatewayFacts, "violations"> {
  const all = Array.isArray(details) ? details : [];
  const listed = all.flatMap((one) => (Array.isArray(one?.fieldViolations) ? one.fieldViolations : []));
  const violations = listed.slice(0, MOST_VIOLATIONS).map((one) => ({
    field: readable(one?.field, 200),
    words: readable(one?.description),
  }));
  return violations.length > 0 ? { violations } : {};
}

/** More than that nobody reads. */
const MOST_VIOLATIONS = 20;

const named = (code: unknown) =>
  typeof code === "number" ? GRPC[code] : typeof code === "string" ? readable(code, 60) || undefined : undefined;

/** Server text as one bounded line: it ends up on a terminal. Keys and signed addresses are nobody's to see. */
export function readable(text: unknown, most = 1000): string {
  const words = typeof text === "string" ? text : text === undefined ? "" : JSON.stringify(text);
  // Looked through whole, megabytes of addresses would take hours.
  const shown = oneLine(cut(words, 16 * most))
    .replace(/\bfw_\w{8,}/g, "fw_…")
    .replace(/(\bhttps?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/g, "$1?…");
  return cut(shown, most);
}

export const oneLine = (text: string) => harmless(text.replace(/\s+/g, " ")).trim();

/** Without what controls a terminal, turns the direction of writing round or is half a character. */
export const harmless = (text: string) =>
  text
    .replace(/[^\P{Cc}\n]+/gu, " ")
    .replace(/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "")
    .replace(/\p{Cs}/gu, "\ufffd");

/** What is cut off says so: whoever takes secrets out of a text knows by it that half of one may stand at its end. */
export const cut = (text: string, most: number) => (text.length > most ? `${harmless(text.slice(0, most))}…` : text);

/** Of a quota of requests, which Google's services speak of, too: a rate limit. */
const OF_TIME = /\brequests\b|\bper[ _-]?(second|minute)\b|\brate[ _-]?limit/i;

/** Whether a 429 or 400 is about the account's quota, which waiting does not mend. */
export const isQuota = ({ words, reason }: GatewayFacts) =>
  /quota/i.test(words) && !OF_TIME.test(words) && reason !== "NOT_FOUND";

const REMEDIES: { when: (facts: GatewayFacts) => boolean; remedy: string }[] = [
  {
    when: (f) => f.status === 401,
    remedy:
      "Check the key: `pulumi config set --secret fireworks:apiKey …` or FIREWORKS_API_KEY; keys are made at app.fireworks.ai.",
  },
  {
    when: (f) => f.status === 403,
    remedy: "The key's user lacks the role for this, or the account is another one: check fireworks:accountId.",
  },
  {
    when: (f) => f.status === 412,
    remedy: "The account is suspended or over its spending limit: see its billing page.",
  },
  {
    when: (f) => /ignore_checks/.test(f.words),
    remedy:
      "It served traffic within the last hour. To delete it all the same set `ignoreChecks: true` on the resource and run `pulumi up`, or destroy with FIREWORKS_IGNORE_CHECKS=true in the environment.",
  },
  {
    when: (f) => f.method === "DELETE" && f.reason === "FAILED_PRECONDITION" && /router/i.test(f.words),
    remedy:
      "Take it out of the router first. With a derived id (no deploymentId) a replacement is made before the old deployment goes, and the router follows.",
  },
  {
    when: isQuota,
    remedy:
      "Quota counts acceleratorCount × maxReplicaCount, running or not: lower maxReplicaCount, delete what is not needed, or ask for more.",
  },
  {
    when: (f) => f.status === undefined,
    remedy:
      "Check fireworks:baseUrl (FIREWORKS_BASE_URL), the network and its proxy (HTTPS_PROXY, NODE_EXTRA_CA_CERTS). Then run the command again: nothing that exists is lost.",
  },
  {
    when: (f) => f.status === 429,
    remedy: "The service asks for fewer requests: wait a minute and run the command again.",
  },
  {
    when: (f) => f.status === 501 || f.status === 405,
    remedy:
      "The service does not offer this: check fireworks:baseUrl, and whether a newer version of this package does without.",
  },
  {
    when: (f) => f.reason === "ABORTED" || (f.status === 409 && f.method !== "POST"),
    remedy: "Another change of it is under way: run the command again when that has ended.",
  },
  {
    when: (f) => f.ambiguous,
    remedy: "The service failed. Nothing that exists is lost: run the command again.",
  },
  {
    when: (f) => f.reason === "ALREADY_EXISTS",
    remedy: "Choose another id, or take over what exists with the resource option `import`.",
  },
  {
    when: (f) => f.reason === "FAILED_PRECONDITION",
    remedy: "What is there does not allow it now: mend what the service names, or wait, and run the command again.",
  },
  {
    when: (f) => f.reason === "NOT_FOUND",
    remedy:
      "Check the names that the program refers to, and fireworks:accountId; run `pulumi refresh` if it was deleted.",
  },
  {
    when: (f) => f.status === 400,
    remedy: "Change what the service names in the program and run the command again.",
  },
  {
    when: (f) => f.reason !== "REDIRECTED",
    remedy:
      "Run the command again; if that does not help, check fireworks:baseUrl and whatever stands before the service.",
  },
];

function describe(facts: GatewayFacts): string {
  const status = facts.status === undefined ? "" : ` ${facts.status}`;
  const id = facts.requestId ? ` (request ${facts.requestId})` : "";
  const remedy = REMEDIES.find((entry) => entry.when(facts))?.remedy;
  const words = facts.words.replace(/[.\s]+$/, "");
  return `${facts.method} ${facts.path}:${status} ${facts.reason}: ${words}${id}.${remedy ? `\n${remedy}` : ""}`;
}

export const isGatewayError = (error: unknown): error is GatewayError => error instanceof GatewayError;
export const hasStatus = (error: unknown, ...statuses: number[]): error is GatewayError =>
  isGatewayError(error) && facts(error).status !== undefined && statuses.includes(facts(error).status as number);

const facts = (error: GatewayError) => error.facts;
