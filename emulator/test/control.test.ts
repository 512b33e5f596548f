import { startEmulator } from "../src/index";
import { account, control as ask, deployed, uploaded, useEmulator } from "./support";

const used = useEmulator();

const control = (method: string, path: string, body?: unknown) => ask(used.emulator, method, path, body);

test("the clock stands still, runs at a speed, and is advanced", async () => {
  const { clock } = used.emulator;
  const began = clock.now().getTime();
  clock.advance("1h30m");
  clock.advance(1000);
  expect(clock.now().getTime() - began).toBe(5_401_000);
  expect((await control("POST", "clock", { advance: "2d", speed: 0 })).body).toEqual({
    now: clock.now().toISOString(),
    speed: 0,
  });
  clock.setSpeed(1000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(clock.now().getTime() - began).toBeGreaterThan(2 * 86_400_000 + 5_401_000 + 15_000);
  expect(() => clock.advance("soon")).toThrow("no duration");
  const now = clock.now().getTime();
  clock.setSpeed(0);
  for (const wrong of [
    { speed: -1 },
    { speed: null },
    { speed: "fast" },
    { advance: -1 },
    { advance: null },
    { advanec: 1 },
  ])
    expect([wrong, (await control("POST", "clock", wrong)).status]).toEqual([wrong, 400]);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(now);
});

test.each([
  { advance: "300000000d" },
  { advance: 1e300 },
  { advance: `${"9".repeat(400)}d` },
  { advance: "1d", speed: "60" },
])("%j is refused before the clock has moved", async (wrong) => {
  const before = used.emulator.clock.now();
  const { status, body } = await control("POST", "clock", wrong);
  const property = "speed" in wrong ? 'speed must be a number, 0 or more, not "60"' : "advance by ";
  expect([status, body.error]).toEqual([400, expect.stringContaining(property)]);
  expect(used.emulator.clock.now()).toEqual(before);
  expect((await used.api.get(account)).status).toBe(200);
});

test("time that runs as fast as numbers go ends with the year 9999, and can be brought back", async () => {
  const taken = used.emulator.snapshot();
  const before = used.emulator.clock.now();
  used.emulator.clock.setSpeed(Number.MAX_VALUE);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await used.api.get(account)).status).toBe(200);
  expect(used.emulator.clock.now().toISOString()).toBe("9999-12-31T23:59:59.999Z");
  used.emulator.clock.setSpeed(0);
  used.emulator.restore(taken);
  expect(used.emulator.clock.now()).toEqual(before);
});

test.each([Number.NaN, -1, "60", null])("the speed %p is refused at the start", async (speed) => {
  await expect(startEmulator({ speed: speed as number })).rejects.toThrow("speed must be a number, 0 or more, not");
});

test("settings change at once; unknown ones are an error", async () => {
  expect((await control("PATCH", "settings", { missingSecret: 404, timing: { routerSeconds: 1 } })).body).toMatchObject(
    {
      missingSecret: 404,
      timing: { routerSeconds: 1, userSeconds: 2 },
    },
  );
  expect((await used.api.get(`${account}/secrets/none`)).status).toBe(404);
  expect((await control("PATCH", "settings", { missingSecrets: 404 })).body.error).toContain('"missingSecrets"');
  expect((await control("GET", "settings?describe=true")).body).toHaveProperty("missingSecret");
  await expect(startEmulator({ settings: { typo: 1 } as object })).rejects.toThrow('"typo"');
});

