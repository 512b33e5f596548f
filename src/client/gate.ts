import { GatewayError, type GatewayFacts, isQuota } from "./errors";
import { doubled, grow, type Limit, limitAfter, limitWithout } from "./limit";
import { shownPath } from "./name";
import { span, type Time } from "./time";

/**
 * Whatever is sent to one gateway passes here, so that all share what it allows. It stands open until a request is
 * refused as one too many. Then nobody passes until the gateway's hint is over, then one alone, the trial, and after its
 * answer as many a second as the gateway took before, slowly more. Who came first goes first.
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
  arrived: number;
  /** When it was sent last, and after how many closings of the gate. */
  sent: number;
  closing: number;
  /** When it was refused first, and last. */
  since?: number;
  refused?: number;
  refusal?: GatewayFacts;
  /** How often it was refused although another was taken since its last refusal. */
  outdone: number;
  /** How often it paused for itself: it alone is refused, not what comes too fast. */
  pauses: number;
  /** What was known of the limit when it closed the gate first. */
  before?: Limit<Place> | undefined;
  /** It waits. */
  go?: (error?: Error) => void;
}

interface State {
  time: Time;
  tell: (message: string) => void;
  waiting: Place[];
  underWay: number;
  numbers: number;
  closings: number;
  /** When the first was sent, and how many were answered. */
  began?: number;
  answered: number;
  /** When those were sent that were taken since the gate was closed. */
  recent: number[];
  /** When one was taken at last, and when one was that had been refused. */
  taken: number;
  relented: number;
  limit: Limit<Place> | undefined;
  shown: boolean;
  timer?: NodeJS.Timeout;
}

/** So few at a time while nothing is known of the gateway: what is under way when it refuses the first is refused, too. */
const CAREFUL = { underWay: 4, answers: 8, ms: 1000 };

/** A trial that is not answered by then, such as a large upload, does not hold up the others. */
const TRIAL_MS = 5000;

/** When nobody had to wait for so long, there is no limit. */
const FORGOTTEN_MS = 60_000;

/** Without one request taken for so long, or this one for so long, it is no limit but a refusal. */
const [PATIENCE_MS, PATIENCE_ALONE_MS] = [300_000, 120_000];

/** A row speaks of what takes time, and not too often. */
const TELL_AFTER_MS = 3000;

export function gateAt(time: Time, tell: (message: string) => void = () => {}): Gate {
  const never = Number.NEGATIVE_INFINITY;
  const state: State = {
    time,
    tell,
    waiting: [],
    underWay: 0,
    numbers: 0,
    closings: 0,
    answered: 0,
    recent: [],
    taken: never,
    relented: never,
    limit: undefined,
    shown: false,
  };
  return { pass: (send, asked) => pass(state, send, asked) };
}

async function pass<T>(state: State, send: () => Promise<T>, asked: Asked): Promise<T> {
  const arrived = state.time.now();
  const place: Place = { ...asked, number: state.numbers++, arrived, sent: 0, closing: 0, outdone: 0, pauses: 0 };
  for (;;) {
    await turn(state, place);
    try {
      const answer = await send();
      taken(state, place);
      return answer;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (!isRefusal(error.facts)) {
        if (error.facts.status !== undefined) taken(state, place);
        throw error;
      }
      refused(state, place, error.facts);
    } finally {
      state.underWay--;
      // What was not answered says nothing: another goes in its place.
      if (state.limit?.trial === place) state.limit.trial = "due";
      admit(state);
    }
    if (place.pauses > 0) await pauseAlone(state, place);
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
    const before = state.waiting.findLastIndex((other) => other.number < place.number);
    state.waiting.splice(before + 1, 0, place);
    admit(state);
  });
}

/** That time is up says less than what took it. */
const reasonFor = (state: State, place: Place): unknown => {
  const { reason } = place.signal as AbortSignal;
  return reason?.name === "TimeoutError" ? (hopeless(state, place) ?? reason) : reason;
};

/** Lets pass whose turn has come. */
function admit(state: State): void {
  clearTimeout(state.timer);
  const { time, waiting } = state;
  giveUp(state);
  for (;;) {
    const { limit } = state;
    const now = time.now();
    if (limit && now >= Math.max(limit.next, limit.felt + FORGOTTEN_MS)) state.limit = undefined;
    const wait = waiting.length > 0 ? pauseBefore(state, now) : 0;
    if (waiting.length === 0 || wait > 0) {
      if (wait > 0) {
        if (limit) limit.felt = now;
        state.timer = setTimeout(() => admit(state), Math.ceil(time.real(Math.min(wait, TELL_AFTER_MS))));
      }
      break;
    }
    depart(state, next(state), now);
  }
  announce(state);
}

/**
 * Whoever has waited so long hears why: one after the other they would wait for hours. Only in a pause: after this
 * machine's sleep one is tried first.
 */
