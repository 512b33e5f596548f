import type { RequestOptions } from "../client/client";
import { GatewayError, type GatewayFacts, hasStatus, isQuota } from "../client/errors";
import { isNameOf, lastSegment } from "./identity";
import type { Failure, Json } from "./kind";
import { argumentIn, refersToOwn, refusals } from "./refusal";
import { creation } from "./request";
import type { Run } from "./run";

/** What the gateway says to the request that would make an object. */
export type Trial =
  /** `filled`: with what only a stored object has, and yet nothing was made. */
  | { is: "accepted"; object: Json; filled?: true }
  /** The gateway has made the object all the same. */
  | { is: "made"; name: string }
  /** It will never be accepted as it is. */
  | { is: "refused"; failures: Failure[] }
  /** It would be refused now; until its turn comes in `pulumi up` what it needs may be there. `reference`: to an object of an account of one's own. */
  | { is: "doubtful"; text: string; reference?: true }
  /** The answer is not about this object. `outlook`: what it means all the same. */
  | { is: "unanswered"; why: string; outlook?: string };

export interface Circumstances {
  /** The old object is deleted first: it must not count against the new one. */
  gap: boolean;
  /** The id is the old object's as yet. */
  held: boolean;
  /** This gateway is known to answer with what only a stored object has, and to make nothing. */
  honest: boolean;
}

/** More than the time that any preview has: that ends a request, and not this. */
export const SECONDS = 60;

/**
 * Asks the gateway to check the request that makes the object, and to make nothing. It always has an id that says whose
 * it is: a gateway that makes the object all the same must not make one more in each preview.
 */
export async function tryOut(run: Run, signal: AbortSignal, circumstances: Circumstances): Promise<Trial> {
  const { kind, client } = run;
  const name = circumstances.held ? standIn(run.name as string) : (run.name as string);
  const options = { signal, retries: 0, timeout: SECONDS * client.connection.speed };
  try {
    const { path, query, body } = await creation({ ...run, name });
    const object = await client.request("POST", path, { query: { ...query, validateOnly: true }, body, ...options });
    if (circumstances.honest || !readsAsStored(object)) return { is: "accepted", object };
    const given = typeof object.name === "string" && isNameOf(kind, object.name) ? object.name : name;
    return await lookedUp(run, given, object, options);
  } catch (error) {
    if (!(error instanceof GatewayError)) return { is: "unanswered", why: "no answer in time" };
    return judged(run, error.facts, circumstances);
  }
}

const STAND_IN = "-preview";

/** Another name than that of the object that is to be replaced, for who finds it. */
function standIn(name: string): string {
  const id = lastSegment(name);
  return name.slice(0, -id.length) + id.slice(0, 63 - STAND_IN.length).replace(/-+$/, "") + STAND_IN;
}

/** The service sets these when it stores an object. */
const readsAsStored = ({ createTime, state }: Json) =>
  (createTime ?? "") !== "" || !/^(\w+_UNSPECIFIED)?$/.test(String(state ?? ""));

/** Two answers about one object name the same moment, give or take how exactly. */
const SAME_MOMENT_MS = 60_000;

/** One that was there before is none that the trial has made. */
function isOlder(found: Json, answer: Json): boolean {
  const [then, now] = [found, answer].map(({ createTime }) => Date.parse(String(createTime))) as [number, number];
  return now - then > SAME_MOMENT_MS;
}

async function lookedUp({ client }: Run, name: string, answer: Json, options: RequestOptions): Promise<Trial> {
  try {
    const found = await client.request("GET", `v1/${name}`, options);
    return isOlder(found, answer) ? { is: "accepted", object: answer, filled: true } : { is: "made", name };
  } catch (error) {
    if (hasStatus(error, 404)) return { is: "accepted", object: answer, filled: true };
    const why = `the answer reads as if the service had made ${name}, which could not be looked up`;
    return { is: "unanswered", why, outlook: "See whether it is there: it would cost money." };
  }
}

const ended = (words: string) => words.replace(/[.\s]+$/, "");

function judged(run: Run, facts: GatewayFacts, circumstances: Circumstances): Trial {
  const { status, reason } = facts;
  if (isAboutIt(facts)) {
    if (isQuota(facts) && (status === 429 || status === 400)) return quota(run, facts, circumstances.gap);
    if (status === 400 && /^(INVALID_ARGUMENT|OUT_OF_RANGE)$/.test(reason)) return refused(run, facts);
    const doubt = circumstances.held && reason === "ALREADY_EXISTS" ? LEFT : DOUBTS[`${status} ${reason}`];
    if (doubt) return doubtful(run, told(run, facts), doubt);
  }
  const loud = status === 401 || status === 403 || status === 412;
  const why = `${status ?? ""} ${reason}: ${ended(facts.words)}`.trim();
  return { is: "unanswered", why, ...(loud ? { outlook: "`pulumi up` will meet the same." } : {}) };
}

/** Not a proxy's page, nor a complaint about the parameter that only a trial sends. */
function isAboutIt({ own, words, violations = [] }: GatewayFacts): boolean {
  const told = [words, ...violations.flatMap((one) => [one.field, one.words])];
  return own === true && !told.some((one) => /validate_?only/i.test(one));
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

/** Only a trial gives such a name. */
const LEFT =
  "An earlier preview asked for it to be checked, and the service made it: it costs money. Delete it, and set " +
  "fireworks:preview no-validation for this gateway";

function refused(run: Run, facts: GatewayFacts): Trial {
  const { kind, inputs } = run;
  const all = refusals(kind, inputs, facts);
  // What it refers to in an account of one's own may be made by then: by another provider, or another stack.
  const own = all.filter(({ property, reason }) => refersToOwn(inputs, property, reason));
  if (own[0] && own.length === all.length) return doubtful(run, own[0], REFERRED);
  const failures = all
    .filter((one) => !own.includes(one))
    .map(({ property, reason }) => ({
      property,
      reason:
        `The service would refuse it: ${ended(reason)}. Mend it in the program; nothing was made. ` +
        "(Its own validation, which fireworks:preview no-validation leaves out.)",
    }));
  return { is: "refused", failures };
}

const REFERRED = "`pulumi up` fails unless what it refers to is there, and as it should be, by then";

const told = ({ kind, inputs }: Run, { words }: GatewayFacts): Failure => ({
  property: argumentIn(kind, inputs, words),
  reason: words,
});

function doubtful({ inputs }: Run, { property, reason }: Failure, outlook: string): Trial {
  const about = property === "" ? "" : `${property}: `;
  const text = `${about}The service would refuse it now: ${ended(reason)}. ${outlook}.`;
  return { is: "doubtful", text, ...(refersToOwn(inputs, property, reason) ? { reference: true } : {}) };
}

function quota(run: Run, facts: GatewayFacts, gap: boolean): Trial {
  // What the old object takes is free again by then.
  if (gap) return { is: "accepted", object: {} };
  const outlook =
    "`pulumi up` fails unless that much is free by then. Quota counts acceleratorCount × maxReplicaCount, running or not: " +
    "lower maxReplicaCount, delete what is not needed, or ask for more";
  return doubtful(run, told(run, facts), outlook);
}