test.each([
  [{ mask: "typo" }, 'mask must be "explicit" or "fromBody" or "replaceWithoutMask", not "typo"'],
  [{ shapesValidated: "no" }, "shapesValidated must be true or false"],
  [{ missingSecret: "404" }, "missingSecret must be 500 or 404"],
  [{ idleDays: "x" }, "idleDays must be a number of days, 0 to 36500"],
  [{ tombstoneDays: 1e300 }, "tombstoneDays must be a number of days"],
  [{ requestsPerSecond: -1 }, "requestsPerSecond must be a number of requests a second"],
  [{ defaultQuota: 1.5 }, "defaultQuota must be a whole number of accelerators"],
  [{ defaultRegion: "MARS_1" }, "defaultRegion must be a region"],
  [{ timing: null }, "timing must be an object"],
  [{ timing: { userSeconds: "abc" } }, "timing.userSeconds must be a number of seconds"],
  [{ timing: { userMinutes: 1 } }, 'unknown property "timing.userMinutes"'],
  [{ toString: "x" }, 'unknown property "toString"'],
  [{ outcome: null }, "outcome must be a list of rules"],
  [{ outcome: "FAIL" }, "outcome must be a list of rules"],
  [{ outcome: [{ match: "chat" }] }, 'in rule 0, outcome must be "FAILED" or "RESOURCE_EXHAUSTED" or "SLOW"'],
  [{ outcome: [{ match: "*chat", outcome: "FAILED" }] }, "in rule 0, match must be a regular expression"],
  [{ outcome: [{ match: "a", outcome: "FAILED", colection: "models" }] }, 'unknown property "colection"'],
  [[], "object"],
])("settings that nobody could follow are refused as a whole: %j", async (change, message) => {
  const before = structuredClone(used.emulator.settings);
  const { status, body } = await control(
    "PATCH",
    "settings",
    Array.isArray(change) ? change : { quotaStatus: 400, ...change },
  );
  expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  expect(used.emulator.settings).toEqual(before);
  await expect(startEmulator({ settings: change as object })).rejects.toThrow(message);
  await used.api.post(`${account}/users`, { userId: "u", user: { email: "u@example.com", role: "user" } });
  expect((await deployed(used)).status).toBe(200);
});

test("what is undefined in a change of settings is not given", async () => {
  const emulator = await startEmulator({
    settings: { idleDays: undefined, timing: { userSeconds: undefined } } as object,
  });
  expect([emulator.settings.idleDays, emulator.settings.timing.userSeconds]).toEqual([7, 2]);
  await emulator.stop();
});

test("an outcome rule that is assigned past the checks fails requests by its name, until it is gone", async () => {
  used.emulator.settings.outcome.push({ match: "*chat", outcome: "FAILED" });
  const { status, body } = await deployed(used);
  expect([status, body.message]).toEqual([500, expect.stringMatching("settings.outcome of fireworks-emulator.*chat")]);
  expect((await control("PATCH", "settings", { outcome: [] })).status).toBe(200);
  expect((await deployed(used, "e")).body.state).toBe("READY");
});

test("objects are read, written and removed behind everyone's back", async () => {
  await deployed(used);
  const name = `${account}/deployments/d`;
  used.emulator.put({ name, displayName: "drifted", futureField: { a: 1 } });
  const headers = { authorization: "Bearer fw_emulator_key", "x-outside-the-specification": "futureField" };
  const raw = await fetch(`${used.emulator.url}/v1/${name}`, { headers });
  expect(await raw.json()).toMatchObject({ displayName: "drifted", futureField: { a: 1 }, state: "READY" });
  used.emulator.put({ name, futureField: undefined, state: "FAILED" });
  used.emulator.clock.advance("1h");
  expect((await used.api.get(name)).body).toMatchObject({ state: "FAILED" });
  expect(used.emulator.list("deployments").map((object) => object.name)).toEqual([name]);
  expect(used.emulator.get(name)).toMatchObject({ displayName: "drifted" });
  expect((await control("GET", `objects?collection=deployments`)).body.objects).toHaveLength(1);
  await control("PUT", "objects", { name: `${account}/models/m`, state: "READY" });
  expect((await used.api.get(`${account}/models/m`)).body.state).toBe("READY");
  await control("DELETE", `objects?name=${name}`);
  expect((await used.api.get(name)).status).toBe(404);
});

