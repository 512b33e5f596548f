import type { Emulator } from "../../emulator/src";
import type { Json } from "../../src/lifecycle/kind";
import { stopServers } from "../client/server";
import { requests } from "../resources/life";
import { ACCOUNT, complaint, lifeAt, ownGateway } from "./gateway";
import { listing } from "./many";

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/pending", () => ({ interrupted: async () => false, awaitsReplacement: async () => false }));

const gateway = ownGateway();
afterEach(stopServers);

const SECRETS = `${ACCOUNT}/secrets`;
const NAME = `${SECRETS}/key`;
const value = () => gateway().get(NAME)?.value;

/** A secret whose request is answered with a 5xx, before or after it took effect. */
function made(when: "before" | "after", through: Emulator = gateway()) {
  gateway().faults.add({ method: "POST", path: "/secrets$", times: 1, when, action: { status: 500 } });
  return lifeAt(through, "Secret").up({ keyName: "KEY", value: "ours" });
}

test("somebody else's secret that lists leave out stays as it is when our request fails", async () => {
  gateway().put({ name: NAME, keyName: "KEY", value: "theirs" });
  const blind = await listing(gateway(), (list) => ({
    ...list,
    secrets: (list.secrets as Json[]).filter(({ name }) => name !== NAME),
    totalSize: 0,
  }));
  expect(await complaint(made("before", blind))).toContain(`${NAME} exists already. To take it over add`);
  expect(value()).toBe("theirs");
  expect(requests(gateway()).filter((one) => !one.startsWith("GET"))).toEqual([`POST /v1/${SECRETS}`]);
});

test("ours is told by the next list, and is no leftover", async () => {
  expect((await made("after")).id).toBe(NAME);
  const list = `GET /v1/${SECRETS}`;
  expect(requests(gateway()).slice(0, 4)).toEqual([list, `POST /v1/${SECRETS}`, `GET /v1/${NAME}`, list]);
  gateway().remove(NAME);
  await made("before");
  expect(value()).toBe("ours");
});

test.each([403, 503])("ours is named, and not claimed, where the next list is refused with %d", async (status) => {
  const once = await listing(gateway(), (list) => {
    gateway().faults.add({ operation: "ListSecrets", times: 99, action: { status } });
    return list;
  });
  expect(await complaint(made("after", once))).toContain(`${NAME} exists already. To take it over add`);
});
