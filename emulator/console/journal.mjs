// @ts-check
import { act, control } from "./control.mjs";
import { arrange, byId, el, setText, size, words } from "./dom.mjs";
import { known } from "./live.mjs";

/** @import { JournalRow } from "../src/console/wire" */

const page = 100;
let filter = "";
let which = "all";
let limit = page;
/** The entries as they were when they were paused. @type {JournalRow[] | undefined} */
let paused;

/** @type {Map<string, { entry: JournalRow, element: HTMLElement }>} */
let shown = new Map();

export function startJournal() {
  const input = byId("journal-filter", HTMLInputElement);
  input.addEventListener("input", () => filterJournal(input.value));
  const select = byId("journal-which", HTMLSelectElement);
  select.addEventListener("change", () => {
    which = select.value;
    showJournal();
  });
  byId("journal-pause").addEventListener("click", () => {
    paused = paused ? undefined : [...known.journal];
    showJournal();
  });
  byId("journal-clear").addEventListener("click", () => {
    paused = undefined;
    act("The journal is empty", () => control("DELETE", "journal"));
  });
}

/** @param {string} text */
export function filterJournal(text) {
  filter = text;
  byId("journal-filter", HTMLInputElement).value = text;
  showJournal();
}

/** Answered with an error, or not at all. @param {JournalRow} entry */
const failed = ({ status, duration }) => status >= 400 || (status === 0 && duration !== undefined);

/** @type {Record<string, (entry: JournalRow) => boolean>} */
const kinds = { all: () => true, writes: ({ method }) => method !== "GET", errors: failed };

/** @param {JournalRow} entry */
const operationOf = ({ operation, path }) => (operation ? operation.replace(/^[A-Za-z]+_/, "") : path);

/** @param {JournalRow} entry */
const searched = (entry) =>
  `${entry.method} ${operationOf(entry)} ${entry.path} ${statusOf(entry)} ${entry.fault ?? ""}`;

/** @param {JournalRow} entry */
const statusOf = ({ status, duration }) => (status > 0 ? String(status) : duration === undefined ? "…" : "broken");

let planned = 0;

export function showJournal() {
  if (planned) return;
  planned = requestAnimationFrame(() => {
    planned = 0;
    render();
  });
}

function render() {
  const source = paused ?? known.journal;
  const matches = words(filter);
  const wanted = source.filter((entry) => kinds[which]?.(entry) && matches(searched(entry))).reverse();
  const rows = wanted.slice(0, limit).map((entry) => {
    const kept = shown.get(entry.id);
    return kept?.entry === entry ? kept : { entry, element: newRow(entry) };
  });
  shown = new Map(rows.map((row) => [row.entry.id, row]));
  arrange(
    byId("entries"),
    rows.map(({ element }) => element),
  );
  setText(byId("journal-count"), String(known.journalTotal.toLocaleString("en")));
  showMore(wanted.length - rows.length, source.length);
  const missed = paused ? known.journal.length - known.journal.findIndex(({ id }) => id === paused?.at(-1)?.id) - 1 : 0;
  const pause = byId("journal-pause");
  pause.setAttribute("aria-pressed", String(Boolean(paused)));
  setText(pause, paused ? (missed > 0 ? `Go on (${missed} new)` : "Go on") : "Pause");
}

/**
 * @param {number} hidden
 * @param {number} searchedThrough
 */
function showMore(hidden, searchedThrough) {
  const more = byId("journal-more");
  const older = known.journalTotal - searchedThrough;
  more.hidden = hidden === 0 && older <= 0 && searchedThrough > 0;
  const show = () => {
    limit += page;
    showJournal();
  };
  const text = [
    searchedThrough === 0 && "No request has arrived yet.",
    hidden > 0 && `${hidden.toLocaleString("en")} more are not shown.`,
    older > 0 && `${older.toLocaleString("en")} older ones: GET /__emulator/journal.`,
  ];
  if (more.dataset.text === text.join()) return;
  more.dataset.text = text.join();
  more.replaceChildren(
    text.filter(Boolean).join(" "),
    hidden > 0 ? el("button", { type: "button", class: "small", click: show }, `Show ${page} more`) : "",
  );
}

/** @param {JournalRow} entry */
function newRow(entry) {
  const { id, time, method, path, bytes, responseBytes, duration, fault } = entry;
  const status = statusOf(entry);
  const sizes = [bytes > 0 && `↑ ${size(bytes)}`, responseBytes !== undefined && `↓ ${size(responseBytes)}`]
    .filter(Boolean)
    .join(" ");
  const body = el("pre", { tabindex: 0, "aria-label": "The request" });
  /** @type {HTMLDetailsElement} */
  const row = el(
    "details",
    {
      class: "entry",
      "data-id": id,
      "data-failed": String(failed(entry)),
      "data-write": String(method !== "GET"),
      toggle: () => (row.open ? showBody(id, body) : undefined),
    },
    el(
      "summary",
      {},
      el("span", { class: "status", "data-class": status[0] ?? "" }, status),
      el("span", { class: "method" }, method),
      el("span", { class: "operation" }, operationOf(entry)),
      el(
        "span",
        { class: "duration" },
        duration === undefined ? "" : `${duration < 10 ? duration : Math.round(duration)} ms`,
      ),
      el("time", { class: "at", datetime: time }, time.slice(11, 19)),
      el("span", { class: "path" }, entry.operation ? path.replace(/^\/v1\/accounts\/[^/]+\//, "") : ""),
      el("span", { class: "sizes" }, sizes),
      fault && el("span", { class: "struck" }, `fault ${fault}`),
    ),
    body,
  );
  return row;
}

/**
 * @param {string} id
 * @param {HTMLElement} place
 */
async function showBody(id, place) {
  const answer = await control("GET", `journal?id=${encodeURIComponent(id)}`).catch(() => ({ entries: [] }));
  const [entry] = answer.entries;
  setText(place, entry ? JSON.stringify(entry, undefined, 2) : "The journal does not have it any more.");
}
