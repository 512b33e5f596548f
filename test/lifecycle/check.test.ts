import { UNKNOWN_VALUE } from "../../src/engine/wire";
import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { hidden, started } from "./engine";

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
const chat = (more: Json = {}): Json => ({ baseModel: LLAMA, deploymentShape: SHAPE, ...more });

const kindOf = (type: string) => kinds.find((kind) => kind.type === type) as Kind;

/** The checked inputs of a resource, or what a person reads. */
async function checked(type: string, args: Json, { olds = {}, ...more }: Json & { olds?: Json } = {}) {
  const kind = kindOf(type);
  const told = { ...hidden(kind, String(more.name ?? "thing")), ...more };
  const { inputs, failures } = await started(kind).check(olds, { ...args, __pulumi: told });
  return { inputs, reasons: failures.map(({ reason }) => reason) };
}
const inputsOf = async (...all: Parameters<typeof checked>) => {
  const { inputs, reasons } = await checked(...all);
  expect(reasons).toEqual([]);
  return inputs;
};
const nameOf = async (...all: Parameters<typeof checked>) => String((await inputsOf(...all)).name);
const diff = (type: string, id: string, olds: Json, news: Json) => started(kindOf(type)).diff(id, olds, news);

describe("the derived id", () => {
  test.each([
    ["chat", /^accounts\/a\/deployments\/chat-[0-9a-f]{8}$/],
    ["My Chat_Bot!", /^accounts\/a\/deployments\/my-chat-bot-[0-9a-f]{8}$/],
    ["--chat--", /^accounts\/a\/deployments\/chat-[0-9a-f]{8}$/],
    ["7chat", /^accounts\/a\/deployments\/d-7chat-[0-9a-f]{8}$/],
    ["管理者", /^accounts\/a\/deployments\/d-[0-9a-f]{8}$/],
    ["x".repeat(80), /^accounts\/a\/deployments\/x{50}-[0-9a-f]{8}$/],
    [`${"x".repeat(49)}-yy`, /^accounts\/a\/deployments\/x{49}-[0-9a-f]{8}$/],
  ])("of %s is what the API allows", async (name, expected) => {
    expect(await nameOf("Deployment", chat(), { name })).toMatch(expected);
  });

  test("is the same in another run, and another for another resource or another immutable input", async () => {
    const name = await nameOf("Deployment", chat());
    expect(await nameOf("Deployment", chat({ displayName: "x" }))).toBe(name);
    expect(await nameOf("Deployment", chat({ preemptible: undefined }))).toBe(name);
    expect(await nameOf("Deployment", chat({ preemptible: true }))).not.toBe(name);
    const urn = "urn:pulumi:prod::test::pulumi-nodejs:dynamic/fireworks:Deployment::thing";
    expect(await nameOf("Deployment", chat(), { urn })).not.toBe(name);
    const region = (more: Json) => chat({ placement: more });
    expect(await nameOf("Deployment", region({ region: "US_IOWA_1", multiRegion: undefined }))).toBe(
      await nameOf("Deployment", region({ region: "US_IOWA_1" })),
    );
  });

  test("follows from the fields where the API says so", async () => {
    expect(await nameOf("Secret", { keyName: "MY_KEY", value: "planted" })).toBe("accounts/a/secrets/my-key");
    expect(await nameOf("User", { email: "Ada.L@example.com", role: "user" })).toBe("accounts/a/users/ada-l");
  });

  test("is not guessed while it is made of what is not known", async () => {
    const inputs = await inputsOf("Deployment", chat({ baseModel: UNKNOWN_VALUE }));
    expect(inputs.name).toBe(UNKNOWN_VALUE);
    expect((await inputsOf("Deployment", chat({ deploymentId: UNKNOWN_VALUE }))).name).toBe(UNKNOWN_VALUE);
    expect(await nameOf("Deployment", chat({ displayName: UNKNOWN_VALUE }))).toMatch(/deployments\/thing-/);
    const key = await inputsOf("ApiKey", { user: UNKNOWN_VALUE });
    expect(key).toMatchObject({ mark: UNKNOWN_VALUE });
    expect(key).not.toHaveProperty("name");
  });

  test("stays in a change of name, as with an alias, and with all that changes in place", async () => {
    const olds = await inputsOf("Deployment", chat());
    const other = { olds, name: "renamed" };
    expect(await nameOf("Deployment", chat({ displayName: "x" }), other)).toBe(olds.name);
    expect(await nameOf("Deployment", chat({ preemptible: true }), other)).toMatch(/deployments\/renamed-/);
    expect(await nameOf("Deployment", chat({ baseModel: UNKNOWN_VALUE }), other)).toBe(olds.name);
  });
});

