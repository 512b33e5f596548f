// @ts-check
import { showClock, startClock } from "./clock.mjs";
import { openFromAddress, startDetail, updateDetail } from "./detail.mjs";
import { byId, setText } from "./dom.mjs";
import { showFaults, startFaults } from "./faults.mjs";
import { showJournal, startJournal } from "./journal.mjs";
import { known, listen } from "./live.mjs";
import { showObjects, startObjects, tickObjects } from "./objects.mjs";

/** @import { ConsoleEvent } from "../src/console/wire" */

/** Below this width the page shows one part at a time. */
function startTabs() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const tabs = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll(".tabs button")]);
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      main.dataset.shown = tab.dataset.tab;
      for (const one of tabs) one.setAttribute("aria-pressed", String(one === tab));
    });
  }
}

/** @param {ConsoleEvent} event */
function show(event) {
  if (event.about) {
    setText(byId("version"), event.about.version);
    setText(byId("url"), event.about.url);
    setText(byId("accounts"), event.about.accounts.join(", "));
  }
  if (event.about || event.clock) showClock();
  if (event.about || event.objects || event.gone || event.clock) showObjects();
  if (event.about || event.journal) showJournal();
  if (event.about || event.faults || event.outcome) showFaults();
  updateDetail(event);
  if (event.about) openFromAddress();
}

const words = { connecting: "connecting", live: "live", lost: "not reachable" };

/** @param {keyof typeof words} state */
function showConnection(state) {
  const connection = byId("connection");
  if (connection.dataset.state === state) return;
  connection.dataset.state = state;
  setText(connection, words[state]);
  document.body.classList.toggle("lost", state === "lost");
}

startTabs();
startClock();
startObjects();
startJournal();
startFaults();
startDetail();
setInterval(() => {
  // What time it is where nobody answers is not known.
  if (document.hidden || !known.about || document.body.classList.contains("lost")) return;
  showClock();
  if (known.clock.speed > 0) tickObjects();
}, 500);
listen(show, showConnection);
