import { pause, untilDeadline } from "../../src/lifecycle/pause";
import type { Run } from "../../src/lifecycle/run";
import { byState, waitFor } from "../../src/lifecycle/wait";
import { ACCOUNT, chat, complaint, lifeAt, ownGateway, writes } from "./gateway";

const said: string[] = [];
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string, passing = false) =>
    void said.push(`${passing ? "row" : severity}: ${message}`),
}));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);
const NAME = `${ACCOUNT}/deployments/pinned`;
const pinned = chat({ deploymentId: "pinned" });
const AGAIN = "It stays in the stack's state; mend the cause and run `pulumi up` again.";

beforeEach(() => {
  said.length = 0;
});

/** The deployment as the gateway shows it from now on. */
function shown(more: object): void {
  const body = { name: NAME, ...chat(), state: "CREATING", ...more };
  gateway().faults.add({ method: "GET", path: "deployments/pinned$", times: 9999, action: { status: 200, body } });
}

test("a wait tells what it waits for, and nothing in the end", async () => {
  const work = whileStill(() => life().up(pinned));
  await until(() => said.length > 2);
  gateway().clock.setSpeed(1000);
  await work;
  const rows = said.filter((line) => line.startsWith("row: "));
  expect(rows[0]).toMatch(/^row: 0 of 1 serving, .*CREATING \(\d+s of 1h\)$/);
  expect(rows.slice(0, -1).every((row) => /^row: .*CREATING.* \(\d+s of 1h\)$/.test(row))).toBe(true);
  expect(rows.at(-1)).toBe("row: ");
  expect(rows.length).toBeLessThan(9);
});

/** As long as the gateway's time stands still nothing is ready. */
function whileStill<T>(work: () => Promise<T>): Promise<T> {
  gateway().clock.setSpeed(0);
  return work();
}

/** A creation of an object that never changes, by a clock of its own. */
function timed(limit: number) {
  const pauses: number[] = [];
  const time = {
    at: 5_000_000,
    now: () => time.at,
    real: (milliseconds: number) => milliseconds,
    sleep: async (milliseconds: number) => {
      pauses.push(milliseconds);
      time.at += milliseconds;
    },
  };
  const run = {
    kind: { states: { ready: ["READY"], unfinished: [] }, observe: async () => ({ state: "CREATING" }) },
    client: { time, connection: {} },
    name: NAME,
    deadline: time.at + limit * 1000,
    limit: { seconds: limit, option: "create" },
    signal: new AbortController().signal,
    say: () => {},
  };
  return { run: run as unknown as Run, pauses };
}

async function looks(limit: number, words: string): Promise<number[]> {
  const { run, pauses } = timed(limit);
  const waiting = waitFor(run, { state: "CREATING" }, (object) => byState(run.kind, object));
  expect(await complaint(waiting)).toContain(`is not ready after ${words}: `);
  expect(run.client.time.now()).toBe(run.deadline);
  return pauses;
}

test("what follows a creation is looked at in pauses that grow up to a bound, until the limit", async () => {
  const { run, pauses } = timed(10);
  for (let look = 0; await pause(run, look, 2); look++);
  expect(pauses).toEqual([500, 750, 1125, 1687.5, 2000, 2000, 1937.5]);
});

test("what is sent ends at the limit, and says so; at once where that has passed; and with the run", async () => {
  const late = (limit: number) => untilDeadline(timed(limit).run);
  for (const limit of [0, -1, 0.01]) {
    const signal = late(limit);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    expect(String(signal.reason)).toBe(
      `Error: ${NAME} is not finished after ${limit} s: run \`pulumi up\` again to carry on, and allow more with customTimeouts: { create: "…" }.`,
    );
  }
  const [hour, ages] = [late(3600), late(1e9)];
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([hour.aborted, ages.aborted]).toEqual([false, false]);
  const { run } = timed(3600);
  const ended = untilDeadline({ ...run, signal: AbortSignal.abort(new Error("cancelled")) });
  expect(String(ended.reason)).toBe("Error: cancelled");
});

