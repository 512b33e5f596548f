// @ts-check
import { act, control } from "./control.mjs";
import { arrange, el, setText, span } from "./dom.mjs";
import { virtualNow } from "./live.mjs";

/** @import { ObjectSummary } from "../src/console/wire" */

/**
 * The objects of one kind in one account.
 * @typedef {object} Kind
 * @property {string} kind
 * @property {HTMLElement} section
 * @property {HTMLElement} head
 * @property {HTMLElement} count
 * @property {HTMLElement} chips
 * @property {HTMLElement} table
 * @property {HTMLElement} rows
 * @property {HTMLElement} more
 * @property {Map<string, Row>} known
 * @property {boolean} open
 * @property {number} limit rows that are shown
 * @property {(state: string) => void} chosen a state's button
 */

/** @typedef {{ object: ObjectSummary, row: HTMLElement, age: HTMLElement, next: HTMLElement }} Row */

const page = 100;
const columns = ["Id", "State", "Replicas", "Age", "Next", ""];

/** @type {Record<string, string>} */
const looks = { FAILED: "bad", EXPIRED: "bad", DELETED: "off", DELETING: "off", UNDEPLOYING: "off" };
const settled = /^(READY|DEPLOYED|ACTIVE|.*COMPLETED)$/;

/**
 * Good, bad, busy, off or worth a look; each has a sign of its own as well as a colour.
 * @param {{ state?: string, status?: { code: string } }} object
 */
export function lookOf({ state = "", status }) {
  if (looks[state]) return looks[state];
  if (/FAILED$/.test(state)) return "bad";
  if (status?.code === "RESOURCE_EXHAUSTED") return "warn";
  if (status || state === "STATE_UNSPECIFIED") return "bad";
  return settled.test(state) ? "good" : "busy";
}

/** @param {{ state?: string, status?: { code: string, message: string } }} object */
export const pill = (object) =>
  object.state
    ? el("span", { class: "pill", "data-look": lookOf(object) }, object.state)
    : el("span", { class: "muted" }, "–");

/**
 * What makes an object of this kind a failed one; undefined where the API knows no failure.
 * @type {Record<string, Record<string, unknown>>}
 */
const failures = {
  deployments: {
    state: "FAILED",
    replicaCount: 0,
    desiredReplicaCount: 0,
    replicaStats: {
      pendingSchedulingReplicaCount: 0,
      downloadingModelReplicaCount: 0,
      initializingReplicaCount: 0,
      readyReplicaCount: 0,
    },
  },
  deployedModels: { state: "STATE_UNSPECIFIED" },
  models: {},
  datasets: {},
  routers: {},
  users: {},
};

/**
 * Buttons for what can happen to an object behind everyone's back.
 * @param {string} name
 * @param {string} kind
 */
export function happenings(name, kind) {
  // Without its account nothing would work, and no client could do that.
  if (kind === "account") return [];
  const id = name.replace(/^accounts\/[^/]+\//, "");
  const failure = failures[kind];
  const fail = () =>
    act(`${id} has failed`, () => {
      const status = { code: "INTERNAL", message: "made to fail on the emulator's console" };
      return control("PUT", "objects", { name, ...failure, status });
    });
  const remove = () => act(`${id} is gone`, () => control("DELETE", `objects?name=${encodeURIComponent(name)}`));
  const about = "behind everyone's back, as if somebody else had";
  return [
    ...(failure
      ? [
          el(
            "button",
            { type: "button", class: "small", title: `Fails it ${about}`, "aria-label": `Fail ${id}`, click: fail },
            "Fail",
          ),
        ]
      : []),
    el(
      "button",
      {
        type: "button",
        class: "small danger",
        title: `Deletes it ${about}`,
        "aria-label": `Delete ${id}`,
        click: remove,
      },
      "Delete",
    ),
  ];
}

/**
 * @param {string} kind
 * @param {boolean} open
 * @param {() => void} changed
 * @param {(state: string) => void} chosen
 * @returns {Kind}
 */
export function newKind(kind, open, changed, chosen) {
  const count = el("span", { class: "count" });
  const toggle = () => {
    view.open = !view.open;
    changed();
  };
  const head = el("button", { type: "button", class: "fold", click: toggle }, kind, " ", count);
  const chips = el("div", { class: "chips" });
  const rows = el("tbody", { role: "rowgroup" });
  const heads = columns.map((column) => el("th", { role: "columnheader", scope: "col" }, column));
  const titles = el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...heads));
  const table = el("table", { role: "table", "aria-label": kind }, titles, rows);
  const more = el("p", { class: "more" });
  const section = el(
    "section",
    { class: "kind", "data-kind": kind },
    el("header", {}, el("h4", {}, head), chips),
    table,
    more,
  );
  /** @type {Kind} */
  const view = { kind, section, head, count, chips, table, rows, more, known: new Map(), open, limit: page, chosen };
  const showMore = () => {
    view.limit += page;
    changed();
  };
  more.append(el("span"), " ", el("button", { type: "button", class: "small", click: showMore }, `Show ${page} more`));
  return view;
}

