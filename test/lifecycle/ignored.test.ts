import { memory } from "../../src/engine/memory";
import type { Json } from "../../src/lifecycle/kind";
import { ACCOUNT, chat, lifeAt, ownGateway, PINNED, pinned } from "./gateway";
import { lifeWithin, NOISE, previewed } from "./previewed";

const said: string[] = [];
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string, passing = false) =>
    void (passing || said.push(`${severity}: ${message}`)),
}));

const gateway = ownGateway();
afterEach(() => {
  gateway().settings.validateOnly = "honest";
  said.length = 0;
});

const QUIET = { settings: `${NOISE},no-cost,no-quotas,no-downtime` };
const asked = async (args: Json, life = lifeAt(gateway(), "Deployment")) => {
  const { failures, asked: all } = await previewed(gateway(), life, args, QUIET);
  return { failures, requests: all.map(({ request, query }) => [request, query.deploymentId ?? ""].join(" ").trim()) };
};
const POST = `POST /v1/${ACCOUNT}/deployments`;
const second = () => lifeWithin(gateway(), "second");
const made = () =>
  gateway()
    .list("deployments")
    .map(({ name }) => name);

/** What a gateway answers to `validateOnly` was never seen of the service: each of these must be borne. */
describe("validateOnly", () => {
  test("is taken at its word where the answer shows nothing that was stored: one request each", async () => {
    expect((await asked(pinned())).requests).toEqual([`${POST} pinned`]);
    expect((await asked(chat(), second())).requests).toHaveLength(1);
    expect([made(), said]).toEqual([[], []]);
  });

  test("is looked into once where the answer reads like an object that was made", async () => {
    gateway().settings.validateOnly = "filled";
    expect(await asked(pinned())).toEqual({ failures: [], requests: [`${POST} pinned`, `GET /v1/${PINNED}`] });
    expect(await asked(chat(), second())).toEqual({ failures: [], requests: [expect.stringContaining("POST ")] });
    expect([made(), said]).toEqual([[], []]);
  });

  test("that a gateway ignores fails the preview, with what was made, and nobody is asked again", async () => {
    gateway().settings.validateOnly = "ignored";
    const { failures, requests } = await asked(pinned());
    expect(requests).toEqual([`${POST} pinned`, `GET /v1/${PINNED}`]);
    expect(failures).toEqual([{ property: "", reason: expect.stringContaining(`The service made ${PINNED}`) }]);
    expect(failures[0]?.reason).toMatch(
      /ignores validateOnly.*COSTS MONEY.*orphans.*delete pinned.*import: "accounts\/.*fireworks:preview no-validation/,
    );
    expect(await asked(chat(), second())).toEqual({ failures: [], requests: [] });
    expect(made()).toEqual([PINNED]);
  });

  test("that a gateway ignores makes one object for a pinned id that is still held, whose name says so, and no second", async () => {
    const life = lifeAt(gateway(), "Deployment");
    const id = "a".repeat(63);
    await life.up(pinned({ deploymentId: id }));
    life.begin();
    gateway().settings.validateOnly = "ignored";
    const elsewhere = pinned({ deploymentId: id, placement: { region: "US_IOWA_1" } });
    const first = await asked(elsewhere, life);
    const stray = `${ACCOUNT}/deployments/${"a".repeat(55)}-preview`;
    expect(first.failures).toEqual([{ property: "", reason: expect.stringContaining(`The service made ${stray}`) }]);
    life.begin();
    expect((await asked(elsewhere, life)).failures).toEqual([]);
    expect(said).toEqual([
      expect.stringMatching(/^warning: .*already exists\. An earlier preview .*costs money\. Delete/),
    ]);
    expect(made().sort()).toEqual([`${ACCOUNT}/deployments/${id}`, stray].sort());
  });

  test("an object that was there before was not made by the preview", async () => {
    gateway().put({ name: PINNED, ...chat(), state: "READY", createTime: "2020-01-01T00:00:00Z" });
    const body = { name: PINNED, state: "CREATING", createTime: new Date().toISOString() };
    gateway().faults.add({ operation: "CreateDeployment", action: { status: 200, body } });
    expect((await asked(pinned())).failures).toEqual([]);
    expect(memory.preview.honest).toBe(true);
  });

  test("an id of the gateway's own choice is looked up under that", async () => {
    const other = `${ACCOUNT}/deployments/x7k2`;
    gateway().put({ name: other, ...chat(), state: "CREATING" });
    gateway().faults.add({
      operation: "CreateDeployment",
      action: { status: 200, body: { name: other, state: "CREATING" } },
    });
    expect((await asked(pinned())).failures).toEqual([
      { property: "", reason: expect.stringContaining(`The service made ${other}`) },
    ]);
  });

  test("what cannot be looked up is a warning, and the last request", async () => {
    gateway().settings.validateOnly = "ignored";
    gateway().faults.add({ operation: "GetDeployment", times: 9, action: { status: 500 } });
    expect((await asked(pinned())).failures).toEqual([]);
    expect((await asked(chat(), second())).requests).toEqual([]);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^warning: .*had made ${PINNED}, .*cost money\\.$`))]);
  });
});
