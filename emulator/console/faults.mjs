// @ts-check
import { act, control } from "./control.mjs";
import { arrange, byId, el, setText } from "./dom.mjs";
import { known } from "./live.mjs";

/** @import { Rule } from "../src/console/wire" */

/**
 * One button each. The rule's id stands in the journal beside what it struck.
 * @typedef {{ id: string, label: string, about: string, rule: Rule }} Typical
 */

const creates = "Create.*";
const writes = "(?:Create|Update|Delete|Undelete|Scale|Import|Prepare).*";

/** @type {Typical[]} */
const typical = [
  {
    id: "lost-answer",
    label: "Lost answer",
    about: "The next create takes effect and answers 500",
    rule: { operation: creates, when: "after", times: 1, action: { status: 500 } },
  },
  {
    id: "connection-reset",
    label: "Connection reset",
    about: "The connection breaks when the next write has taken effect",
    rule: { operation: writes, when: "after", times: 1, action: { reset: true } },
  },
  {
    id: "rate-limit",
    label: "429 ×3",
    about: "The next three requests are answered 429 with Retry-After: 1",
    rule: {
      times: 3,
      action: {
        status: 429,
        headers: { "retry-after": "1" },
        body: { code: 8, message: "rate limit exceeded (fireworks-emulator)", details: [] },
      },
    },
  },
  {
    id: "slow",
    label: "Slow answers",
    about: "Every answer takes two seconds more",
    rule: { action: { delay: 2000 } },
  },
  {
    id: "drip",
    label: "Dripping answers",
    about: "Answers arrive at 200 bytes a second",
    rule: { action: { drip: 200 } },
  },
  {
    id: "stale-read",
    label: "Stale read",
    about: "The next read shows what was there before the last write",
    rule: { times: 1, action: { stale: true } },
  },
  {
    id: "delivered-twice",
    label: "Delivered twice",
    about: "The next create is delivered twice, as by a proxy that tries again",
    rule: { operation: creates, times: 1, action: { duplicate: true } },
  },
  {
    id: "expired-url",
    label: "Expired URL",
    about: "The next upload or download finds its signed URL expired",
    rule: { times: 1, action: { expired: true } },
  },
  {
    id: "no-h100",
    label: "No H100",
    about: "Deployments get no replicas on NVIDIA_H100_80GB",
    rule: { action: { capacity: { acceleratorType: "NVIDIA_H100_80GB" } } },
  },
  {
    id: "no-us-illinois-2",
    label: "No US_ILLINOIS_2",
    about: "Deployments get no replicas in US_ILLINOIS_2",
    rule: { action: { capacity: { region: "US_ILLINOIS_2" } } },
  },
];

const example = `{
  "operation": "UpdateDeployment", "nth": 2,
  "action": { "status": 503 }
}`;

/** @param {Rule[]} outcome */
const setOutcome = (outcome) => control("PATCH", "settings", { outcome });

/** @param {string} id */
const removeFault = (id) => control("DELETE", `faults?id=${encodeURIComponent(id)}`);

/** Whether it can still strike. @param {Rule} rule */
const armed = ({ times, nth, struck }) =>
  Number(struck ?? 0) < Number(times ?? (nth === undefined ? Number.POSITIVE_INFINITY : 1));

/** @param {Typical} one */
const active = ({ id }) => known.faults.some((fault) => fault.id === id && armed(fault));

/** On where it was off, off where it was on. @param {Typical} one */
async function toggle(one) {
  const { id, rule, about } = one;
  const on = active(one);
  await act(on ? `No more: ${about}` : about, async () => {
    // One that has struck as often as it could still stands in the list.
    if (known.faults.some((fault) => fault.id === id)) await removeFault(id);
    if (!on) await control("POST", "faults", { id, ...rule });
  });
}

/** @type {Map<string, HTMLButtonElement>} */
const buttons = new Map();

