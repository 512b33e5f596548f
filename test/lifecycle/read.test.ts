import { fromEngine } from "../../src/engine/wire";
import type { Json } from "../../src/lifecycle/kind";
import type { Life } from "../resources/life";
import { ACCOUNT, chat, complaint, LLAMA, lifeAt, ownGateway, PINNED, pinned, SHAPE } from "./gateway";

jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({ attend: () => {}, flushed: async () => {}, log: () => {} }));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);

/** What `pulumi import` and `get` ask: the id alone is known. */
async function found(type: string, id: string): Promise<Json> {
  const { inputs } = await life(type).handler.read(id, {});
  return fromEngine(inputs) as Json;
}

/** What `pulumi refresh` puts into state, of what somebody changed. */
async function refreshed(one: Life, change: Json): Promise<Json> {
  gateway().put({ name: String(one.state?.id), ...change });
  await one.refresh();
  return one.state?.inputs as Json;
}

const shown = (body: Json) => ({ status: 200, body });

describe("an import", () => {
  test("has every field that somebody chose, the id as pinned, and no mark", async () => {
    await life().up(pinned({ displayName: "x", annotations: { team: "a" }, directRouteApiKeys: ["planted"] }));
    const inputs = await found("Deployment", PINNED);
    expect(inputs).toMatchObject({
      name: PINNED,
      deploymentId: "pinned",
      baseModel: LLAMA,
      deploymentShape: expect.stringMatching(`^${SHAPE}/versions/`),
      displayName: "x",
      annotations: { team: "a" },
      maxReplicaCount: 1,
    });
    for (const key of ["minReplicaCount", "description", "enableSessionAffinity", "directRouteApiKeys", "preemptible"])
      expect(inputs).not.toHaveProperty(key);
    expect(inputs.annotations).not.toHaveProperty("pulumi-fireworks");
    // What the shape sets is the shape's.
    expect(inputs).not.toHaveProperty("acceleratorType");
  });

  test("has no annotations where there is none but the mark", async () => {
    gateway().put({ name: PINNED, ...chat(), state: "READY", annotations: { "pulumi-fireworks": "test/dev/chat#1" } });
    expect(await found("Deployment", PINNED)).not.toHaveProperty("annotations");
  });

  test("has a strategy, which has no members, and no field that is empty", async () => {
    await life().up(pinned());
    const name = `${ACCOUNT}/routers/r`;
    const router = { name, state: "READY", deployments: [PINNED], evenLoad: {}, displayName: "", public: false };
    gateway().put(router);
    expect(await found("Router", name)).toEqual({ name, routerId: "r", deployments: [PINNED], evenLoad: {} });
  });

  test("of what is not there says so", async () => {
    expect(await complaint(found("Deployment", `${ACCOUNT}/deployments/nowhere`))).toContain(
      `${ACCOUNT}/deployments/nowhere does not exist.`,
    );
    gateway().put({ name: PINNED, ...chat(), state: "DELETED" });
    expect(await complaint(found("Deployment", PINNED))).toContain(`${PINNED} does not exist.`);
  });

  test("of a kind whose id the service makes has no name, of one whose id follows from its fields no id", async () => {
    const key = await life("ApiKey", "ci").up({ user: `${ACCOUNT}/users/emulator`, displayName: "x" });
    const inputs = await found("ApiKey", key.id);
    expect(inputs).toMatchObject({ user: `${ACCOUNT}/users/emulator`, displayName: "x" });
    expect(inputs).not.toHaveProperty("name");
    const secret = await life("Secret", "s").up({ keyName: "MY_KEY", value: "planted" });
    expect(await found("Secret", secret.id)).toEqual({ name: secret.id, keyName: "MY_KEY" });
  });
});

