import type { Json } from "../../src/lifecycle/kind";
import type { Life } from "../resources/life";
import { complaint, lifeAt, madePinned, ownGateway, PINNED, pinned, writes } from "./gateway";

const said: string[] = [];
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string) => void said.push(`${severity}: ${message}`),
}));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);
const unseen = { status: 404, body: { code: 5, message: "not found", details: [] } };
const warnings = () => said.filter((line) => line.startsWith("warning"));

const made = (more?: Json) => madePinned(gateway(), said, more);

describe("a deletion", () => {
  test("waits until it is gone, and says what it waits for", async () => {
    const one = await made();
    gateway().clock.setSpeed(0);
    const work = one.destroy();
    while (!said.some((line) => line.includes("DELETING"))) await new Promise((resolve) => setTimeout(resolve, 5));
    gateway().clock.setSpeed(1000);
    await work;
    expect(gateway().get(PINNED)).toBeUndefined();
    expect(writes(gateway())).toMatchObject([
      { request: "DELETE deployments/pinned", query: { hard: "true", ignoreChecks: "false" } },
    ]);
    expect(said.find((line) => line.includes("DELETING"))).toMatch(/^info: \S+: DELETING \((\d+m)?\d+s of 1h\)$/);
    expect(said.at(-1)).toBe("info: ");
    expect(gateway().journal().length).toBeLessThan(12);
  });

  test("with the policy retain sends nothing, and says so", async () => {
    const one = await made({ deletionPolicy: "retain" });
    await one.destroy();
    expect(gateway().journal()).toEqual([]);
    expect(warnings()).toEqual([
      `warning: ${PINNED} is left as it is (deletionPolicy: retain); Pulumi no longer knows it.`,
    ]);
  });

  test("of what is gone is done, unless the account is not to be seen either", async () => {
    const one = await made();
    const two = life();
    two.state = structuredClone(one.state);
    gateway().remove(PINNED);
    await one.destroy();
    gateway().faults.add({ method: "GET", times: 99, action: unseen });
    expect(await complaint(two.destroy())).toContain("so it may well exist");
  });

  test("of a secret is one request, of a user what there is instead", async () => {
    const secret = life("Secret", "s");
    await secret.up({ keyName: "MY_KEY", value: "planted" });
    const args = { serviceAccount: true, role: "contributor", userId: "u", deletionPolicy: "lowerRole" };
    const user = life("User", "u");
    await user.up(args);
    gateway().clearJournal();
    await secret.destroy();
    await user.destroy();
    expect(
      gateway()
        .journal()
        .map(({ method }) => method),
    ).toEqual(["DELETE", "PATCH"]);
    expect(warnings().at(-1)).toContain("stays in the account with the role");
  });

  test("of what this very run has made under the same id does nothing", async () => {
    const one = life();
    await one.up(pinned());
    gateway().clearJournal();
    const { id, outputs } = one.state as NonNullable<Life["state"]>;
    await one.handler.delete(id, outputs);
    expect(gateway().journal()).toEqual([]);
    expect(warnings().at(-1)).toContain("is the current object of this stack and is not deleted");
  });

  test("with the policy soft ends at the tombstone", async () => {
    const one = await made({ deletionPolicy: "soft" });
    await one.destroy();
    expect(gateway().get(PINNED)).toMatchObject({ state: "DELETED" });
  });

  test("that takes too long stays in state, and names the limit", async () => {
    const one = life();
    await one.up(pinned(), { timeouts: { delete: 3 } });
    gateway().settings.timing.deploymentDeleteSeconds = 1_000_000;
    expect(await complaint(one.destroy())).toMatch(
      new RegExp(
        `^${PINNED} is still DELETING after \\d+s?\\S* ?.*It stays in state: run the command again, or allow more with customTimeouts: \\{ delete: "…" \\}\\.$`,
      ),
    );
  });
});
