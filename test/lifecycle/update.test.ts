import type { Json } from "../../src/lifecycle/kind";
import type { Life } from "../resources/life";
import { ACCOUNT, chat, complaint, LLAMA, lifeAt, madePinned, ownGateway, PINNED, pinned, writes } from "./gateway";

const said: string[] = [];
jest.mock("../../src/engine/monitor", () => ({ recorded: async () => [] }));
jest.mock("../../src/engine/progress", () => ({
  attend: () => {},
  flushed: async () => {},
  log: (severity: string, _urn: unknown, message: string) => void said.push(`${severity}: ${message}`),
}));

const gateway = ownGateway();
const life = (type = "Deployment", name = "chat") => lifeAt(gateway(), type, name);
const GET = { method: "GET", path: "deployments/pinned$" };
const unseen = { status: 404, body: { code: 5, message: "not found", details: [] } };
const busy = { status: 400, body: { code: 9, message: "it is being changed", details: [] } };
const warnings = () => said.filter((line) => line.startsWith("warning"));

const made = (more?: Json) => madePinned(gateway(), said, more);

describe("what is sent", () => {
  test("the mask has what changes, in snake case, the body what the schema requires besides", async () => {
    const one = await made({ displayName: "one", description: "x", annotations: { mine: "1", old: "1" } });
    gateway().put({ name: PINNED, annotations: { ...(gateway().get(PINNED)?.annotations as Json), theirs: "1" } });
    await one.up(pinned({ displayName: "two", annotations: { mine: "2" }, maxReplicaCount: 3 }));
    expect(writes(gateway())).toEqual([
      {
        request: "PATCH deployments/pinned",
        query: { updateMask: "display_name,description,annotations,max_replica_count" },
        body: {
          baseModel: LLAMA,
          displayName: "two",
          maxReplicaCount: 3,
          annotations: {
            mine: "2",
            theirs: "1",
            "fireworks.ai/image-tag-reason": "default",
            "pulumi-fireworks": expect.stringContaining("test/dev/chat#"),
          },
        },
      },
    ]);
    expect(gateway().get(PINNED)?.description ?? "").toBe("");
  });

  test("creation has the id and options in the query, the mark in the body, and of ours nothing", async () => {
    await life().up(pinned({ skipShapeValidation: true, waitFor: "ready", deletionPolicy: "soft", displayName: "x" }));
    expect(writes(gateway())).toEqual([
      {
        request: "POST deployments",
        query: { deploymentId: "pinned", skipShapeValidation: "true" },
        body: { ...chat(), displayName: "x", annotations: { "pulumi-fireworks": expect.stringContaining("chat#") } },
      },
    ]);
  });

  test("what extra has goes along, into body and query", async () => {
    const extra = { body: { description: "more" }, query: { disableAutoDeploy: true } };
    const one = life();
    await one.up(pinned({ extra, annotations: { mine: "1" } }));
    expect(writes(gateway())[0]).toMatchObject({
      query: { deploymentId: "pinned", disableAutoDeploy: "true" },
      body: { description: "more", annotations: { mine: "1", "pulumi-fireworks": expect.anything() } },
    });
    gateway().clearJournal();
    await one.up(pinned({ extra: { body: { description: "other" } }, annotations: { mine: "1" } }));
    expect(writes(gateway())).toMatchObject([
      { query: { updateMask: "description" }, body: { baseModel: LLAMA, description: "other" } },
    ]);
  });

  test("a secret that did not change is not sent, one that did is, though nobody can compare it", async () => {
    const one = life("Secret", "s");
    await one.up({ keyName: "MY_KEY", value: "planted-one" });
    gateway().clearJournal();
    await one.up({ keyName: "MY_KEY", value: "planted-one", deletionPolicy: "retain" });
    expect(writes(gateway())).toEqual([]);
    await one.up({ keyName: "MY_KEY", value: "planted-two", deletionPolicy: "retain" });
    expect(writes(gateway())).toMatchObject([{ request: "PATCH secrets/my-key", query: { updateMask: "value" } }]);
    expect(gateway().get(`${ACCOUNT}/secrets/my-key`)).toMatchObject({ value: "planted-two" });
  });

  test("what is never shown is sent when it changes, and cleared when it goes", async () => {
    const one = await made({ directRouteApiKeys: ["planted"], displayName: "one" });
    await one.up(pinned({ directRouteApiKeys: ["planted"], displayName: "two" }));
    await one.up(pinned({ displayName: "two" }));
    await one.up(pinned({ displayName: "three" }));
    expect(writes(gateway()).map(({ query }) => query)).toEqual(
      ["display_name", "direct_route_api_keys", "display_name"].map((updateMask) => ({ updateMask })),
    );
    expect(gateway().get(PINNED)?.directRouteApiKeys ?? []).toEqual([]);
  });

  test("what counts at deletion alone is written down and not sent", async () => {
    const one = await made();
    await one.up(pinned({ deletionPolicy: "soft" }), { timeouts: { delete: 77 } });
    expect(one.did).toBe("updated");
    expect(gateway().journal()).toEqual([]);
    expect(one.state?.outputs).toMatchObject({
      deletionPolicy: "soft",
      deleteTimeout: 77,
      state: "READY",
      name: PINNED,
    });
    await one.up(pinned());
    for (const key of ["deletionPolicy", "deleteTimeout"]) expect(one.state?.outputs).not.toHaveProperty(key);
    expect(gateway().journal()).toEqual([]);
    await one.up(pinned({ deletionPolicy: "soft" }));
    await one.up(pinned({ displayName: "x" }));
    expect(writes(gateway())).toMatchObject([{ query: { updateMask: "display_name" } }]);
    expect(one.state?.outputs).not.toHaveProperty("deletionPolicy");
    expect(one.state?.outputs).not.toHaveProperty("deleteTimeout");
  });
});