describe("a refresh", () => {
  test.each(["DELETED", "DELETING"])("of what is %s takes it out of state", async (state) => {
    const one = life();
    await one.up(pinned());
    gateway().put({ name: PINNED, state });
    await one.refresh();
    expect(one.state).toBeUndefined();
  });

  test("of what is gone does too, but not for a key that sees nothing at all", async () => {
    const one = life();
    await one.up(pinned());
    const unseen = { status: 404, body: { code: 5, message: "not found", details: [] } };
    gateway().faults.add({ method: "GET", times: 99, action: unseen });
    expect(await complaint(one.refresh())).toContain("so it may well exist");
    gateway().faults.clear();
    gateway().remove(PINNED);
    await one.refresh();
    expect(one.state).toBeUndefined();
  });

  test("keeps the program's spelling where nothing changed, and what the gateway never returns", async () => {
    const one = life();
    const args = pinned({
      autoscalingPolicy: { scaleUpWindow: "60.0s" },
      directRouteApiKeys: ["planted"],
      waitFor: "ready",
      deletionPolicy: "soft",
      skipShapeValidation: true,
      acceptShapelessRisk: false,
    });
    await one.up(args);
    const before = one.state?.inputs;
    await one.refresh();
    expect(one.state?.inputs).toEqual(before);
    await one.up(args);
    expect(one.did).toBe("nothing");
  });

  test("keeps a secret, which is never told, and the name of one that is told by its id", async () => {
    const one = life("Secret", "s");
    const { id, inputs } = await one.up({ keyName: "MY_KEY", value: "planted" });
    gateway().faults.add({
      method: "GET",
      path: "secrets/my-key",
      action: shown({ name: "my-key", keyName: "MY_KEY" }),
    });
    await one.refresh();
    expect(one.state).toMatchObject({ id, inputs, outputs: { name: id, value: expect.anything() } });
  });

  test("has nothing of what the gateway says to be null or empty", async () => {
    const one = life();
    await one.up(pinned({ displayName: "x", description: "y", annotations: { mine: "1", other: "1" } }));
    const nothing = { displayName: null, annotations: { mine: null, other: "2" }, region: null, status: {} };
    const body = { ...gateway().get(PINNED), ...nothing, replicaStats: null, desiredReplicaCount: 3, createTime: "" };
    gateway().faults.add({ method: "GET", path: "deployments/pinned$", action: shown(body) });
    await one.refresh();
    expect(one.state?.inputs).toMatchObject({ description: "y", annotations: { other: "2" } });
    for (const held of [one.state?.inputs, one.state?.outputs]) {
      expect(held?.annotations).not.toHaveProperty("mine");
      for (const key of ["displayName", "region", "status"]) expect(held).not.toHaveProperty(key);
    }
    expect(one.state?.outputs).toMatchObject({ desiredReplicaCount: 3, state: "READY", createTime: "" });
  });

  test("keeps what extra has of fields that the gateway does not show", async () => {
    gateway().settings.unknownFields = "ignore";
    const one = life();
    const extra = { body: { newField: { deep: [1] }, description: "mine" } };
    await one.up(pinned({ extra }));
    const inputs = await refreshed(one, { description: "theirs" });
    gateway().settings.unknownFields = "reject";
    expect(inputs.extra).toEqual({ body: { newField: { deep: [1] }, description: "theirs" } });
  });

  test("shows what somebody changed, of the members that the program has", async () => {
    const one = life();
    await one.up(
      pinned({ displayName: "x", annotations: { mine: "1", gone: "1" }, autoscalingPolicy: { scaleUpWindow: "60s" } }),
    );
    const inputs = await refreshed(one, {
      displayName: "y",
      description: "theirs",
      annotations: { mine: "2", theirs: "1" },
      autoscalingPolicy: { scaleUpWindow: "90s", scaleDownWindow: "300s" },
    });
    expect(inputs).toMatchObject({ displayName: "y", deploymentShape: SHAPE, deploymentId: "pinned" });
    expect(inputs.annotations).toEqual({ mine: "2" });
    expect(inputs.autoscalingPolicy).toEqual({ scaleUpWindow: "90s" });
    expect(inputs).not.toHaveProperty("description");
  });

  test("shows what somebody took away", async () => {
    const one = life();
    await one.up(pinned({ displayName: "x", annotations: { mine: "1" }, extraArgs: ["a", "b"] }));
    const inputs = await refreshed(one, { displayName: null, annotations: null, extraArgs: ["b", "a"] });
    expect(inputs).not.toHaveProperty("displayName");
    expect(inputs).not.toHaveProperty("annotations");
    expect(inputs.extraArgs).toEqual(["b", "a"]);
    await one.up(pinned({ displayName: "x", annotations: { mine: "1" }, extraArgs: ["a", "b"] }));
    expect(gateway().get(PINNED)).toMatchObject({
      displayName: "x",
      annotations: { mine: "1" },
      extraArgs: ["a", "b"],
    });
  });

  test("shows a change of what extra has", async () => {
    const one = life();
    const extra = { body: { description: "mine" }, query: { disableAutoDeploy: true } };
    await one.up(pinned({ extra }));
    const same = one.state?.inputs.extra;
    await one.refresh();
    expect(one.state?.inputs.extra).toEqual(same);
    const inputs = await refreshed(one, { description: "theirs" });
    expect(inputs.extra).toEqual({ ...extra, body: { description: "theirs" } });
    const two = life("Deployment", "two");
    const query = { query: { disableAutoDeploy: true } };
    await two.up(chat({ extra: query }));
    await two.refresh();
    expect(two.state?.inputs.extra).toEqual(query);
  });

  test("puts what only the gateway knows under keys of its own", async () => {
    const one = life();
    await one.up(pinned({ displayName: "x" }));
    await one.refresh();
    expect(one.state?.outputs).toMatchObject({
      name: PINNED,
      state: "READY",
      displayName: "x",
      deploymentShape: SHAPE,
      deploymentShapeVersion: expect.stringMatching(`^${SHAPE}/versions/`),
      createTime: expect.any(String),
    });
    for (const key of ["minReplicaCount", "description", "unfinished"])
      expect(one.state?.outputs).not.toHaveProperty(key);
  });

  test("keeps a value that is told once", async () => {
    const one = life("ApiKey", "ci");
    const { outputs } = await one.up({ user: `${ACCOUNT}/users/emulator` });
    const told = outputs.key;
    expect(JSON.stringify(told)).toMatch(/"fw_\w+"/);
    await one.refresh();
    expect(one.state?.outputs.key).toEqual(told);
    await one.up({ user: `${ACCOUNT}/users/emulator`, deletionPolicy: "retain" });
    expect(one.state?.outputs.key).toEqual(told);
  });
});