describe("a pinned id", () => {
  test("is the name, and pinning the one that it has moves nothing", async () => {
    const olds = await inputsOf("Deployment", chat());
    const id = String(olds.name);
    const own = id.slice(id.lastIndexOf("/") + 1);
    const news = await inputsOf("Deployment", chat({ deploymentId: own }), { olds });
    expect(news.name).toBe(id);
    expect(await diff("Deployment", id, olds, news)).toEqual({ replaces: [], deleteBeforeReplace: false });
    const back = await inputsOf("Deployment", chat(), { olds: news });
    expect(back.name).toBe(id);
    expect((await diff("Deployment", id, news, back)).replaces).toEqual([]);
  });

  test("another one is another object, and the same one cannot be had twice at a time", async () => {
    const olds = await inputsOf("Deployment", chat({ deploymentId: "one" }));
    const two = await inputsOf("Deployment", chat({ deploymentId: "two" }), { olds });
    expect(two.name).toBe("accounts/a/deployments/two");
    expect(await diff("Deployment", String(olds.name), olds, two)).toEqual({
      replaces: ["deploymentId"],
      deleteBeforeReplace: false,
    });
    const same = await inputsOf("Deployment", chat({ deploymentId: "one", preemptible: true }), { olds });
    expect(await diff("Deployment", String(olds.name), olds, same)).toEqual({
      replaces: ["preemptible"],
      deleteBeforeReplace: true,
    });
  });

  test("another account is another object, of the same id at the same time", async () => {
    const olds = await inputsOf("Deployment", chat({ deploymentId: "one" }));
    const elsewhere = { ...olds, name: "accounts/b/deployments/one" };
    expect(await diff("Deployment", String(elsewhere.name), elsewhere, olds)).toEqual({
      replaces: ["name"],
      deleteBeforeReplace: false,
    });
    expect(await nameOf("Deployment", chat({ deploymentId: "one" }), { olds: elsewhere })).toBe(olds.name);
    const key = await inputsOf("ApiKey", { user: "accounts/a/users/u" });
    const id = "accounts/b/users/u/apiKeys/k";
    expect((await diff("ApiKey", id, key, key)).replaces).toEqual(["mark"]);
    expect((await diff("ApiKey", "accounts/a/users/u/apiKeys/k", key, key)).replaces).toEqual([]);
  });
});