test("a snapshot has neither settings nor faults, journal and speed: they stay as they are", async () => {
  const { settings, faults, clock } = used.emulator;
  const snapshot = used.emulator.snapshot();
  settings.missingSecret = 404;
  faults.add({ id: "f", path: "/quotas", action: { status: 500 } });
  clock.setSpeed(3);
  await used.api.get(`${account}/users`);
  used.emulator.restore(snapshot);
  expect((await control("GET", "clock")).body.speed).toBe(3);
  clock.setSpeed(0);
  expect([settings.missingSecret, used.emulator.journal().length]).toEqual([404, 1]);
  expect((await control("GET", "faults")).body.faults).toMatchObject([{ id: "f" }]);
  expect(used.emulator.content(`${account}/models/none`)).toEqual({});
});

test("a snapshot brings the objects back, uploads and time included", async () => {
  await used.api.post(`${account}/datasets`, { datasetId: "d", dataset: {} });
  await uploaded(used, `${account}/datasets/d`, { "rows.jsonl": "{}" });
  const time = used.emulator.clock.now();
  const snapshot = (await control("GET", "snapshot")).body;
  used.emulator.reset();
  expect(used.emulator.list("datasets")).toEqual([]);
  await control("POST", "restore", snapshot);
  expect(used.emulator.content(`${account}/datasets/d`)).toEqual({ "rows.jsonl": Buffer.from("{}") });
  expect(used.emulator.clock.now()).toEqual(time);
  expect((await control("POST", "restore", {})).status).toBe(400);
});

const valid = { format: 1, time: 0, objects: [], content: {} };
const model = `${account}/models/m`;

test.each<[string, unknown]>([
  ["its format is not 1", {}],
  ["its format is not 1", { ...valid, format: 2 }],
  ["time", { ...valid, time: undefined }],
  ["time", { ...valid, time: 1e300 }],
  ["time", { ...valid, time: -1 }],
  ["objects", { ...valid, objects: [null] }],
  ["needs a name", { ...valid, objects: [{ state: "READY" }] }],
  ['"accounts/emulator/typo/m" is no name', { ...valid, objects: [{ name: `${account}/typo/m` }] }],
  ["is no name", { ...valid, objects: [{ name: `${account}/models/\ud800` }] }],
  ["content", { ...valid, content: undefined }],
  [`content of ${model}`, { ...valid, content: { [model]: 5 } }],
  [`content of ${model}, f,`, { ...valid, content: { [model]: { f: 5 } } }],
  [`content of ${model}, f,`, { ...valid, content: { [model]: { f: "{}" } } }],
  ['"a" is no name', { ...valid, content: { a: { b: "" } } }],
  ['"../../../written" is no name', { ...valid, content: { "../../../written": { f: "aGk=" } } }],
  ["a file called", { ...valid, content: { [model]: { ["x".repeat(300)]: "" } } }],
])("a snapshot is refused for %j before anything is changed: %j", async (message, given) => {
  await deployed(used);
  const { status, body } = await control("POST", "restore", given);
  expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  expect((await used.api.get(`${account}/deployments/d`)).body.state).toBe("READY");
  expect(used.emulator.list("users")).toHaveLength(1);
});

const outside = [
  "../../../victim",
  `${account}/models/..`,
  `${account}/models/../../deployments/d`,
  `${account}/models/`,
  "accounts//models/m",
  `${account}/models/${"x".repeat(256)}`,
  `${account}/model/m`,
  `${account}/models`,
  "models/m",
  "",
];

test.each(outside)("nothing is written or removed under the name %j", async (name) => {
  const before = used.emulator.snapshot();
  const message = `${JSON.stringify(name)} is no name of an object`;
  for (const { status, body } of [
    await control("PUT", "objects", { name, state: "READY" }),
    await control("DELETE", `objects?name=${encodeURIComponent(name)}`),
  ])
    expect([status, body.error]).toEqual([400, expect.stringContaining("is no name of an object")]);
  expect(() => used.emulator.put({ name })).toThrow(message);
  expect(() => used.emulator.remove(name)).toThrow(message);
  expect(used.emulator.snapshot()).toEqual(before);
});

