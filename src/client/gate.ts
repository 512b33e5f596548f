import { GatewayError, type GatewayFacts, isQuota } from "./errors";
import { shownPath } from "./name";
import { span, type Time } from "./time";

/**
 * Whatever is sent to one gateway passes here, so that all share what it allows. It stands open until a request is
 * refused as one too many. Then nobody passes until the gateway's hint is over, then one alone, and after its answer as
 * many as the gateway took before, slowly more. Who came first goes first.
 */
export interface Gate {
  /** Sends when its turn has come, again and again while the gateway asks for fewer requests. */
  pass: <T>(send: () => Promise<T>, asked: Asked) => Promise<T>;
}

interface Asked {
  method: string;
  path: string;
  signal?: AbortSignal | undefined;
}

/** A request that waits, or is under way. */
interface Place extends Asked {
  number: number;
  refusals: number;
  /** When it was refused first. */
  since?: number;
  /** Which closing of the gate it came after. */
  closing: number;
  /** It waits. */
  go?: (error?: Error) => void;
}

interface Limit {
  /** How many a second pass. */
  rate: number;
  /** When the next may pass. */
  next: number;
  /** After a pause one goes alone: that it lasted long enough is not known yet. */
  trial: "due" | "under way" | "over";
  closing: number;
  /** How many pauses in a row were too short. */
  short: number;
  /** Since when every answer was a refusal. */
  silent: number | undefined;
  /** What was taken since the last refusal, or since nobody had to wait. */
  taken: number;
  from: number;
  /** When the first was refused, and when the user was told last. */
  known: number;
  told: number;
  refusal: GatewayFacts;
}

interface State {
  time: Time;
  tell: (message: string) => void;
  waiting: Place[];
  underWay: number;
  numbers: number;
  /** When the first was sent, and how many were answered. */
  began?: number;
  answered: number;
  /** When those were taken that were taken in the last second. */
  recent: number[];
  limit?: Limit;
  shown: boolean;
  timer?: NodeJS.Timeout;
}

/** So few at a time while nothing is known of the gateway: what is under way when it refuses the first is refused, too. */
const CAREFUL = { underWay: 4, answers: 8, ms: 1000 };

/** A first guess; one that is too high is put right by the next refusal, one that is too low only by time. */
const LEAST_RATE = 5;
const GROWTH_A_SECOND = 1.03;
const [PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 30_000];

/** Without one request taken for so long, or this one for so long, it is no limit but a refusal. */
const PATIENCE_MS = 300_000;
const [LEAST_PAUSES, LEAST_REFUSALS] = [3, 10];

/** A row speaks of what takes time, and not too often. */
const TELL_AFTER_MS = 3000;

export function gateAt(time: Time, tell: (message: string) => void = () => {}): Gate {
  const state: State = { time, tell, waiting: [], underWay: 0, numbers: 0, answered: 0, recent: [], shown: false };
  return { pass: (send, asked) => pass(state, send, asked) };
}

async function pass<T>(state: State, send: () => Promise<T>, asked: Asked): Promise<T> {
  const place: Place = { ...asked, number: state.numbers++, refusals: 0, closing: 0 };
  for (;;) {
    await turn(state, place);
    try {
      const answer = await send();
      taken(state, place);
      return answer;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (isRefusal(error.facts)) refused(state, place, error.facts);
      else {
        if (error.facts.status !== undefined) taken(state, place);
        throw error;
      }
    } finally {
      state.underWay--;
      // What was not answered says nothing: another goes in its place.
      if (state.limit?.trial === "under way" && place.closing === state.limit.closing) state.limit.trial = "due";
      admit(state);
    }
  }
}

const isRefusal = (facts: GatewayFacts) => facts.status === 429 && !isQuota(facts);

/** @throws the reason of the signal, or that the gateway takes nothing */
function turn(state: State, place: Place): Promise<void> {
  const { signal } = place;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(reasonFor(state, place));
    const leave = () => {
      state.waiting.splice(state.waiting.indexOf(place), 1);
      reject(reasonFor(state, place));
      admit(state);
    };
    signal?.addEventListener("abort", leave, { once: true });
    place.go = (error) => {
      signal?.removeEventListener("abort", leave);
      if (error) reject(error);
      else resolve();
    };
    const behind = state.waiting.findIndex((other) => other.number > place.number);
    state.waiting.splice(behind < 0 ? state.waiting.length : behind, 0, place);
    admit(state, place);
  });
}

/** That time is up says less than what took it. */
const reasonFor = ({ limit, time }: State, place: Place): unknown => {
  const { reason } = place.signal as AbortSignal;
  return limit && reason?.name === "TimeoutError" ? hopeless(place, limit, time.now()) : reason;
};

/** Lets pass whose turn has come; `arriving` has just joined those that wait. */
function admit(state: State, arriving?: Place): void {
  clearTimeout(state.timer);
  const { time, waiting, limit } = state;
  if (limit && isOver(limit, time.now()) && time.now() < limit.next) giveUp(state, limit);
  const unhindered = waiting.length === 1 && waiting[0] === arriving;
  for (let place = waiting[0]; place; place = waiting[0]) {
    const wait = pauseBefore(state);
    if (wait > 0) {
      if (wait < Number.POSITIVE_INFINITY) state.timer = setTimeout(() => admit(state), Math.ceil(time.real(wait)));
      break;
    }
    waiting.shift();
    depart(state, place, unhindered);
  }
  announce(state);
}

