import { writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { declare, escapeText } from "../../src/stack";
import { declared, known, leave, made, problems, project } from "./folder";

afterEach(leave);

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";

async function outputs(data: Parameters<typeof declared>[0]): Promise<Record<string, unknown>> {
  const all = Object.entries(declared(data).outputs).map(async ([name, value]) => [name, await known(value)] as const);
  return Object.fromEntries(await Promise.all(all));
}

const isSecret = (output: unknown) => pulumi.isSecret(output as pulumi.Output<unknown>);

test("functions", async () => {
  const data = `outputs:
  toJSON: { fn::toJSON: { a: [1, "\${pulumi.stack}"] } }
  toBase64: { fn::toBase64: "ü" }
  fromBase64: { fn::fromBase64: w7w= }
  join: { fn::join: ["-", [a, { fn::toBase64: b }]] }
  split: { fn::split: [",", "a,b"] }
  select: { fn::select: [1, { fn::split: [",", "a,b"] }] }
  length: { fn::length: 👩‍🚀x }
  members: { fn::length: { a: 1, b: 2 } }
  single: { fn::singleOrNone: [1] }
  sha1: { fn::sha1: a }
  readFile: { fn::readFile: ./text.txt }
  filebase64: { fn::filebase64: text.txt }
  filebase64sha256: { fn::filebase64sha256: text.txt }
  fileAsset: { fn::fileAsset: ./a.jsonl }
  fileArchive: { fn::fileArchive: ./a }
  stringAsset: { fn::stringAsset: "{\\"a\\": 1}\\n" }
  unsecret: { fn::unsecret: { fn::secret: x } }
`;
  expect(await outputs({ files: { "fireworks.yaml": data, "text.txt": "text\n" } })).toEqual({
    toJSON: '{"a":[1,"dev"]}',
    toBase64: "w7w=",
    fromBase64: "ü",
    join: "a-Yg==",
    split: ["a", "b"],
    select: "b",
    length: 2,
    members: 2,
    single: 1,
    sha1: "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
    readFile: "text\n",
    filebase64: "dGV4dAo=",
    filebase64sha256: "ueaOG+o+WxnKay+YtzpUtz2q+qJQSEkC4JmC4HoS5zM=",
    fileAsset: { file: "./a.jsonl" },
    fileArchive: { directory: "./a" },
    stringAsset: { rows: [{ a: 1 }] },
    unsecret: "x",
  });
});

test("references: outputs, nested ones, quoted keys, escapes", async () => {
  const data = `resources:
  first one: { type: User, name: first, properties: { role: user, serviceAccount: true } }
  key: { type: ApiKey, properties: { user: "\${[\\"first one\\"].name}" } }
  other: { type: pulumi:pulumi:StackReference, properties: { name: acme/infra/prod } }
  r:
    type: Deployment
    properties:
      baseModel: ${LLAMA}
      deploymentShape: default
      annotations: { "a key": b }
outputs:
  name: \${key.user}
  id: \${["first one"].id}
  quoted: \${r.annotations["a key"]}
  text: a \${key.user} and \${pulumi.project}/\${pulumi.organization}
  escaped: $$\{a} costs $5, $$
  other: \${other.outputs.key}
  resource: { fn::pulumiResourceName: "\${key}" }
  type: { fn::pulumiResourceType: "\${key}" }
`;
  expect(await outputs(data)).toEqual({
    name: "accounts/a/things/first",
    id: "first-id",
    quoted: "b",
    text: "a accounts/a/things/first and test/acme",
    escaped: `\${a} costs $5, $`,
    other: "of another stack",
    resource: "key",
    type: "pulumi-nodejs:dynamic/fireworks:ApiKey",
  });
});

test.each(["", "$", "$$", `\${a}`, `a$\${b}$`, `$5 and $\${`, `\${`])("escaped, %j is itself", async (text) => {
  expect(await outputs(`outputs: { x: ${JSON.stringify(escapeText(text))} }`)).toEqual({ x: text });
});

test("configuration: declared with types and defaults, undeclared, of other packages, secret", async () => {
  const data = `config:
  replicas: { type: integer, default: 3 }
  ratio: { type: number }
  open: { type: boolean }
  tags: { type: array }
  shape: { type: object, default: { a: 1 } }
  renamed: { type: string, name: other-name }
  constant: plain
  hidden: { type: string, secret: true }
outputs:
  all: ["\${replicas}", "\${config.ratio}", "\${open}", "\${tags[1]}", "\${shape.a}", "\${renamed}", "\${constant}"]
  text: "\${config.number}"
  list: "\${config.list[0].x}"
  region: "\${config.aws:region}"
  hidden: "\${hidden}"
  key: "\${config.key}"
`;
  const config = {
    "test:ratio": "0.5",
    "test:open": "true",
    "test:tags": ["x", "y"],
    "test:other-name": "renamed",
    "test:number": "12",
    "test:list": [{ x: 1 }],
    "aws:region": "eu-west-1",
    "test:hidden": "planted-1",
    "test:key": "planted-2",
  };
  const files = { "fireworks.yaml": data };
  expect(await outputs({ files, config, secrets: ["test:key"] })).toEqual({
    all: [3, 0.5, true, "y", 1, "renamed", "plain"],
    text: "12",
    list: 1,
    region: "eu-west-1",
    hidden: "planted-1",
    key: "planted-2",
  });
  const stack = declared({ files, config, secrets: ["test:key"] });
  const secret = await Promise.all(
    ["hidden", "key", "text"].map((name) => isSecret(pulumi.output(stack.outputs[name]))),
  );
  expect(secret).toEqual([true, true, false]);
});

test("configuration that is not as declared; no secret in any message", async () => {
  const data = `config:
  replicas: { type: integer }
  open: { type: boolen }
  hidden: { type: object, secret: true }
resources:
  s: { type: Secret, properties: { keyName: "\${config.key}", value: 1 } }
  t: { type: Secret, properties: { keyName: { fn::secret: planted-4 }, value: { fn::readFile: "\${config.key}" } } }
  u: { type: Secret, properties: { keyName: T, value: 123123 }, options: { protect: "\${config.key}" } }
outputs: { a: "\${replicas}", b: "\${hidden}", c: "\${config.missing}" }
`;
  const config = { "test:replicas": "planted-1", "test:hidden": "planted-2", "test:key": "planted-3" };
  const lines = await problems({ files: { "fireworks.yaml": data }, config, secrets: ["test:key"] });
  expect(lines).toEqual([
    'fireworks.yaml:3:17: config.open.type: must be one of string, number, integer, boolean, object, array; did you mean "boolean"?',
    "fireworks.yaml:6:62: resources.s.properties.value: must be a string, not something else; put it in quotes",
    "fireworks.yaml:8:48: resources.u.properties.value: must be a string, not something else; put it in quotes",
    "fireworks.yaml:8:85: resources.u.options.protect: must be true or false, and not depend on a resource or a secret",
    `fireworks.yaml:9:15: outputs.a: \${replicas}: the configuration key replicas must hold a whole number, as declared`,
    `fireworks.yaml:9:33: outputs.b: \${hidden}: the configuration key hidden must hold a map, as declared`,
    `fireworks.yaml:9:49: outputs.c: \${config.missing}: the configuration key missing is not set; \`pulumi config set missing VALUE\`, or \`pulumi config set --secret missing\` for a secret`,
  ]);
  expect(lines.join()).not.toMatch(/planted|123123/);
});

test("names, options and providers as a program would give them", async () => {
  const data = `resources:
  second: { type: Provider, name: other, properties: { apiKey: x }, defaultProvider: true }
  third: { type: pulumi:providers:fireworks, properties: { accountId: third } }
  a: { type: fireworks:index:Secret, name: named, properties: { keyName: A, value: x } }
  b: { type: Secret, properties: { keyName: B, value: x }, options: { provider: "\${third}" } }
`;
  const all = await made(data);
  expect(Object.keys(all).sort()).toEqual(["b", "named", "other", "third"]);
  expect(all.named?.provider).toContain("::other::");
  expect(all.b?.provider).toContain("::third::");
});

test("what the program gives has no such property", () => {
  project({ files: { "fireworks.yaml": `outputs: { x: "\${code.keyNme}" }` } });
  const { Secret } = require("../../src") as typeof import("../../src");
  const given = { code: new Secret("code", { keyName: "CODE", value: "x" }) };
  expect(() => declare({ given })).toThrow(
    `fireworks.yaml:1:15: outputs.x: \${code.keyNme}: the resource that the program gives as code has no property "keyNme"; did you mean "keyName"?`,
  );
});

test("data beside code: what the program has, and what it gets", async () => {
  const data = `resources:
  s: { type: Secret, properties: { keyName: S, value: "\${value}" }, options: { dependsOn: ["\${code}"] } }
outputs: { nested: "\${map.a[0]}", named: "\${code.keyName}" }
`;
  project({});
  writeFileSync("team.yaml", data);
  writeFileSync("over.yaml", "resources: { s: { properties: { keyName: OVER } } }");
  const { Secret } = require("../../src") as typeof import("../../src");
  const code = new Secret("code", { keyName: "CODE", value: "x" });
  const given = { code, value: pulumi.secret("planted"), map: pulumi.output({ a: [7] }) };
  const { resources, outputs } = declare({ file: "team.yaml", overlays: ["over.yaml"], given });
  expect(resources.s).toBeInstanceOf(Secret);
  expect(await known(outputs.nested)).toBe(7);
  expect(await known(outputs.named)).toBe("CODE");
  expect(await known((resources.s as InstanceType<typeof Secret>).keyName)).toBe("OVER");
});