export function startFaults() {
  for (const one of typical) {
    const button = el(
      "button",
      { type: "button", title: one.about, "data-fault": one.id, click: () => toggle(one) },
      one.label,
    );
    buttons.set(one.id, button);
    byId("typical").append(button);
  }
  byId("faults-clear").addEventListener("click", () =>
    act("No more faults", async () => {
      await control("DELETE", "faults");
      await setOutcome([]);
    }),
  );
  const rule = byId("rule", HTMLTextAreaElement);
  rule.value = example;
  byId("rule-form").addEventListener("submit", (event) => {
    event.preventDefault();
    addOwn(rule.value);
  });
}

/** @param {string} text */
async function addOwn(text) {
  const problem = byId("rule-problem");
  setText(problem, "");
  try {
    const { id } = await control("POST", "faults", JSON.parse(text));
    act(`Rule ${id} is added`, async () => {});
  } catch (error) {
    setText(problem, /** @type {Error} */ (error).message);
  }
}

export function showFaults() {
  for (const one of typical) buttons.get(one.id)?.setAttribute("aria-pressed", String(active(one)));
  const rules = [...known.faults.map(faultRow), ...known.outcome.map(outcomeRow)];
  arrange(byId("rules"), rules);
  setText(byId("faults-count"), rules.length > 0 ? String(rules.length) : "");
  byId("faults-clear").hidden = rules.length === 0;
}

/** @type {Record<string, (value: any) => string>} */
const effects = {
  status: (status) => `answers ${status}`,
  delay: (milliseconds) => `${milliseconds / 1000} s late`,
  reset: () => "connection reset",
  truncate: () => "answer cut off",
  malformed: () => "malformed answer",
  drip: (bytes) => `${bytes} bytes a second`,
  flood: (bytes) => `answer of ${bytes} bytes`,
  stale: () => "stale read",
  duplicate: () => "delivered twice",
  expired: () => "expired URL",
  capacity: ({ acceleratorType, region }) =>
    `no capacity: ${[acceleratorType, region].filter(Boolean).join(" in ") || "anywhere"}`,
};

/** @param {Rule} rule */
function effectOf({ action }) {
  const [[kind, value] = ["", undefined]] = Object.entries(/** @type {object} */ (action ?? {}));
  return effects[kind]?.(value) ?? JSON.stringify(action);
}

/** @param {Rule} rule */
function conditionsOf({ operation, method, path, when, nth, times, probability, action }) {
  if ("capacity" in /** @type {object} */ (action)) return "deployments, while the rule stands";
  return [
    [method, operation, path].filter(Boolean).join(" ") || "every request",
    when === "after" && "after its effect",
    nth !== undefined && `from no. ${nth} on`,
    times !== undefined && `${times}×`,
    probability !== undefined && `${Number(probability) * 100} %`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** @param {Rule} fault */
function faultRow(fault) {
  const id = String(fault.id);
  return ruleRow({
    id,
    spent: !armed(fault),
    title: effectOf(fault),
    conditions: conditionsOf(fault),
    struck: "capacity" in /** @type {object} */ (fault.action) ? "" : `struck ${fault.struck}×`,
    remove: () => removeFault(id),
  });
}

/** @param {Rule} rule */
function outcomeRow(rule) {
  const { outcome, match, collection = "deployments", acceleratorType, region } = rule;
  return ruleRow({
    id: "outcome",
    spent: false,
    title: String(outcome),
    conditions: [collection, match && `matching ${match}`, acceleratorType, region].filter(Boolean).join(" · "),
    struck: "while it stands",
    remove: () => setOutcome(known.outcome.filter((other) => other !== rule)),
  });
}

/** @param {{ id: string, spent: boolean, title: string, conditions: string, struck: string, remove: () => Promise<unknown> }} rule */
const ruleRow = ({ id, spent, title, conditions, struck, remove }) =>
  el(
    "li",
    { class: "rule", "data-id": id, "data-spent": String(spent) },
    el("span", { class: "effect" }, title, el("span", { class: "rule-id" }, id)),
    el("span", { class: "conditions" }, conditions),
    el("span", { class: "struck-count" }, struck),
    el(
      "button",
      {
        type: "button",
        class: "small",
        "aria-label": `Remove rule ${id}`,
        click: () => act(`Rule ${id} is removed`, remove),
      },
      "Remove",
    ),
  );
