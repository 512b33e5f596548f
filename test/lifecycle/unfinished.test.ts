import { fromEngine } from "../../src/engine/wire";
import type { Json } from "../../src/lifecycle/kind";
import { ACCOUNT, chat, complaint, lifeAt, ownGateway, PINNED, pinned, writes } from "./gateway";

/** What state says of an object when something failed after it could have changed, and what the next run makes of that. */

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({ attend: () => {}, flushed: async () => {}, log: () => {} }));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);
const SECRET = `${ACCOUNT}/secrets/my-key`;
const secret = (value: string, more: Json = {}) => ({ keyName: "MY_KEY", value, ...more });
const refusal = { status: 403, body: { code: 7, message: "permission denied", details: [] } };
const PATCH = { method: "PATCH", times: 1, action: refusal };

async function made(args: Json, type = "Deployment") {
  const one = life(type);
  await one.up(args);
  gateway().clearJournal();
  return one;
}

describe("an update that was refused and yet carried out", () => {
  const carriedOut = () => gateway().faults.add({ ...PATCH, when: "after" });

  test("is undone by a program that goes back, also of what the gateway never shows", async () => {
    const one = await made(secret("planted-one"), "Secret");
    carriedOut();
    expect(await complaint(one.up(secret("planted-two")))).toContain("permission denied");
    expect(fromEngine(one.state?.outputs)).toMatchObject({ value: "planted-one", doubtful: ["value"] });
    await one.up(secret("planted-one"));
    expect(gateway().get(SECRET)).toMatchObject({ value: "planted-one" });
    expect(one.state?.outputs).not.toHaveProperty("doubtful");
    gateway().clearJournal();
    await one.up(secret("planted-one", { deletionPolicy: "retain" }));
    expect(writes(gateway())).toEqual([]);
  });

  test("is undone also by one that changes, besides, only what counts at deletion", async () => {
    const one = await made(secret("planted-one"), "Secret");
    carriedOut();
    await complaint(one.up(secret("planted-two")));
    await one.up(secret("planted-one", { deletionPolicy: "retain" }));
    expect(gateway().get(SECRET)).toMatchObject({ value: "planted-one" });
  });

  test("is undone of fields that this package does not know", async () => {
    gateway().settings.unknownFields = "ignore";
    const extra = (body: Json) => pinned({ extra: { body } });
    const one = await made(extra({ newField: 1, other: 1 }));
    carriedOut();
    await complaint(one.up(extra({ newField: 2, other: 1 })));
    gateway().clearJournal();
    gateway().faults.add({ method: "PATCH", times: 2, action: { status: 200, body: {} } });
    await one.up(extra({ newField: 1, other: 1 }));
    expect(writes(gateway())).toMatchObject([{ query: { updateMask: "new_field" }, body: { newField: 1 } }]);
    gateway().clearJournal();
    await one.up(extra({ newField: 1 }));
    expect(writes(gateway())).toMatchObject([{ query: { updateMask: "other" } }]);
    expect(writes(gateway())[0]?.body).not.toHaveProperty("newField");
    gateway().settings.unknownFields = "reject";
  });

  test("leaves nothing of what it wrote to a map", async () => {
    const one = await made(pinned({ annotations: { old: "1", both: "1" } }));
    carriedOut();
    await complaint(one.up(pinned({ annotations: { new: "1", both: "2" }, extraArgs: ["a"] })));
    expect(one.state?.outputs).toMatchObject({ annotations: { old: "1", new: "1", both: "2" }, extraArgs: ["a"] });
    await one.up(pinned());
    const annotations = gateway().get(PINNED)?.annotations;
    for (const key of ["old", "new", "both"]) expect(annotations).not.toHaveProperty(key);
    expect(gateway().get(PINNED)?.extraArgs ?? []).toEqual([]);
  });

  test("and then fails again forgets nothing of the first time", async () => {
    const extra = (body: Json) => pinned({ extra: { body } });
    gateway().settings.unknownFields = "ignore";
    const one = await made(extra({ one: 1, two: 1 }));
    carriedOut();
    await complaint(one.up(extra({ one: 2, two: 1 })));
    carriedOut();
    await complaint(one.up(extra({ one: 1, two: 2 })));
    expect(one.state?.outputs).toMatchObject({ doubtful: ["one", "two"] });
    gateway().settings.unknownFields = "reject";
  });
});