test("looks become rare in a long wait, not rarer than every fifteen seconds, and the last is at its end", async () => {
  const pauses = await looks(3600, "60 min");
  expect(pauses.slice(0, 3)).toEqual([1000, 1000, 1000]);
  expect(pauses).toContain(15_000);
  expect(Math.max(...pauses)).toBe(15_000);
  expect(pauses.length).toBeLessThan(300);
  const growing = pauses.slice(0, -1);
  expect([...growing].sort((a, b) => a - b)).toEqual(growing);
  expect(await looks(0, "0 s")).toEqual([]);
  expect(await looks(2.5, "2.5 s")).toEqual([1000, 1000, 500]);
});

test("a failure has the service's reason, its pods' last words, and what to do", async () => {
  gateway().settings.outcome.push({
    match: "pinned",
    outcome: "FAILED",
    message: "no weights",
    terminationMessage: "OOM",
  });
  const message = await complaint(life().up(pinned));
  expect(message).toMatch(new RegExp(`^${NAME} is FAILED: [A-Z_]+: no weights\\. Last words of its pods: OOM `));
  expect(message).toContain(AGAIN);
});

test.each([
  [{ state: "FAILED" }, `${NAME} is FAILED. ${AGAIN}`],
  [{ state: "FAILED", status: { code: "OK" } }, `${NAME} is FAILED. ${AGAIN}`],
  [{ state: "FAILED", status: { message: "boom" } }, `${NAME} is FAILED: boom. ${AGAIN}`],
  [{ state: "FAILED", status: { code: "OK", message: "boom" } }, `${NAME} is FAILED: boom. ${AGAIN}`],
  [{ state: "FAILED", status: { code: "INTERNAL" } }, `${NAME} is FAILED: INTERNAL. ${AGAIN}`],
  [{ state: "DELETED" }, `${NAME} is DELETED. ${AGAIN}`],
  [{ state: "DELETING" }, `${NAME} is DELETING. ${AGAIN}`],
])("%j ends a wait in words", async (more, expected) => {
  shown(more);
  gateway().faults.add({ path: "terminationMessage", times: 99, action: { status: 200, body: {} } });
  expect(await complaint(life().up(pinned))).toBe(expected);
});

test("an explanation that cannot be had hides nothing", async () => {
  shown({ state: "FAILED", status: { code: "INTERNAL", message: "boom" } });
  gateway().faults.add({ path: "terminationMessage", times: 99, action: { status: 500 } });
  expect(await complaint(life().up(pinned))).toBe(`${NAME} is FAILED: INTERNAL: boom. ${AGAIN}`);
});

const ON =
  'It stays in the stack\'s state and is not deleted: run `pulumi up` again to wait on, or allow more with customTimeouts: { create: "…" }.';

test("a wait that is too short says so, and the limit to raise", async () => {
  shown({ status: { code: "OK", message: "" } });
  gateway().faults.add({ path: "terminationMessage", times: 99, action: { status: 200, body: {} } });
  const message = await complaint(life().up(pinned, { timeouts: { create: 20 } }));
  expect(message.replace(/0 of 1 serving, (1 waiting for GPUs, )?/, "")).toBe(
    `${NAME} is not ready after 20 s: CREATING. ${ON}`,
  );
});

test.each([
  [119, "119 s"],
  [120, "2 min"],
  [180, "3 min"],
  [7199, "120 min"],
  [7200, "2 h"],
  [9000, "2.5 h"],
])("a limit of %d s is told as %s", async (limit, words) => {
  await looks(limit, words);
});

test("the quotas in use are told with a want of capacity", async () => {
  shown({ status: { code: "RESOURCE_EXHAUSTED", message: "no GPUs" } });
  expect(await complaint(life().up(pinned, { timeouts: { create: 20 } }))).toMatch(
    new RegExp(
      `^${NAME} is not ready after 20 s: 0 of 1 serving, CREATING: RESOURCE_EXHAUSTED: no GPUs\\. No capacity came free`,
    ),
  );
});

test("what is deleted while it is waited for is not waited for any longer", async () => {
  shown({});
  const work = complaint(life().up(pinned));
  await until(() => said.some((line) => line.includes("CREATING")));
  gateway().faults.clear();
  gateway().remove(NAME);
  expect(await work).toBe(`${NAME} was deleted while it was waited for. Run \`pulumi refresh\`, then \`pulumi up\`.`);
});

