// @ts-check
import { act, control } from "./control.mjs";
import { byId, el, setText } from "./dom.mjs";
import { filterJournal } from "./journal.mjs";
import { ageOf, happenings, nextOf, pill } from "./kind.mjs";
import { known, virtualNow } from "./live.mjs";
import { kindOf } from "./objects.mjs";

/** @import { ConsoleEvent } from "../src/console/wire" */

/** The object that is looked at; the page's address has it after "#". */
let name = "";

export function startDetail() {
  byId("detail-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && name) close();
  });
  addEventListener("hashchange", openFromAddress);
  const top = /** @type {HTMLElement} */ (document.querySelector(".top"));
  // Below the header, whose height depends on the width.
  new ResizeObserver(() => document.body.style.setProperty("--top", `${top.offsetHeight}px`)).observe(top);
}

function close() {
  const link = [...document.querySelectorAll("#objects tr[data-name]")].find(
    (row) => row.getAttribute("data-name") === name,
  );
  history.pushState(null, "", location.pathname);
  openFromAddress();
  /** @type {HTMLElement | null | undefined} */ (link?.querySelector("a"))?.focus();
}

export function openFromAddress() {
  const next = decodeURIComponent(location.hash.slice(1));
  const opened = next !== name;
  name = next;
  byId("detail").hidden = name === "";
  if (!name) return;
  setText(byId("detail-title"), name);
  show();
  if (opened) byId("detail-title").focus();
}

/** @param {string} id */
function showRequests(id) {
  close();
  filterJournal(id);
  /** @type {HTMLElement | null} */ (document.querySelector("[data-tab=journal]"))?.click();
}

/** @param {ConsoleEvent} event */
export function updateDetail({ objects, gone }) {
  if (name && (objects?.some((object) => object.name === name) || gone?.includes(name))) show();
}

async function show() {
  const asked = name;
  const object = known.objects.get(asked);
  if (!object)
    return void byId("detail-body").replaceChildren(
      el("p", { class: "empty" }, "There is no such object, or not any more."),
    );
  const stored = await control("GET", `object?name=${encodeURIComponent(asked)}&blanked=true`).catch(() => undefined);
  if (asked !== name || !stored) return;
  const json = JSON.stringify(stored, undefined, 2);
  const now = virtualNow();
  const id = asked.split("/").at(-1) ?? "";
  const copy = () => act("Copied", () => navigator.clipboard.writeText(json));
  byId("detail-body").replaceChildren(
    el(
      "p",
      { class: "line" },
      pill(object),
      el(
        "span",
        {},
        [ageOf(object, now) && `${ageOf(object, now)} old`, nextOf(object, now)].filter(Boolean).join(" · "),
      ),
    ),
    el(
      "p",
      { class: "line" },
      ...happenings(asked, kindOf(asked)),
      el("button", { type: "button", class: "small", click: () => showRequests(id) }, "Its requests"),
      el("button", { type: "button", class: "small", click: copy }, "Copy JSON"),
    ),
    el("pre", { tabindex: 0, "aria-label": "The object as it is stored" }, json),
  );
}