describe("an update that was not carried out", () => {
  test("leaves what state had, so that the next takes it away", async () => {
    const one = await made(pinned({ displayName: "one", annotations: { old: "1" }, extraArgs: ["a", "b"] }));
    gateway().faults.add(PATCH);
    await complaint(one.up(pinned({ annotations: { new: "1" }, extraArgs: ["c"] })));
    expect(one.state?.outputs).toMatchObject({ displayName: "one", extraArgs: ["c"], state: "READY", name: PINNED });
    await one.up(pinned());
    expect(gateway().get(PINNED)?.displayName ?? "").toBe("");
    expect(gateway().get(PINNED)?.annotations).not.toHaveProperty("old");
    expect(gateway().get(PINNED)?.extraArgs ?? []).toEqual([]);
  });

  test("is sent again, also of what the gateway never shows", async () => {
    gateway().settings.unknownFields = "ignore";
    const extra = (newField: number) => pinned({ extra: { body: { newField } } });
    const one = await made(extra(1));
    gateway().faults.add(PATCH);
    await complaint(one.up(extra(2)));
    gateway().clearJournal();
    gateway().faults.add({ method: "PATCH", times: 1, action: { status: 200, body: {} } });
    await one.up(extra(2));
    gateway().settings.unknownFields = "reject";
    expect(writes(gateway())).toMatchObject([{ query: { updateMask: "new_field" }, body: { newField: 2 } }]);
  });

  test("for nothing was written yet, leaves state as it was", async () => {
    const one = await made(pinned({ displayName: "one" }));
    const before = structuredClone(one.state);
    gateway().put({ name: PINNED, state: "CREATING" });
    gateway().faults.add({ method: "GET", path: "deployments/pinned$", nth: 2, action: refusal });
    expect(await complaint(one.up(pinned({ displayName: "two" })))).toContain("permission denied");
    expect(writes(gateway())).toEqual([]);
    expect(one.state).toEqual(before);
  });

  test("for the object broke down, has the object as it is", async () => {
    const one = await made(pinned({ displayName: "one" }));
    const body = { ...gateway().get(PINNED), displayName: "two", state: "FAILED", status: { code: "INTERNAL" } };
    for (const nth of [2, 3])
      gateway().faults.add({ method: "GET", path: "deployments/pinned$", nth, action: { status: 200, body } });
    expect(await complaint(one.up(pinned({ displayName: "two" })))).toContain("is FAILED: INTERNAL");
    expect(one.state?.outputs).toMatchObject({ displayName: "two", state: "FAILED", doubtful: [] });
  });
});

describe("a creation that failed afterwards", () => {
  test("has in state what was sent, and that it is not finished", async () => {
    const one = life();
    gateway().settings.outcome.push({ match: "pinned", outcome: "FAILED", message: "no weights" });
    const extra = { body: { description: "more" } };
    await complaint(one.up(pinned({ displayName: "x", directRouteApiKeys: ["planted"], extra })));
    expect(one.state?.outputs).toMatchObject({
      unfinished: true,
      state: "FAILED",
      name: PINNED,
      displayName: "x",
      extra,
    });
    expect(one.state?.outputs).toHaveProperty("directRouteApiKeys");
  });

  test("of an import has not what was never written", async () => {
    gateway().put({ name: PINNED, ...chat(), state: "READY" });
    const one = life();
    gateway().faults.add(PATCH);
    const extra = { body: { description: "more" } };
    const args = pinned({ displayName: "x", directRouteApiKeys: ["planted"], extra });
    expect(await complaint(one.up(args, { import: "pinned" }))).toContain("permission denied");
    for (const key of ["extra", "directRouteApiKeys"]) expect(one.state?.outputs).not.toHaveProperty(key);
    expect(one.state?.outputs).toMatchObject({ unfinished: true, name: PINNED, displayName: "x" });
    await one.up(args, { import: "pinned" });
    expect(gateway().get(PINNED)).toMatchObject({
      displayName: "x",
      description: "more",
      directRouteApiKeys: ["planted"],
    });
    expect(one.state?.outputs).toMatchObject({ extra });
  });
});