function giveUp(state: State): void {
  const { waiting, limit, time } = state;
  if (limit?.trial !== "due" || limit.next <= time.now()) return;
  for (let place = waiting[0]; place && quiet(state, place) >= PATIENCE_MS; place = waiting[0]) {
    waiting.shift();
    place.go?.(hopeless(state, place));
  }
}

/** For how long nothing was taken, as far as this one saw. */
const quiet = ({ time, taken }: State, { arrived }: Place) => time.now() - Math.max(arrived, taken);

function pauseBefore({ limit, began = 0, answered, underWay }: State, now: number): number {
  if (limit) {
    const { trial, next } = limit;
    return (typeof trial === "object" ? Math.max(next, trial.sent + TRIAL_MS) : next) - now;
  }
  const careful = answered < CAREFUL.answers && underWay >= CAREFUL.underWay;
  return careful ? began + CAREFUL.ms - now : 0;
}

/** A trial is who came last of those that were not refused: what came first may be all of one sort, refused for good. */
function next({ waiting, limit }: State): Place {
  const fresh = limit?.trial ? waiting.findLastIndex(({ since }) => since === undefined) : -1;
  const [place] = waiting.splice(Math.max(0, fresh), 1);
  return place as Place;
}

function depart(state: State, place: Place, now: number): void {
  const { limit } = state;
  state.began ??= now;
  state.underWay++;
  place.closing = state.closings;
  place.sent = now;
  if (limit) {
    if (limit.trial) limit.trial = place;
    else if (state.waiting.length > 0) grow(limit, now);
    const interval = 1000 / limit.rate;
    // A timer is late by a little: the next makes up for it.
    limit.next = Math.max(limit.next, now - interval) + interval;
  }
  place.go?.();
}

function taken(state: State, place: Place): void {
  const { limit, recent } = state;
  state.answered++;
  state.taken = state.time.now();
  if (place.since !== undefined) state.relented = state.taken;
  recent.push(place.sent);
  if (limit?.trial && place.closing === state.closings) Object.assign(limit, { trial: undefined, short: 0 });
}

/** @throws when it is no limit any more */
function refused(state: State, place: Place, refusal: GatewayFacts): void {
  const now = state.time.now();
  if (state.taken > (place.refused ?? now)) place.outdone++;
  // It may have come too late once, but hardly twice.
  const alone = place.outdone > 1;
  place.since ??= now;
  Object.assign(place, { refused: now, refusal });
  if (alone) {
    if (place.pauses++ === 0) state.limit = limitWithout(state, place.before, now);
  }
  // What was sent before the gate was closed tells nothing new.
  else if (place.closing === state.closings) {
    state.closings++;
    place.before ??= state.limit;
    state.limit = limitAfter(state.limit, { refusal, now, sent: place.sent, taken: state.recent.splice(0) });
  }
  // Where others that were refused are taken later, its turn may come, too.
  const patience = alone && state.relented < place.since ? PATIENCE_ALONE_MS : PATIENCE_MS;
  if (now - place.since >= patience) throw hopeless(state, place);
}

async function pauseAlone(state: State, place: Place): Promise<void> {
  const hint = (place.refusal?.retryAfter ?? 0) * 1000;
  const pause = Math.max(hint, doubled(place.pauses - 1));
  await state.time.sleep(pause, place.signal).catch(() => {
    throw reasonFor(state, place);
  });
}

function hopeless(state: State, place: Place): GatewayError | undefined {
  const { method, path, arrived, since } = place;
  const refusal = place.refusal ?? state.limit?.refusal;
  if (!refusal) return undefined;
  const now = state.time.now();
  const for_ = (milliseconds: number) => `for ${span(Math.round(milliseconds / 1000))}`;
  const others = since !== undefined && state.taken > since ? ", while others were" : "";
  const what =
    quiet(state, place) >= PATIENCE_MS
      ? `It has taken no request ${for_(quiet(state, place))}`
      : since === undefined
        ? `This request was not sent ${for_(now - arrived)}`
        : `This request was not taken ${for_(now - since)}${others}`;
  const words = `${refusal.words.replace(/[.\s]+$/, "")}. ${what}`;
  return new GatewayError({ ...refusal, method, path: shownPath(path), words });
}

function announce(state: State): void {
  const { limit, waiting, shown } = state;
  const now = state.time.now();
  if (waiting.length === 0) {
    if (shown) state.tell("");
    state.shown = false;
  } else if (limit && now - limit.told >= TELL_AFTER_MS) {
    const rate = limit.rate < 1.5 ? "about one request" : `about ${Math.round(limit.rate)} requests`;
    state.tell(`the gateway limits this account: ${rate} a second, ${waiting.length} waiting`);
    limit.told = now;
    state.shown = true;
  }
}