/**
 * @param {Kind} view
 * @param {ObjectSummary[]} objects
 * @param {string} filter
 */
export function showKind(view, objects, filter) {
  const open = view.open || filter !== "";
  view.head.setAttribute("aria-expanded", String(open));
  setText(view.count, objects.length.toLocaleString("en"));
  showChips(view, objects, filter);
  view.table.hidden = !open;
  const newest = open ? objects.sort(newestFirst).slice(0, view.limit) : [];
  const rows = newest.map((object) => {
    const kept = view.known.get(object.name);
    const row = kept?.object === object ? kept : newRow(view.kind, object);
    view.known.set(object.name, row);
    return row;
  });
  if (view.known.size > rows.length) {
    const shown = new Set(newest.map(({ name }) => name));
    for (const name of view.known.keys()) if (!shown.has(name)) view.known.delete(name);
  }
  arrange(
    view.rows,
    rows.map(({ row }) => row),
  );
  const hidden = open ? objects.length - rows.length : 0;
  view.more.hidden = hidden === 0;
  setText(/** @type {Element} */ (view.more.firstElementChild), `${hidden.toLocaleString("en")} more are not shown.`);
  tickKind(view);
}

/** @type {(a: ObjectSummary, b: ObjectSummary) => number} */
const newestFirst = (a, b) => {
  const [x, y] = [a.createTime ?? "", b.createTime ?? ""];
  if (x !== y) return x < y ? 1 : -1;
  return a.name < b.name ? -1 : 1;
};

const urgency = ["bad", "warn", "busy", "good", "off"];

/**
 * How many are in which state; pressing one shows these alone.
 * @param {Kind} view
 * @param {ObjectSummary[]} objects
 * @param {string} filter
 */
function showChips({ chips, chosen }, objects, filter) {
  /** @type {Map<string, { count: number, look: string }>} */
  const states = new Map();
  for (const object of objects) {
    if (!object.state) continue;
    const one = states.get(object.state) ?? { count: 0, look: lookOf({ state: object.state }) };
    one.count++;
    states.set(object.state, one);
  }
  const ordered = [...states].sort(([, a], [, b]) => urgency.indexOf(a.look) - urgency.indexOf(b.look));
  const present = [...chips.children].map((chip) => chip.textContent).join();
  const wanted = ordered.map(([state, { count }]) => `${count} ${state}`);
  const pressed = (/** @type {string} */ state) => String(filter.split(/\s+/).includes(state));
  if (present === wanted.join()) {
    for (const chip of chips.children)
      chip.setAttribute("aria-pressed", pressed(/** @type {HTMLElement} */ (chip).dataset.state ?? ""));
    return;
  }
  chips.replaceChildren(
    ...ordered.map(([state, { count, look }]) =>
      el(
        "button",
        {
          type: "button",
          class: "chip",
          "data-look": look,
          "data-state": state,
          "aria-pressed": pressed(state),
          click: () => chosen(state),
        },
        `${count} ${state}`,
      ),
    ),
  );
}

/**
 * @param {string} kind
 * @param {ObjectSummary} object
 * @returns {Row}
 */
function newRow(kind, object) {
  const { name, displayName, status, replicas } = object;
  const [age, next] = [cell("age"), cell("next")];
  const look = lookOf(object);
  const message = status && `${status.code}${status.message ? `: ${status.message}` : ""}`;
  // Rows are grids, which takes from tables what they mean: the roles give it back.
  const row = el(
    "tr",
    { role: "row", "data-name": name, "data-look": look },
    cell(
      "id",
      el("a", { href: `#${name}` }, idOf(name)),
      displayName && el("span", { class: "display-name" }, displayName),
    ),
    cell("state", pill(object)),
    cell("replicas", replicas && `${replicas.ready}/${replicas.desired}`),
    age,
    next,
    cell("happenings", ...happenings(name, kind)),
    message && cell("message", message),
  );
  return { object, row, age, next };
}

/**
 * @param {string} column
 * @param {...import("./dom.mjs").Child} children
 */
const cell = (column, ...children) => el("td", { role: "cell", class: column }, ...children);

/** "emulator/k1" for accounts/a/users/emulator/apiKeys/k1. @param {string} name */
const idOf = (name) =>
  name
    .split("/")
    .filter((_, at, all) => at % 2 === 1 && (at > 1 || all.length === 2))
    .join("/");

/** @param {Kind} view */
export function tickKind(view) {
  const now = virtualNow();
  for (const { object, age, next } of view.known.values()) {
    setText(age, ageOf(object, now));
    setText(next, nextOf(object, now));
  }
}

/**
 * @param {ObjectSummary} object
 * @param {number} now
 */
export const ageOf = ({ createTime }, now) => (createTime ? span(Math.max(0, now - Date.parse(createTime))) : "");

/**
 * @param {ObjectSummary} object
 * @param {number} now
 */
export function nextOf({ next }, now) {
  if (!next) return "";
  return next.at > now ? `${next.to} in ${span(next.at - now)}` : "waiting";
}