describe("an update", () => {
  test("that the gateway ignores is no success, and says what was ignored", async () => {
    const one = await made({ displayName: "one" });
    gateway().faults.add({ method: "PATCH", times: 1, action: { status: 200, body: {} } });
    expect(await complaint(one.up(pinned({ displayName: "two", description: "x" })))).toBe(
      `The gateway accepted the update of ${PINNED} but did not apply displayName, description. ` +
        "Nothing else was lost; run `pulumi up` again, and `pulumi refresh` to see what it holds.",
    );
    expect(
      gateway()
        .journal()
        .filter(({ method }) => method === "GET"),
    ).toHaveLength(5);
  });

  test("that the gateway ignores is none either of a field that only it knows", async () => {
    gateway().settings.unknownFields = "ignore";
    const one = await made({ extra: { body: { newField: 1 } } });
    gateway().settings.unknownFields = "reject";
    const body = { ...gateway().get(PINNED), newField: 1 };
    gateway().faults.add({ ...GET, times: 9, action: { status: 200, body } });
    gateway().faults.add({ method: "PATCH", times: 1, action: { status: 200, body: {} } });
    expect(await complaint(one.up(pinned({ extra: { body: { newField: 2 } } })))).toContain("did not apply newField");
  });

  test("that is seen late is one", async () => {
    const one = await made({ displayName: "one" });
    const { name, ...before } = gateway().get(PINNED) as Json;
    const body = { name, ...before };
    gateway().faults.add({ ...GET, nth: 2, action: { status: 200, body } });
    gateway().faults.add({ ...GET, nth: 3, action: { status: 200, body } });
    await one.up(pinned({ displayName: "two" }));
    expect(one.did).toBe("updated");
    expect(one.state?.outputs).toMatchObject({ displayName: "two" });
  });

  test("of what vanishes meanwhile says so", async () => {
    const one = await made({ displayName: "one" });
    gateway().faults.add({ ...GET, nth: 2, action: unseen });
    expect(await complaint(one.up(pinned({ displayName: "two" })))).toBe(
      `${PINNED} was deleted while it was updated. Run \`pulumi refresh\`, then \`pulumi up\`.`,
    );
  });

  test("waits for a change of somebody else's to end", async () => {
    const one = await made({ displayName: "one" });
    gateway().faults.add({ method: "PATCH", times: 1, action: busy });
    const { ...body } = gateway().get(PINNED) as Json;
    gateway().faults.add({ ...GET, nth: 2, action: { status: 200, body: { ...body, state: "UPDATING" } } });
    await one.up(pinned({ displayName: "two" }));
    expect(writes(gateway()).map(({ request }) => request)).toEqual(Array(2).fill("PATCH deployments/pinned"));
    expect(gateway().get(PINNED)).toMatchObject({ displayName: "two" });
  });

  test.each([
    ["FAILED_PRECONDITION", busy],
    ["PERMISSION_DENIED", { status: 403, body: { code: 7, message: "no", details: [] } }],
  ])("that a settled object refuses (%s) is an error at once", async (reason, action) => {
    const one = await made({ displayName: "one" });
    gateway().faults.add({ method: "PATCH", times: 9, action });
    expect(await complaint(one.up(pinned({ displayName: "two" })))).toContain(`${reason}: `);
    expect(writes(gateway())).toHaveLength(1);
  });

  test("leaves alone what cannot be changed in place, though somebody did", async () => {
    const one = await made({ preemptible: false, displayName: "one" });
    gateway().put({ name: PINNED, preemptible: true });
    await one.up(pinned({ preemptible: false, displayName: "two" }));
    expect(writes(gateway())).toMatchObject([{ query: { updateMask: "display_name" } }]);
  });

  test("without any change looks at the object all the same", async () => {
    const { id, inputs, outputs } = (await made({ displayName: "one" })).state as NonNullable<Life["state"]>;
    gateway().put({ name: PINNED, displayName: "two" });
    await life().handler.update(id, outputs, inputs);
    expect(gateway().get(PINNED)).toMatchObject({ displayName: "one" });
  });

  test("of what is gone makes it anew, and says so", async () => {
    const one = await made();
    gateway().remove(PINNED);
    await one.up(pinned({ displayName: "two" }));
    expect(warnings()).toEqual([`warning: ${PINNED} is no more: it is made anew.`]);
    expect(gateway().get(PINNED)).toMatchObject({ displayName: "two", state: "READY" });
  });

  test("of a tombstone clears it and makes it anew", async () => {
    const one = await made();
    gateway().put({ name: PINNED, state: "DELETED" });
    await one.up(pinned({ displayName: "two" }));
    expect(warnings()).toEqual([`warning: ${PINNED} was deleted behind this stack's back (DELETED): it is made anew.`]);
    expect(writes(gateway()).map(({ request }) => request)).toEqual([
      "POST deployments",
      "DELETE deployments/pinned",
      "POST deployments",
    ]);
    expect(said).toContain("info: clearing the tombstone that holds the id");
    expect(gateway().get(PINNED)).toMatchObject({ displayName: "two", state: "READY" });
  });

  test("of what a key cannot see changes nothing", async () => {
    const one = await made();
    gateway().faults.add({ method: "GET", times: 99, action: unseen });
    expect(await complaint(one.up(pinned({ displayName: "two" })))).toMatch(
      new RegExp(
        `^${PINNED} was not found, but neither is its ${ACCOUNT} to be seen with this key, so it may well exist\\. Nothing was changed\\. Use a key of that account \\(fireworks:apiKey, fireworks:accountId\\)\\.\\nGET ${ACCOUNT}: 404 NOT_FOUND`,
      ),
    );
    expect(writes(gateway())).toEqual([]);
  });

  test("of a creation that failed deletes it and makes another", async () => {
    const one = await made();
    gateway().put({ name: PINNED, state: "FAILED", status: { code: "INTERNAL", message: "boom" } });
    await one.up(pinned({ displayName: "two" }));
    expect(warnings()).toEqual([`warning: ${PINNED} is FAILED; INTERNAL: boom; it is deleted and made anew`]);
    expect(writes(gateway()).map(({ request }) => request)).toEqual(["DELETE deployments/pinned", "POST deployments"]);
  });
});

