import type { Emulator } from "../../emulator/src";
import { memory, newMemory } from "../../src/engine/memory";
import type { Json } from "../../src/lifecycle/kind";
import { stopServers } from "../client/server";
import { type Life, requests } from "../resources/life";
import { ACCOUNT, lifeAt, ownGateway } from "./gateway";
import { crowds, type Held, inTurn, listing, read } from "./many";

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({ attend: () => {}, flushed: async () => {}, log: () => {} }));

/** What holds up all is waited for so long, and no longer. */

const gateway = ownGateway();
afterEach(stopServers);

const ROUTERS = `GET /v1/${ACCOUNT}/routers`;
const LIMIT = { status: 429, body: { code: 8, message: "too many requests" } };

/** Pauses and limits pass so much faster in what begins now. */
function begin(life: Life, speed: number, from: Emulator | Awaited<ReturnType<typeof listing>> = gateway()): void {
  process.env.FIREWORKS_SPEED = String(speed);
  Object.assign(life, { gateway: from });
  life.begin();
  gateway().clearJournal();
}

/** Routers as a refresh has put them into state. */
async function routers(count: number): Promise<{ life: Life; held: Held[] }> {
  process.env.FIREWORKS_SPEED = "1";
  const life = lifeAt(gateway(), "Router");
  gateway().put(crowds.Deployment?.(0).object as { name: string });
  const all = Array.from({ length: count }, (_, n) => (crowds.Router as (typeof crowds)[string])(n));
  for (const { object } of all) gateway().put(object);
  const known = ({ object, inputs }: (typeof all)[number]) => read(life.handler, { id: object.name, props: inputs });
  return { life, held: await inTurn(all, async (one) => (await known(one)) as Held) };
}

test("where the gateway refuses a list alone as one too many, all ask by themselves after half a minute", async () => {
  const { life, held } = await routers(20);
  gateway().faults.add({ method: "GET", path: "/routers$", times: 9999, action: LIMIT });
  begin(life, 10);
  const began = performance.now();
  expect(await inTurn(held, (one) => read(life.handler, one))).toEqual(held);
  // Half a minute for the list, and as much for the pause that its last refusal asked for.
  expect(((performance.now() - began) / 1000) * 10).toBeLessThan(150);
  const sent = requests(gateway());
  expect(sent.filter((one) => one !== ROUTERS)).toHaveLength(20);
  expect(sent.length).toBeLessThanOrEqual(20 + 8);
});

test("where one that is to show what lists tell does not answer, the next is asked", async () => {
  const { life, held } = await routers(40);
  const [first, ...others] = held as [Held, ...Held[]];
  let release = () => {};
  const hanging = new Promise<void>((resolve) => {
    release = resolve;
  });
  const front = await listing(
    gateway(),
    (list) => list,
    (one) => ((one as Json).name === first.id ? hanging.then(() => one) : one),
  );
  begin(life, 4, front);
  const late = read(life.handler, first);
  expect(await inTurn(others, (one) => read(life.handler, one))).toEqual(others);
  const sent = requests(gateway());
  release();
  expect(await late).toEqual(first);
  const ofFirst = `${ROUTERS}/${first.id.split("/").at(-1)}`;
  expect(sent.filter((one) => one === ROUTERS)).toHaveLength(1);
  expect(sent.filter((one) => one === ofFirst).length).toBeLessThanOrEqual(2);
  expect(sent.length).toBeLessThanOrEqual(1 + 2 + 1);
});

test("where one that is to show what lists tell cannot be asked for, the next is", async () => {
  const { life, held } = await routers(40);
  gateway().faults.add({ method: "GET", path: "/routers/r0$", times: 1, action: { status: 400 } });
  begin(life, 1);
  expect(await inTurn(held, (one) => read(life.handler, one))).toEqual(held);
  expect(requests(gateway())).toHaveLength(1 + 1 + 1 + 1);
});

test("a list that waited for the gateway's limit is no older than its sending", async () => {
  const life = lifeAt(gateway(), "Secret");
  begin(life, 2);
  const action = { ...LIMIT, headers: { "retry-after": "3" } };
  gateway().faults.add({ method: "GET", path: "/secrets$", times: 1, action });
  await inTurn([0, 1, 2, 3], async (n) => {
    const { inputs } = await life.handler.check({}, { keyName: `KEY_${n}`, value: "planted" });
    return life.handler.create(inputs);
  });
  const sent = requests(gateway());
  expect(sent.filter((one) => one.startsWith(`GET /v1/${ACCOUNT}/secrets/`))).toEqual([]);
  expect(sent.filter((one) => one.startsWith("POST"))).toHaveLength(4);
});

test("an account that could not be asked for is asked for again by the next resource", async () => {
  const life = lifeAt(gateway(), "Secret");
  process.env.FIREWORKS_SPEED = "20";
  Object.assign(memory, newMemory());
  const config: Record<string, string> = { "fireworks:baseUrl": gateway().url, "fireworks:apiKey": gateway().apiKey };
  void life.handler.configure({ config: { get: (key) => config[key] } });
  gateway().clearJournal();
  gateway().faults.add({ method: "GET", path: "/accounts$", times: 3, action: { status: 503 } });
  const checked = async (n: number) => (await life.handler.check({}, { keyName: `KEY_${n}`, value: "x" })).failures;
  expect((await Promise.all([checked(0), checked(1)])).map(({ length }) => length)).toEqual([1, 1]);
  expect(await checked(2)).toEqual([]);
  expect(await checked(3)).toEqual([]);
  expect(requests(gateway())).toEqual(Array(4).fill("GET /v1/accounts"));
});
