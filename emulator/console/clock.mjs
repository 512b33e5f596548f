// @ts-check
import { act, control } from "./control.mjs";
import { byId, setText } from "./dom.mjs";
import { known, virtualNow } from "./live.mjs";

const buttons = (/** @type {string} */ id) => /** @type {HTMLButtonElement[]} */ ([...byId(id).children]);

/** @param {number} speed */
const setSpeed = (speed) =>
  act(speed === 0 ? "Time stands still" : `Time runs at ${speed}×`, () => control("POST", "clock", { speed }));

export function startClock() {
  for (const button of buttons("speeds")) {
    button.addEventListener("click", () => setSpeed(Number(button.dataset.speed)));
  }
  for (const button of buttons("advances")) {
    const advance = button.dataset.advance;
    button.addEventListener("click", () =>
      act(`Time advanced by ${advance}`, () => control("POST", "clock", { advance })),
    );
  }
  byId("speed-form").addEventListener("submit", (event) => {
    event.preventDefault();
    setSpeed(byId("speed", HTMLInputElement).valueAsNumber);
  });
  byId("snapshot").addEventListener("click", () => act("Snapshot taken", download));
  const file = byId("restore-file", HTMLInputElement);
  byId("restore").addEventListener("click", () => file.click());
  file.addEventListener("change", () => restore(file));
  byId("reset").addEventListener("click", () => {
    if (confirm("Reset? All objects, faults, settings and the journal go.")) {
      act("Everything is as after the start", () => control("POST", "reset"));
    }
  });
}

async function download() {
  const snapshot = await control("GET", "snapshot");
  const url = URL.createObjectURL(new Blob([JSON.stringify(snapshot)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `fireworks-emulator-${new Date(virtualNow()).toISOString().slice(0, 19).replaceAll(":", "")}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

/** @param {HTMLInputElement} input */
async function restore(input) {
  const [file] = input.files ?? [];
  if (!file) return;
  const text = await file.text();
  // The same file can be chosen again.
  input.value = "";
  if (!confirm(`Replace objects, uploads and time by the snapshot ${file.name}?`)) return;
  await act(`Restored ${file.name}`, () => control("POST", "restore", JSON.parse(text)));
}

export function showClock() {
  const { speed } = known.clock;
  const text = new Date(virtualNow()).toISOString();
  setText(byId("now"), `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`);
  byId("now").setAttribute("datetime", text);
  for (const button of buttons("speeds")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === speed));
  }
  const custom = byId("speed", HTMLInputElement);
  custom.placeholder = String(speed);
  custom.classList.toggle("chosen", ![0, 1, 60].includes(speed));
}