describe("an import", () => {
  const routers = { deployments: ["accounts/a/deployments/x"] };

  test("takes the full name and the id alone", async () => {
    expect(await nameOf("Router", routers, { import: "mine" })).toBe("accounts/a/routers/mine");
    expect(await nameOf("Router", routers, { import: "accounts/a/routers/My_old.1" })).toBe(
      "accounts/a/routers/My_old.1",
    );
  });

  test.each([
    "accounts/b/routers/x",
    "accounts/a/deployments/x",
    "accounts/a/routers/",
    "accounts/a/routers/.x",
    "x y",
  ])("of %s is refused", async (id) => {
    expect((await checked("Router", routers, { import: id })).reasons).toEqual([
      `import: must name one of accounts/a/routers/…, not ${id}`,
    ]);
  });

  test("that stayed in the program is no matter, one of something else is", async () => {
    const olds = await inputsOf("Router", routers, { import: "mine" });
    expect(await nameOf("Router", routers, { import: "mine", olds })).toBe("accounts/a/routers/mine");
    expect((await checked("Router", routers, { import: "other", olds })).reasons).toEqual([
      "import: names accounts/a/routers/other, but this resource is accounts/a/routers/mine: take the option out",
    ]);
    const model = { ...routers, model: LLAMA };
    expect((await checked("Router", model, { import: "mine", olds })).reasons).toEqual([
      "import: would have to be taken out first: a change of model replaces accounts/a/routers/mine, and what is imported is kept",
    ]);
    expect(await nameOf("Router", model, { import: "other", olds })).toBe("accounts/a/routers/other");
  });

  test("is not for what the service names", async () => {
    const key = { user: "accounts/a/users/u" };
    expect((await checked("ApiKey", key, { import: "accounts/a/users/u/apiKeys/k" })).reasons).toEqual([
      "import: cannot be used with a ApiKey, whose id the service makes: take the option out",
    ]);
  });

  test("of one object twice is one too many", async () => {
    const own = started(kindOf("Router"));
    const twin = (name: string) => ({ ...routers, __pulumi: { ...hidden(kindOf("Router"), name), import: "mine" } });
    expect((await own.check({}, twin("first"))).failures).toEqual([]);
    expect((await own.check({}, twin("second"))).failures).toEqual([
      {
        property: "",
        reason: expect.stringMatching(
          /^routerId: is the id of first too \(accounts\/a\/routers\/mine\): one object, one resource/,
        ),
      },
    ]);
  });
});