describe("a creation", () => {
  test("whose id a tombstone reserves takes that up again", async () => {
    await made();
    gateway().put({ name: PINNED, state: "DELETED", purgeTime: "2031-01-01T00:00:00Z" });
    gateway().faults.add({ method: "DELETE", times: 9, action: { status: 200, body: {} } });
    await life().up(pinned());
    expect(writes(gateway()).map(({ request }) => request)).toEqual([
      "POST deployments",
      "DELETE deployments/pinned",
      "POST deployments/pinned:undelete",
    ]);
    expect(said).toContain("info: undeleting, since the id stays reserved");
    expect(gateway().get(PINNED)).toMatchObject({ state: "READY" });
  });

  test.each([
    [{ purgeTime: "2031-01-01T00:00:00Z" }, "2031-01-01T00:00:00Z"],
    [{ purgeTime: undefined }, "it is purged"],
  ])("whose id stays reserved says until when", async (more, until) => {
    await made();
    gateway().put({ name: PINNED, state: "DELETED", ...more });
    gateway().faults.add({ method: "DELETE", times: 9, action: { status: 200, body: {} } });
    gateway().faults.add({ path: ":undelete", times: 9, action: busy });
    expect(await complaint(life().up(pinned()))).toMatch(
      new RegExp(
        `^${PINNED} was deleted and its id stays reserved until ${until}\\. Choose another id \\(deploymentId\\) or wait\\.\\nPOST ${ACCOUNT}/deployments: 409 ALREADY_EXISTS`,
      ),
    );
  });

  test("whose id cannot be freed says what stands in the way", async () => {
    await made();
    gateway().put({ name: PINNED, state: "DELETED" });
    gateway().faults.add({ method: "DELETE", times: 9, action: busy });
    expect(await complaint(life().up(pinned()))).toContain("409 ALREADY_EXISTS");
  });

  test("that goes on failing without a trace ends with the service's words", async () => {
    gateway().faults.add({ method: "POST", path: "deployments$", times: 99, action: { status: 503 } });
    expect(await complaint(life().up(pinned()))).toContain("503");
    expect(writes(gateway())).toHaveLength(4);
  });

  test("that was refused is not sent again", async () => {
    gateway().faults.add({ method: "POST", path: "deployments$", times: 99, action: busy });
    expect(await complaint(life().up(pinned()))).toContain("it is being changed");
    expect(writes(gateway())).toHaveLength(1);
  });

  test("of a failed leftover deletes that and makes another", async () => {
    await made();
    gateway().put({ name: PINNED, state: "FAILED" });
    await life().up(pinned());
    expect(writes(gateway()).map(({ request }) => request)).toEqual([
      "POST deployments",
      "DELETE deployments/pinned",
      "POST deployments",
    ]);
    expect(warnings().at(-1)).toBe(`warning: ${PINNED} is FAILED; it is deleted and made anew`);
  });
});
