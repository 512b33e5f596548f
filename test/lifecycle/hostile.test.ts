import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseJson } from "../../src/client/json";
import { presentable } from "../../src/engine/conceal";
import { nameMade, objectIn } from "../../src/lifecycle/answer";
import { lingers, merged, same } from "../../src/lifecycle/compare";
import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { json, serve, stopServers } from "../client/server";
import { hidden, started } from "./engine";

/** What hostile input (npm run torture -- --part inputs) found: each ended badly once. */

const kindOf = (type: string) => kinds.find((kind) => kind.type === type) as Kind;
const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

async function complaints(type: string, args: Json, olds: Json = {}): Promise<string[]> {
  const kind = kindOf(type);
  const { failures } = await started(kind).check(olds, { ...args, __pulumi: hidden(kind) });
  return failures.map(({ reason }) => reason);
}

function nested(levels: number): unknown {
  let value: unknown = "x";
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

describe("check", () => {
  const extra = (body: unknown) => ({ keyName: "A", value: "planted-value", extra: { body } });

  test("what is nested without end is refused, in state too", async () => {
    const refusal = ["extra.body.a.a: must not be nested deeper than 64 levels"];
    expect(await complaints("Secret", extra(nested(70)))).toEqual(refusal);
    expect(await complaints("Secret", extra(nested(5000)))).toEqual(refusal);
    expect(await complaints("Secret", extra({}), { extra: { body: nested(5000) } })).toEqual([]);
  });

  test("a number that JSON does not have is refused", async () => {
    expect(await complaints("Secret", extra({ a: [Number.NaN] }))).toEqual([
      "extra.body.a[0]: must be a finite number",
    ]);
  });

  test("of very many mistakes the first are told", async () => {
    const typos = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`keyNaem${index}`, index]));
    const told = await complaints("Secret", { ...extra({}), ...typos });
    expect(told).toHaveLength(20);
    expect(told.at(-1)).toMatch(/ \(and 4980 more like it\)$/);
  });

  test("long lists whose order means nothing are compared at once", async () => {
    const deployments = Array.from({ length: 50_000 }, (_, index) => `accounts/a/deployments/d${index}`);
    const before = process.cpuUsage();
    expect(await complaints("Router", { deployments }, { deployments: [...deployments].reverse() })).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(5000);
  });

  test.each([
    ["ApiKey", "user", "accounts/a/users/.."],
    ["ApiKey", "user", "accounts/../users/x"],
    ["ApiKey", "user", "accounts/a/users/%2e%2e"],
    ["Deployment", "baseModel", "accounts/a/models/x?y=1"],
    ["Deployment", "baseModel", "accounts/a/models/x#y"],
  ])("%s: %s must not lead elsewhere: %s", async (type, key, name) => {
    const args = type === "Deployment" ? { deploymentShape: SHAPE, baseModel: LLAMA } : {};
    expect(await complaints(type, { ...args, [key]: name })).toEqual([
      expect.stringMatching(new RegExp(`^${key}: must be a full resource name`)),
    ]);
  });

  test("what the program wrapped as a secret is not told, wherever it stands", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "planted-word" };
    expect(await complaints("Router", { deployments: ["accounts/a/deployments/x"], public: secret })).toEqual([
      'public: must be true or false, not string "[secret]"',
    ]);
  });

  test("nothing that a terminal obeys is repeated", async () => {
    const [told] = await complaints("Router", { deployments: ["accounts/a/deployments/x"], public: "\u009b31m\u202e" });
    expect(told).toBe('public: must be true or false, not string " 31m"');
  });

  test("an object whose length is no number is of another type", async () => {
    const displayName = { length: [[], "04da6b54-80e4-46f7-96ec-b56ff0331ba9"] };
    expect(await complaints("Router", { deployments: ["accounts/a/deployments/x"], displayName })).toEqual([
      expect.stringMatching(/^displayName: must be /),
    ]);
  });

  test("the remedy stands behind a name that nobody reads to its end", async () => {
    const args = { source: { file: "a".repeat(100_000) } };
    expect(await complaints("Dataset", args)).toEqual([
      expect.stringMatching(/^source\.file: .{100,220}… does not exist, and the dataset has to be uploaded from it$/),
    ]);
  });

  test("a folder with a zero in its name is a failure of that argument", async () => {
    const args = { kind: "HF_BASE_MODEL", source: { directory: "a\0b" } };
    expect(await complaints("Model", args)).toEqual([expect.stringMatching(/^source\.directory: .* cannot be read/)]);
  });
});