test("an object of a state that nobody knows is waited for, by its state", async () => {
  shown({ state: "SOMETHING_NEW" });
  expect(await complaint(life().up(pinned, { timeouts: { create: 20 } }))).toContain(
    "after 20 s: 0 of 1 serving, SOMETHING_NEW. ",
  );
});

test("the object is in state before a wait can fail, and the next run waits on", async () => {
  shown({});
  const one = life();
  await complaint(one.up(pinned, { timeouts: { create: 2 } }));
  expect(one.state).toMatchObject({ id: NAME, outputs: { name: NAME, state: "CREATING", unfinished: true } });
  gateway().faults.clear();
  gateway().clearJournal();
  await one.up(pinned);
  expect(one.state?.outputs).toMatchObject({ state: "READY" });
  expect(one.state?.outputs).not.toHaveProperty("unfinished");
  expect(writes(gateway())).toEqual([]);
});

/** Every look is one too many from now on. */
function limited(operation: string, nth = 1): void {
  const body = { code: 8, message: "too many requests" };
  gateway().faults.add({ operation, nth, times: 9999, action: { status: 429, body } });
}

/** How long it takes, in the gateway's seconds, and what a person reads. They are long, since a busy machine's count too. */
async function ended(work: () => Promise<unknown>): Promise<{ message: string; seconds: number }> {
  const speed = 6;
  process.env.FIREWORKS_SPEED = String(speed);
  try {
    const began = performance.now();
    const message = await complaint(work());
    return { message, seconds: ((performance.now() - began) / 1000) * speed };
  } finally {
    process.env.FIREWORKS_SPEED = "20";
  }
}

const TAKEN = "429 RESOURCE_EXHAUSTED: too many requests. This request was not taken for ";

test("a wait ends soon after its limit where the gateway takes no look, and so does a read-back", async () => {
  const one = life();
  limited("GetDeployment");
  const creation = await ended(() => one.up(pinned, { timeouts: { create: 5 } }));
  expect(creation.message).toContain(`${NAME} is not ready after 5 s: `);
  expect(creation.message).toContain(`CREATING when it was seen last (GET ${NAME}: ${TAKEN}`);
  expect(creation.message).toContain(ON);
  expect(creation.seconds).toBeLessThan(60);
  gateway().faults.clear();
  await one.up(pinned);
  limited("GetDeployment", 2);
  const change = await ended(() => one.up({ ...pinned, displayName: "other" }, { timeouts: { update: 5 } }));
  expect(change.message).toContain(`${NAME} is not finished after 5 s: GET ${NAME}: ${TAKEN}`);
  expect(change.message).toContain('customTimeouts: { update: "…" }');
  expect(change.seconds).toBeLessThan(60);
});

test("a deletion that nobody may look at ends soon after its limit, and says so", async () => {
  const one = life();
  await one.up(pinned, { timeouts: { delete: 5 } });
  limited("GetDeployment");
  const { message, seconds } = await ended(() => one.destroy());
  expect(message).toMatch(
    new RegExp(`^${NAME} is still on its way out after \\d+s, as far as is known \\(GET ${NAME}: 429`),
  );
  expect(message).toContain('customTimeouts: { delete: "…" }');
  expect(seconds).toBeLessThan(60);
});

test("a look that is under way at the limit is not the last", async () => {
  const { run } = timed(1.05);
  const { time } = run.client as unknown as { time: { at: number } };
  let looks = 0;
  const observe: Run["kind"]["observe"] = ({ signal }) => {
    if (++looks > 1) return Promise.resolve({ state: "READY" });
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        time.at = run.deadline;
        reject(signal.reason);
      });
    });
  };
  expect(
    await waitFor({ ...run, kind: { ...run.kind, observe } }, { state: "CREATING" }, (object) =>
      byState(run.kind, object),
    ),
  ).toEqual({ state: "READY" });
});

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("an update shows how many replicas serve meanwhile", async () => {
  const one = life();
  await one.up(pinned);
  said.length = 0;
  const work = whileStill(() => one.up({ ...pinned, maxReplicaCount: 3 }));
  await until(() => said.some((row) => row.includes("UPDATING")));
  gateway().clock.setSpeed(1000);
  await work;
  expect(said).toContainEqual(expect.stringMatching(/^row: 1 of 1 serving, UPDATING \(\d+s of 1h\)$/));
});
