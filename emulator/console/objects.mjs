// @ts-check
import { arrange, byId, el, setText, words } from "./dom.mjs";
import { newKind, showKind, tickKind } from "./kind.mjs";
import { known } from "./live.mjs";

/** @import { ObjectSummary } from "../src/console/wire" */
/** @import { Kind } from "./kind.mjs" */

/** What people look for first; kinds that are not named here follow. */
const order = [
  "deployments",
  "deployedModels",
  "routers",
  "models",
  "datasets",
  "secrets",
  "users",
  "users/apiKeys",
  "deploymentShapes",
  "deploymentShapes/versions",
  "operations",
  "quotas",
  "account",
];

/** What is there from the start, or in passing. */
const folded = new Set(["deploymentShapes/versions", "operations", "quotas", "account"]);
const seeded = new Set(["users", "quotas", "account"]);

/** @typedef {{ section: HTMLElement, head: HTMLElement, body: HTMLElement, kinds: Map<string, Kind>, open: boolean }} Account */

/** @type {Map<string, Account>} */
const accounts = new Map();

let filter = "";

/** The kind of an object, by its name. @param {string} name */
export function kindOf(name) {
  const segments = name.split("/");
  return segments.length === 2 ? "account" : segments.filter((_, at) => at > 0 && at % 2 === 0).join("/");
}

/** @param {ObjectSummary} object */
const searched = ({ name, displayName = "", state = "", status }) =>
  `${name} ${displayName} ${state} ${status?.code ?? ""} ${status?.message ?? ""}`;

export function startObjects() {
  const input = byId("objects-filter", HTMLInputElement);
  input.addEventListener("input", () => {
    filter = input.value;
    showObjects();
  });
}

/** Adds a word to the filter, or takes it away. @param {string} word */
export function toggleFilter(word) {
  const present = filter.split(/\s+/).filter(Boolean);
  const next = present.includes(word) ? present.filter((one) => one !== word) : [...present, word];
  filter = next.join(" ");
  byId("objects-filter", HTMLInputElement).value = filter;
  showObjects();
}

/** @returns {Map<string, Map<string, ObjectSummary[]>>} account → kind → its objects */
function grouped() {
  const matches = words(filter);
  const groups = new Map((known.about?.accounts ?? []).map((account) => [account, new Map()]));
  for (const object of known.objects.values()) {
    if (filter && !matches(searched(object))) continue;
    const account = object.name.split("/")[1] ?? "";
    const kinds = groups.get(account) ?? new Map();
    groups.set(account, kinds);
    const kind = kindOf(object.name);
    const objects = kinds.get(kind);
    if (objects) objects.push(object);
    else kinds.set(kind, [object]);
  }
  return groups;
}

let planned = 0;

/** At the next frame, however often it is asked for until then. */
export function showObjects() {
  if (planned) return;
  planned = requestAnimationFrame(() => {
    planned = 0;
    render();
  });
}

function render() {
  const groups = grouped();
  const sections = [...groups].map(([account, kinds]) => showAccount(account, kinds));
  const catalogue = known.about?.catalogue ?? "";
  const last = accounts.get(catalogue)?.section;
  arrange(
    byId("objects-body"),
    [...sections.filter((one) => one !== last), ...(last ? [last] : [])].filter((one) => !one.hidden),
  );
  const own = [...groups].filter(([account]) => account !== catalogue).flatMap(([, kinds]) => [...kinds.values()]);
  setText(byId("objects-count"), own.reduce((sum, objects) => sum + objects.length, 0).toLocaleString("en"));
}

/** @param {string} id */
function newAccount(id) {
  const catalogue = id === known.about?.catalogue;
  const body = el("div", { class: "kinds" });
  const head = el("button", { type: "button", class: "fold", click: () => setOpen(!account.open) }, id);
  const title = el(
    "h3",
    { class: "account-name" },
    head,
    el("span", { class: "muted" }, catalogue ? "catalogue, read by everybody" : "account"),
  );
  /** @type {Account} */
  const account = {
    section: el("section", { class: "account", "data-account": id }, title, body),
    head,
    body,
    kinds: new Map(),
    open: true,
  };
  /** @param {boolean} open */
  const setOpen = (open) => {
    account.open = open;
    showObjects();
  };
  account.open = !catalogue;
  return account;
}

/**
 * @param {string} id
 * @param {Map<string, ObjectSummary[]>} kinds
 */
function showAccount(id, kinds) {
  const account = accounts.get(id) ?? newAccount(id);
  accounts.set(id, account);
  const open = account.open || filter !== "";
  account.head.setAttribute("aria-expanded", String(open));
  account.section.hidden = kinds.size === 0 && filter !== "";
  const sorted = [...kinds].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
  const shown = open ? sorted.map(([kind, objects]) => showKindOf(account, kind, objects)) : [];
  const empty = filter === "" && [...kinds.keys()].every((kind) => seeded.has(kind));
  arrange(account.body, empty && open && id !== known.about?.catalogue ? [invitation(id), ...shown] : shown);
  return account.section;
}

/** @param {string} kind */
const rank = (kind) => (order.indexOf(kind) + 1 || order.length) - 0.5 * Number(order.includes(kind));

/**
 * @param {Account} account
 * @param {string} kind
 * @param {ObjectSummary[]} objects
 */
function showKindOf(account, kind, objects) {
  const view = account.kinds.get(kind) ?? newKind(kind, !folded.has(kind), showObjects, toggleFilter);
  account.kinds.set(kind, view);
  showKind(view, objects, filter);
  return view.section;
}

/** @type {Map<string, HTMLElement>} */
const invitations = new Map();

/** What an empty account shows. @param {string} account */
function invitation(account) {
  const url = known.about?.url ?? "";
  const text = `export FIREWORKS_BASE_URL=${url}\nexport FIREWORKS_ACCOUNT_ID=${account}`;
  const made =
    invitations.get(text) ??
    el(
      "div",
      { class: "empty" },
      el("p", {}, "Nothing here yet. Point a client at it, with the key that it has printed:"),
      el("pre", {}, text),
    );
  invitations.set(text, made);
  return made;
}

/** Ages and countdowns, of what can be seen. */
export function tickObjects() {
  for (const account of accounts.values()) for (const kind of account.kinds.values()) tickKind(kind);
}