describe("what replaces", () => {
  const moves = async (type: string, before: Json, now: Json) => {
    const olds = await inputsOf(type, before);
    const news = await inputsOf(type, now, { olds });
    return (await diff(type, String(olds.name), olds, news)).replaces;
  };

  test.each([
    ["preemptible", undefined, false],
    ["preemptible", false, undefined],
    ["hotLoadBucketUrl", undefined, ""],
    ["hotLoadBucketType", undefined, "BUCKET_TYPE_UNSPECIFIED"],
  ])("not %s from %p to %p: that holds anyway", async (key, before, now) => {
    expect(await moves("Deployment", chat({ [key]: before }), chat({ [key]: now }))).toEqual([]);
  });

  test.each([
    ["preemptible", undefined, true],
    ["preemptible", true, false],
    ["placement", undefined, { region: "US_IOWA_1" }],
    ["placement", undefined, {}],
    ["placement", { region: "US_IOWA_1" }, { region: "EU_FRANKFURT_1" }],
  ])("%s from %p to %p", async (key, before, now) => {
    expect(await moves("Deployment", chat({ [key]: before }), chat({ [key]: now }))).toEqual([key]);
  });

  test("not the first value of an enumeration, written down", async () => {
    const model = { kind: "HF_BASE_MODEL", source: { awsS3Source: { s3Bucket: "b" } } };
    expect(await moves("Model", model, { ...model, snapshotType: "FULL_SNAPSHOT" })).toEqual([]);
    expect(await moves("Model", model, { ...model, snapshotType: "INCREMENTAL_SNAPSHOT" })).toEqual(["snapshotType"]);
  });

  test("other content, but nothing where nobody knows what was uploaded", async () => {
    const rows = (text: string) => ({ source: { rows: [{ text }] } });
    expect(await moves("Dataset", rows("a"), rows("a"))).toEqual([]);
    expect(await moves("Dataset", rows("a"), rows("b"))).toEqual(["contentDigest"]);
    expect(await nameOf("Dataset", rows("a"))).not.toBe(await nameOf("Dataset", rows("b")));
    const olds = await inputsOf("Dataset", rows("a"));
    const { contentDigest, ...taken } = olds;
    expect(contentDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const news = await inputsOf("Dataset", rows("b"), { olds: taken });
    expect(await diff("Dataset", String(olds.name), taken, news)).toMatchObject({ replaces: [] });
    expect(await diff("Dataset", String(olds.name), olds, taken)).toMatchObject({ replaces: [] });
  });

  test("an input, whose name is told even where the account is another too", async () => {
    const olds = { ...(await inputsOf("Deployment", chat())), name: "accounts/b/deployments/x" };
    const news = await inputsOf("Deployment", chat({ preemptible: true }), { olds });
    expect((await diff("Deployment", olds.name, olds, news)).replaces).toEqual(["preemptible"]);
  });

  test("an id that was pinned beside the import of another, as soon as the import is over", async () => {
    const args = { deployments: ["accounts/a/deployments/x"], routerId: "other" };
    const olds = await inputsOf("Router", args, { import: "mine" });
    expect(olds.name).toBe("accounts/a/routers/mine");
    const news = await inputsOf("Router", args, { olds });
    expect(news.name).toBe("accounts/a/routers/other");
    expect(await diff("Router", String(olds.name), olds, news)).toEqual({
      replaces: ["name"],
      deleteBeforeReplace: false,
    });
  });
});

test("without what the constructor tells, names are made all the same, of the inputs", async () => {
  const own = (args: Json) => started(kindOf("Deployment")).check({}, args);
  const { inputs, failures } = await own(chat());
  expect(failures).toEqual([]);
  expect(inputs.name).toMatch(/^accounts\/a\/deployments\/[a-z0-9-]+$/);
  expect((await own(chat())).inputs.name).toBe(inputs.name);
  expect((await own(chat({ displayName: "x" }))).inputs.name).not.toBe(inputs.name);
  expect((await own(chat({ deploymentId: "one" }))).failures).toEqual([]);
  expect((await own(chat({ deploymentId: "one" }))).failures).toEqual([]);
});

test("a name of which no id can be made asks for one", async () => {
  expect((await checked("User", { serviceAccount: true, role: "user" }, { name: "管理者" })).reasons).toEqual([
    "userId: is required: no id can be made from the resource's name",
  ]);
});

/** What a person reads of what no field can hold. */
const UNFIT: [string, Json, string[]][] = [
  ["no number", chat({ maxReplicaCount: Number.NaN }), ["maxReplicaCount: must be a finite number"]],
  ["one without end", chat({ autoscalingPolicy: { loadTargets: { a: 1, b: Number.POSITIVE_INFINITY } } }), [
    "autoscalingPolicy.loadTargets.b: must be a finite number",
  ]],
  ["null in a list", chat({ extraArgs: ["a", null] }), ["extraArgs[1]: must be a string, not null"]],
  ["a long text", chat({ maxReplicaCount: "x".repeat(99) }), [
    `maxReplicaCount: must be a number, not string "${"x".repeat(60)}"`,
  ]],
  ["a long name", chat({ ["n".repeat(120)]: 1 }), [
    `${"n".repeat(100)}…: Deployment has no such argument; if the API is newer than this package, pass it through \`extra: { body: { … } }\``,
  ]],
  ["what is not near", chat({ maxReplicaCxxxx: 1 }), [
    expect.stringContaining("did you mean") as unknown as string,
  ]],
  ["a member of a text", chat({ annotations: { a: { b: 1 } } }), ["annotations.a: must be a string, not an object"]],
  ["a rule on what is wrong already", chat({ minReplicaCount: 3, maxReplicaCount: "1" }), [
    'maxReplicaCount: must be a number, not string "1"',
  ]],
  ["a rule on a part of what is", chat({ autoscalingPolicy: { scaleUpWindow: "10m", scaleToZeroWindow: "60s" } }), [
    'autoscalingPolicy.scaleUpWindow: must be a duration in seconds, such as "600s"',
  ]],
  ["a rule on what is not known", chat({ minReplicaCount: 3, maxReplicaCount: UNKNOWN_VALUE }), []],
  ["one on a part of it", chat({ autoscalingPolicy: { scaleUpWindow: UNKNOWN_VALUE, scaleToZeroWindow: "60s" } }), []],
]; // biome-ignore format: one table

test.each(UNFIT)("%s is told by its place", async (_what, args, expected) => {
  expect((await checked("Deployment", args)).reasons).toEqual(expected);
});

test("what is nested without end is told, and of very many mistakes the first", async () => {
  const nested = (levels: number): unknown => (levels === 0 ? "x" : { a: nested(levels - 1) });
  const extra = (levels: number) => chat({ extra: { body: { x: nested(levels) } } });
  expect((await checked("Deployment", extra(61))).reasons).toEqual([]);
  expect((await checked("Deployment", extra(63))).reasons).toEqual([
    "extra.body.x.a: must not be nested deeper than 64 levels",
  ]);
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`strange${index}`, 1]));
  expect((await checked("Deployment", chat(many(20)))).reasons).toHaveLength(20);
  const { reasons } = await checked("Deployment", chat(many(25)));
  expect(reasons).toHaveLength(20);
  expect(reasons.filter((reason) => /more like it/.test(reason))).toEqual([
    expect.stringMatching(/^strange19: .* \(and 5 more like it\)$/),
  ]);
});