describe("keys that every object has", () => {
  const annotations = kindOf("Deployment").fields.shape.annotations;

  test("somebody else's stay, those that the program drops go", () => {
    const theirs = { constructor: "theirs", mine: "1" };
    expect(merged(annotations, { mine: "2" }, { mine: "1" }, theirs)).toEqual({ constructor: "theirs", mine: "2" });
    expect(lingers({ constructor: "mine" }, {}, { constructor: "mine" })).toBe(true);
  });

  test("what is not there is not what all objects have", () => {
    expect(same(annotations, { toString: "x" }, {})).toBe(false);
    const createTime = kindOf("ApiKey").fields.shape.expireTime;
    expect(same(createTime, "2031-01-01T00:00:00Z", { toString: "x" })).toBe(false);
  });
});

describe("ids that lead elsewhere", () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(404).end();
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each(["../../users/x", "", "accounts/a/routers/..", "accounts/a/routers/x%2F..", "accounts/a/models/x"])(
    "%j is asked for nowhere",
    async (id) => {
      const own = started(kindOf("Router"));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const config: Record<string, string> = { baseUrl: url, apiKey: "fw_planted_key", accountId: "a" };
      void own.configure({ config: { get: (key) => config[key.replace("fireworks:", "")] } });
      for (const work of [() => own.read(id, {}), () => own.delete(id, {}), () => own.update(id, {}, { name: id })])
        await expect(work()).rejects.toThrow(/is not the name of a Router, which is accounts\/…\/routers\/… in full/);
      expect(asked).toEqual([]);
    },
  );
});

describe("a message", () => {
  const KEY = "fw_planted_key";

  test.each([
    [`${"x".repeat(20)} fw_pla…`, `${"x".repeat(20)} [secret]…`],
    [`the key ${KEY} is wrong`, "the key [secret] is wrong"],
    ["\u001b[31m\u009b1m\u202ered\ud800", " [31m 1mred\ufffd"],
  ])("%j", (message, shown) => {
    expect(presentable(message, [KEY])).toBe(shown);
  });

  test("has an end, and tells no secret of several lines written as one", () => {
    expect(presentable("x".repeat(1e6))).toHaveLength(4001);
    expect(presentable("refused: BEGIN KEY abc END KEY", ["BEGIN KEY\nabc\nEND KEY"])).toBe("refused: [secret]");
    expect(presentable('refused: "a\\"bc"', ['a"bc'])).toBe('refused: "[secret]"');
  });
});

describe("what a gateway answers", () => {
  afterAll(stopServers);

  const Router = kindOf("Router");
  const name = "accounts/a/routers/x";
  const answer = (object: Json) => () => objectIn(Router, name, { method: "GET", path: name, object });

  test.each([
    [{ name: "accounts/other/routers/x" }, /the answer is about accounts\/other\/routers\/x and not about accounts\/a/],
    [{ name: 7 }, /the answer is about 7 and not/],
    [{ name, deployments: "x" }, /the answer is not a Router: `deployments` is a value instead of a list/],
    [{ name, status: [] }, /`status` is a list instead of an object/],
    [{ name, state: {} }, /`state` is an object instead of a value/],
  ])("%j is not believed", (object, words) => {
    expect(answer(object)).toThrow(words);
  });

  test.each(["", null, "x"])("%j is no other's name", (told) => {
    const object = { name: told };
    expect(answer(object)()).toBe(object);
  });

  test("of a key whose answer is not believed nothing is kept: the next one has its own name", async () => {
    const made = ["one", "two"];
    const { url } = await serve((request, response) => {
      const key = { keyId: made[0], key: "fw_planted", secure: made.length > 1 ? [] : true };
      if (request.method === "GET") return json(response, { apiKeys: [] });
      made.shift();
      json(response, key);
    });
    const own = started(kindOf("ApiKey"), { "fireworks:baseUrl": url });
    const { inputs } = await own.check({}, { user: "accounts/a/users/u", __pulumi: hidden(kindOf("ApiKey")) });
    expect(await own.create(inputs)).toMatchObject({ id: "accounts/a/users/u/apiKeys/two", outs: { keyId: "two" } });
  });

  test("zero values, numbers for texts and what is not known yet are", () => {
    const object = { state: 2, deployments: null, brandNew: [1], createTime: "x" };
    expect(answer(object)()).toBe(object);
  });

  test.each([undefined, "", "undefined", "accounts/other/routers/x", "accounts/a/routers/.."])(
    "%j is no name that it can have made",
    (made) => {
      const told = { method: "POST", path: "accounts/a/routers", object: {} };
      expect(() => nameMade(Router, made, told)).toThrow(/has no name of a Router in accounts\/a\/routers/);
    },
  );

  test.each(["[".repeat(200) + "]".repeat(200), `[${"[],".repeat(600_000)}[]]`])(
    "JSON without end is refused",
    (text) => {
      expect(() => parseJson(text)).toThrow("it is nested or divided without end");
    },
  );

  test("brackets within texts are not nesting", () => {
    expect(parseJson(JSON.stringify({ a: `\\"${"[{,".repeat(500_000)}` }))).toHaveProperty("a");
  });
});
