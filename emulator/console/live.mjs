// @ts-check
/** @import { About, ConsoleEvent, JournalRow, ObjectSummary, Rule } from "../src/console/wire" */

/** What the emulator has told. */
export const known = {
  /** @type {About | undefined} */
  about: undefined,
  clock: { now: 0, speed: 0, told: 0 },
  /** @type {Map<string, ObjectSummary>} */
  objects: new Map(),
  /** Newest last. @type {JournalRow[]} */
  journal: [],
  journalTotal: 0,
  /** @type {Rule[]} */
  faults: [],
  /** @type {Rule[]} */
  outcome: [],
};

/** Virtual time, in milliseconds. */
export const virtualNow = () => known.clock.now + (performance.now() - known.clock.told) * known.clock.speed;

const journalLimit = 1000;
const retryAfter = 1000;
/** The emulator speaks up every ten seconds at least. */
const silence = 25_000;

/** @param {ConsoleEvent} event */
function learn(event) {
  if (event.about) {
    // Another version brings another page.
    if (known.about && known.about.version !== event.about.version) location.reload();
    known.about = event.about;
    known.objects.clear();
    known.journal = [];
    known.journalTotal = 0;
  }
  if (event.clock) known.clock = { ...event.clock, told: performance.now() };
  for (const object of event.objects ?? []) known.objects.set(object.name, object);
  for (const name of event.gone ?? []) known.objects.delete(name);
  if (event.faults) known.faults = event.faults;
  if (event.outcome) known.outcome = event.outcome;
  if (event.journal) learnEntries(event.journal);
}

/** @param {NonNullable<ConsoleEvent["journal"]>} news */
function learnEntries({ entries, total, anew }) {
  if (anew) known.journal = [];
  const places = new Map(known.journal.map(({ id }, at) => [id, at]));
  for (const entry of entries) {
    const at = places.get(entry.id);
    if (at === undefined) known.journal.push(entry);
    else known.journal[at] = entry;
  }
  known.journal = known.journal.slice(-journalLimit);
  known.journalTotal = total;
}

/**
 * Listens for ever: a server that went away is tried again, a page that nobody sees asks for nothing.
 * @param {(event: ConsoleEvent) => void} heard after `known` has it
 * @param {(state: "connecting" | "live" | "lost") => void} changed
 */
export function listen(heard, changed) {
  /** @type {EventSource | undefined} */
  let source;
  let timer = 0;
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const lost = () => {
    close();
    changed("lost");
    if (!document.hidden) timer = setTimeout(open, retryAfter);
  };
  const open = () => {
    close();
    source = new EventSource("/__emulator/events");
    source.onerror = lost;
    source.onmessage = ({ data }) => {
      clearTimeout(timer);
      timer = setTimeout(lost, silence);
      changed("live");
      const event = /** @type {ConsoleEvent} */ (JSON.parse(data));
      learn(event);
      heard(event);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!source) open();
  });
  open();
}