/** Milliseconds; infinite while an answer has to come first. */
function pauseBefore({ time, limit, began, answered, underWay }: State): number {
  const now = time.now();
  if (limit) return limit.trial === "under way" ? Number.POSITIVE_INFINITY : limit.next - now;
  const careful = began === undefined ? 0 : began + CAREFUL.ms - now;
  return careful > 0 && answered < CAREFUL.answers && underWay >= CAREFUL.underWay ? careful : 0;
}

function depart(state: State, place: Place, unhindered: boolean): void {
  const { limit } = state;
  const now = state.time.now();
  state.began ??= now;
  state.underWay++;
  if (limit) {
    place.closing = limit.closing;
    if (limit.trial === "due") limit.trial = "under way";
    else if (unhindered) Object.assign(limit, { taken: 0, from: now });
    else limit.rate *= GROWTH_A_SECOND ** (1 / limit.rate);
    const interval = 1000 / limit.rate;
    // A timer is late by a little: the next makes up for it.
    limit.next = Math.max(limit.next, now - interval) + interval;
  }
  place.go?.();
}

function taken(state: State, place: Place): void {
  const { limit, recent } = state;
  const now = state.time.now();
  state.answered++;
  if (!limit) {
    recent.push(now);
    while ((recent[0] as number) < now - 1000) recent.shift();
    return;
  }
  limit.taken++;
  limit.silent = undefined;
  if (limit.trial === "under way" && place.closing === limit.closing) {
    limit.trial = "over";
    limit.short = 0;
  }
}

/** @throws when it is no limit any more */
function refused(state: State, place: Place, refusal: GatewayFacts): void {
  const now = state.time.now();
  place.refusals++;
  place.since ??= now;
  state.limit ??= firstLimit(state, now, refusal);
  const { limit } = state;
  limit.silent ??= now;
  // What was sent before the gate was closed tells nothing new.
  if (place.closing === limit.closing) {
    // It may be this one alone that is refused: the others are not to wait behind it.
    if (limit.trial === "under way") place.number = state.numbers++;
    close(limit, now, refusal);
  }
  const refusedForGood = place.refusals >= LEAST_REFUSALS && now - place.since >= PATIENCE_MS;
  if (refusedForGood || isOver(limit, now)) throw hopeless(place, limit, now);
}

const firstLimit = ({ recent }: State, now: number, refusal: GatewayFacts): Limit => ({
  rate: Math.max(LEAST_RATE, recent.filter((at) => at > now - 1000).length),
  next: now,
  trial: "over",
  closing: 0,
  short: 0,
  silent: now,
  taken: 0,
  from: now,
  known: now,
  told: now - TELL_AFTER_MS,
  refusal,
});

function close(limit: Limit, now: number, refusal: GatewayFacts): void {
  limit.refusal = refusal;
  if (limit.trial === "under way") limit.short++;
  else if (limit.closing > 0) {
    const seconds = (now - limit.from) / 1000;
    const measured = seconds > 1 && limit.taken > 0 ? limit.taken / seconds : 0.7 * limit.rate;
    limit.rate = Math.min(measured, 0.95 * limit.rate);
  }
  const hint = refusal.retryAfter === undefined ? PAUSE_MS : refusal.retryAfter * 1000;
  const pause = Math.max(hint, Math.min(LONGEST_PAUSE_MS, hint * 2 ** limit.short));
  Object.assign(limit, { trial: "due", next: now + pause, closing: limit.closing + 1, taken: 0, from: now });
}

const isOver = ({ silent, short }: Limit, now: number) =>
  silent !== undefined && short >= LEAST_PAUSES && now - silent >= PATIENCE_MS;

function hopeless({ method, path, since }: Place, limit: Limit, now: number): GatewayError {
  const { refusal, silent } = limit;
  const seconds = Math.round((now - Math.min(silent ?? now, since ?? now)) / 1000);
  const what = isOver(limit, now) ? "It has taken no request" : "This request was not taken";
  const words = `${refusal.words.replace(/[.\s]+$/, "")}. ${what} for ${span(seconds)}`;
  return new GatewayError({ ...refusal, method, path: shownPath(path), words });
}

/** Whoever waits hears the same: one after the other they would wait for hours. */
function giveUp(state: State, limit: Limit): void {
  const all = state.waiting.splice(0);
  for (const place of all) place.go?.(hopeless(place, limit, state.time.now()));
}

function announce(state: State): void {
  const { limit, waiting, shown } = state;
  if (!limit) return;
  const now = state.time.now();
  if (waiting.length === 0) {
    if (shown) state.tell("");
    state.shown = false;
  } else if (now - limit.known >= TELL_AFTER_MS && now - limit.told >= TELL_AFTER_MS) {
    const rate = limit.rate < 1 ? "less than one request" : `about ${Math.round(limit.rate)} requests`;
    state.tell(`the gateway limits this account: ${rate} a second, ${waiting.length} waiting`);
    Object.assign(limit, { told: now });
    state.shown = true;
  }
}