test("something unknown deep in what an id is made of makes the name unknown", async () => {
  const placement = { regions: ["US_IOWA_1", UNKNOWN_VALUE] };
  expect((await inputsOf("Deployment", chat({ placement }))).name).toBe(UNKNOWN_VALUE);
});

test("what cannot be replaced is not changed", async () => {
  const ada = { email: "ada@example.com", role: "user" };
  const olds = await inputsOf("User", ada);
  expect((await checked("User", { ...ada, email: "bob@example.com" }, { olds })).reasons).toEqual([
    "email: cannot be changed: it would replace the user, and the API deletes none. Declare a second User, and take this one out of the program",
  ]);
  await inputsOf("User", { ...ada, role: "admin" }, { olds });
});

test("options of the create request stay what they were", async () => {
  const olds = await inputsOf("Deployment", chat({ disableAutoDeploy: true }));
  expect(await inputsOf("Deployment", chat(), { olds })).toMatchObject({ disableAutoDeploy: true });
  expect(await inputsOf("Deployment", chat({ skipImageTagValidation: true }), { olds })).not.toHaveProperty(
    "skipImageTagValidation",
  );
});

test("another spelling is state's", async () => {
  const policy = (scaleUpWindow: string) => chat({ autoscalingPolicy: { scaleUpWindow } });
  const olds = await inputsOf("Deployment", policy("60s"));
  expect(await inputsOf("Deployment", policy("60.0s"), { olds })).toEqual(olds);
  expect(await inputsOf("Deployment", policy("61s"), { olds })).toMatchObject(policy("61s"));
});

test("a limit for the deletion is an input, and what an earlier check added is not taken for an argument", async () => {
  const olds = await inputsOf("Deployment", chat(), { timeouts: { delete: 90 } });
  expect(olds).toMatchObject({ deleteTimeout: 90 });
  // With `ignoreChanges: ["*"]` the engine hands everything back.
  expect(await inputsOf("Deployment", olds, { olds, timeouts: { delete: 90 } })).toEqual(olds);
  expect(await inputsOf("Deployment", olds, { olds })).not.toHaveProperty("deleteTimeout");
  const { inputs } = await started(kindOf("Deployment")).check(olds, chat());
  expect(inputs).toMatchObject({ deleteTimeout: 90 });
});

test("an account that cannot be asked for is a failure, not a crash", async () => {
  const kind = kindOf("Deployment");
  const own = started(kind);
  const here: Record<string, string> = { "fireworks:baseUrl": "http://127.0.0.1:9", "fireworks:apiKey": "fw_planted" };
  await own.configure({ config: { get: (key) => here[key] } });
  process.env.FIREWORKS_SPEED = "1000";
  try {
    const { failures } = await own.check({}, { ...chat(), __pulumi: hidden(kind) });
    expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^GET accounts: UNREACHABLE: /) }]);
  } finally {
    delete process.env.FIREWORKS_SPEED;
  }
});
