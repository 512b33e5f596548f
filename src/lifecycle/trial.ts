import { GatewayError, type GatewayFacts, isQuota } from "../client/errors";
import type { Failure, Json } from "./kind";
import { argumentIn, refusals } from "./refusal";
import { creation } from "./request";
import type { Run } from "./run";

/** What the gateway says to the request that would make an object. */
export type Trial =
  | { is: "accepted"; object: Json }
  /** It will never be accepted as it is. */
  | { is: "refused"; failures: Failure[] }
  /** It would be refused now; until its turn comes in `pulumi up` what it needs may be there. */
  | { is: "doubtful"; text: string }
  /** The answer is not about this object. `loud`: `pulumi up` will meet the same. */
  | { is: "unanswered"; why: string; loud: boolean };

/** More than the time that any preview has: that ends a request, and not this. */
export const SECONDS = 60;

/**
 * Asks the gateway to check the request that makes the object, and to make nothing.
 * @param gap that the old object, under the same id, is deleted first: it must not count against the new one
 */
export async function tryOut(run: Run, signal: AbortSignal, gap: boolean): Promise<Trial> {
  const { kind, client } = run;
  try {
    const { path, query, body } = await creation(run);
    if (gap && kind.idField) delete query[kind.idField];
    const options = { signal, retries: 0, timeout: SECONDS * client.connection.speed };
    const object = await client.request("POST", path, { query: { ...query, validateOnly: true }, body, ...options });
    return { is: "accepted", object };
  } catch (error) {
    if (!(error instanceof GatewayError)) return { is: "unanswered", why: "no answer in time", loud: false };
    return judged(run, error.facts, gap);
  }
}

const ended = (words: string) => words.replace(/[.\s]+$/, "");

function judged(run: Run, facts: GatewayFacts, gap: boolean): Trial {
  const { status, reason } = facts;
  if (isQuota(facts) && (status === 429 || status === 400)) return quota(run, facts, gap);
  if (status === 400 && /^(INVALID_ARGUMENT|OUT_OF_RANGE)$/.test(reason)) return refused(run, facts);
  const doubt = DOUBTS[`${status} ${reason}`];
  if (doubt) return doubtful(run, facts, doubt);
  const loud = status === 401 || status === 403 || status === 412;
  return { is: "unanswered", why: `${status ?? ""} ${reason}: ${ended(facts.words)}`.trim(), loud };
}

/** Each of them another resource of the program, or another hand, can still mend. */
const DOUBTS: Record<string, string> = {
  "400 FAILED_PRECONDITION": "`pulumi up` fails unless that has changed by then",
  "404 NOT_FOUND": "`pulumi up` fails unless it is there by then: check the name, and that the key may see it",
  "409 ALREADY_EXISTS":
    "`pulumi up` takes up what an interrupted run of this stack left, frees an id that a deleted object holds, and deletes " +
    "first what is replaced with deleteBeforeReplace: true. Anything else makes it fail: take the object over with the " +
    "resource option `import`, or choose another id",
};

function refused({ kind, inputs }: Run, facts: GatewayFacts): Trial {
  const failures = refusals(kind, inputs, facts).map(({ property, reason }) => ({
    property,
    reason:
      `The service would refuse it: ${ended(reason)}. Mend it in the program; nothing was made. ` +
      "(Its own validation, which fireworks:preview no-validation leaves out.)",
  }));
  return { is: "refused", failures };
}

function doubtful({ kind, inputs }: Run, facts: GatewayFacts, outlook: string): Trial {
  const property = argumentIn(kind, inputs, facts.words);
  const about = property === "" ? "" : `${property}: `;
  return { is: "doubtful", text: `${about}The service would refuse it now: ${ended(facts.words)}. ${outlook}.` };
}

function quota(run: Run, facts: GatewayFacts, gap: boolean): Trial {
  // What the old object takes is free again by then.
  if (gap) return { is: "accepted", object: {} };
  const outlook =
    "`pulumi up` fails unless that much is free by then. Quota counts acceleratorCount × maxReplicaCount, running or not: " +
    "lower maxReplicaCount, delete what is not needed, or ask for more";
  return doubtful(run, facts, outlook);
}