test.each([{ state: "x" }, { name: 5 }, { name: null }])(
  "the object %j is refused, and harms nothing",
  async (object) => {
    const { status, body } = await control("PUT", "objects", object);
    expect([status, body.error]).toEqual([400, expect.stringContaining("an object needs a name")]);
    expect((await used.api.get(account)).status).toBe(200);
  },
);

test("a router whose deployments somebody has made nonsense of harms nothing", async () => {
  expect((await control("PUT", "objects", { name: `${account}/routers/r`, deployments: 5 })).status).toBe(200);
  expect((await used.api.get(account)).status).toBe(200);
});

test("reset is as after the start", async () => {
  const before = used.emulator.list("quotas").length;
  await deployed(used);
  used.emulator.settings.missingSecret = 404;
  used.emulator.faults.add({ path: "", action: { status: 500 } });
  await control("POST", "reset", {});
  expect([used.emulator.list("deployments"), used.emulator.journal(), used.emulator.settings.missingSecret]).toEqual([
    [],
    [],
    500,
  ]);
  expect(used.emulator.list("quotas")).toHaveLength(before);
  expect((await used.api.get("accounts")).status).toBe(200);
});

test("reset brings back the settings of the start, and the defaults beside them", async () => {
  const emulator = await startEmulator({ speed: 0, settings: { missingSecret: 404, timing: { userSeconds: 60 } } });
  const atStart = structuredClone(emulator.settings);
  Object.assign(emulator.settings, { missingSecret: 500, idleDays: 1 });
  Object.assign(emulator.settings.timing, { userSeconds: 1, routerSeconds: 1, uploadUrlSeconds: 1 });
  emulator.reset();
  expect(emulator.settings).toEqual(atStart);
  await emulator.stop();
});

test("what goes wrong while a console page is told the news ends that page's stream, not the server", async () => {
  const complaint = jest.spyOn(console, "error").mockImplementation(() => {});
  await deployed(used);
  const { body } = await fetch(`${used.emulator.url}/__emulator/events`);
  const reader = body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  await reader.read();
  Object.assign(used.emulator.settings, { outcome: null });
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  await expect(rest()).rejects.toThrow("terminated");
  expect(complaint.mock.calls).toEqual([[expect.stringContaining("this is a bug of the emulator")]]);
  complaint.mockRestore();
  used.emulator.reset();
  const again = await fetch(`${used.emulator.url}/__emulator/events`);
  expect((await again.body?.getReader().read())?.done).toBe(false);
  await again.body?.cancel().catch(() => {});
});

test.each<[string, string, unknown, string]>([
  ["GET", "objects?collection=deployment", undefined, "collection must be one of users/apiKeys, datasets, "],
  ["GET", "objects", undefined, "collection must be one of users/apiKeys, datasets, "],
  ["GET", "objects?collection=toString", undefined, "collection must be one of "],
  [
    "PUT",
    "objects",
    { name: `${account}/deployment/d` },
    "there are accounts/ACCOUNT, accounts/ACCOUNT/users/ID/apiKeys/ID, ",
  ],
  ["DELETE", `objects?name=${account}/models/none`, undefined, `there is no ${account}/models/none`],
  ["DELETE", "faults?id=nope", undefined, 'no fault rule has the id "nope": there are kept'],
  ["POST", "clock", [], "the body must be a JSON object"],
  ["PATCH", "settings", ["idleDays"], "the body must be a JSON object"],
])("%s %s %j is refused, and says what there is", async (method, path, given, message) => {
  used.emulator.faults.add({ id: "kept", path: "/none", action: { reset: true } });
  const { status, body } = await control(method, path, given);
  expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  expect((await control("GET", "faults")).body.faults).toHaveLength(1);
});

test("POST clock null is refused", async () => {
  const response = await fetch(`${used.emulator.url}/__emulator/clock`, { method: "POST", body: "null" });
  expect(await response.json()).toEqual({ error: "the body must be a JSON object" });
});

test("an unknown control names the known ones", async () => {
  const { status, body } = await control("GET", "nope");
  expect([status, body.controls]).toEqual([404, expect.arrayContaining(["GET journal", "GET events"])]);
});
