import { writeFileSync } from "node:fs";
import { declare } from "../../src/stack";
import { declared, known, leave, made, problems, project, registered } from "./folder";

afterEach(leave);

const output = async (data: string) => known(declared(data).outputs.x);

test("YAML 1.2, and what other readers make of it", async () => {
  const data =
    "outputs: { x: { on: on, no: NO, octal: 0o10, date: 2027-01-31, time: 12:30:00, duration: 30s, none: ~, big: '010', e: 1e3 } }";
  expect(await output(data)).toEqual({
    on: "on",
    no: "NO",
    octal: 8,
    date: "2027-01-31",
    time: "12:30:00",
    duration: "30s",
    none: undefined,
    big: "010",
    e: 1000,
  });
});

test.each<[string, string, string[]]>([
  [
    "octal or decimal",
    "outputs: { x: 010 }",
    [
      "fireworks.yaml:1:15: outputs.x: 010 is octal to some readers of YAML and decimal to others: put it in quotes, or write it without 0",
    ],
  ],
  [
    "more than numbers are exact",
    "outputs: { x: 9007199254740993 }",
    ["fireworks.yaml:1:15: outputs.x: 9007199254740993 is larger than numbers are exact: put it in quotes"],
  ],
  [
    "a key twice",
    "outputs:\n  x: 1\n  x: 2\n",
    ["fireworks.yaml:3:3: this key stands twice in its map: take one of them out"],
  ],
  [
    "a key twice, as number and as text",
    "outputs:\n  1: 1\n  '1': 2\n",
    ["fireworks.yaml:3:3: this key stands twice in its map: take one of them out"],
  ],
  [
    "levels without end",
    `outputs: { x: ${"[".repeat(150)}${"]".repeat(150)} }`,
    ["fireworks.yaml:1:114: outputs.x[0]: is nested more than 100 levels deep"],
  ],
  [
    "more levels than a parser bears",
    `outputs: { x: ${"[".repeat(20000)}${"]".repeat(20000)} }`,
    [expect.stringMatching(/^fireworks.yaml:1:\d+: is nested more than 100 levels deep$/) as string],
  ],
  ["a tab", "outputs:\n\tx: 1\n", ["fireworks.yaml:2:1: is indented by a tab: YAML takes spaces only"]],
  [
    "two documents",
    "outputs: {}\n---\noutputs: {}\n",
    ["fireworks.yaml:2:1: must be one document: what comes after `---` belongs into a file of its own"],
  ],
  [
    "a tag",
    "outputs: { x: !secret y }",
    ["fireworks.yaml:1:15: has a tag (`!…`) that means nothing here: take it out"],
  ],
  ["a text", "just text", ["fireworks.yaml:1:1: must be a map with resources, variables, outputs or config"]],
  ["no end", 'outputs: { x: "y }\nresources: {}\n', ['fireworks.yaml:3:1: is not YAML: Missing closing "quote']],
  ["an unknown anchor", "outputs: { x: *y }", ["fireworks.yaml:1:15: outputs.x: there is no anchor &y"]],
  [
    "an anchor that holds itself",
    "outputs: { x: &x [*x] }",
    ["fireworks.yaml:1:19: outputs.x[0]: *x is part of itself"],
  ],
  [
    "merging what is no map",
    "outputs: { x: { <<: 1 } }",
    ['fireworks.yaml:1:17: outputs.x["<<"]: must be a map, or a list of maps'],
  ],
])("%s", async (_what, data, expected) => {
  expect(await problems(data)).toEqual(expected);
});

test("what is taken out has to be there", async () => {
  const files = {
    "fireworks.yaml": `resources:\n  playground: { type: User }\n  ${secret("a", "x")}\nvariables: { v: x }\noutputs: { o: "\${v}" }\n`,
    "fireworks.dev.yaml":
      "resources: { playgruond: ~, a: { properties: { valeu: ~ } }, playground: ~ }\nvariables:\nconfig:\n",
  };
  expect(await problems({ files, config: { "fireworks:resources": { playground: null } } })).toEqual([
    'fireworks.dev.yaml:1:14: resources.playgruond: takes out what is not there; did you mean "playground"?',
    'fireworks.dev.yaml:1:48: resources.a.properties.valeu: takes out what is not there; did you mean "value"?',
    `fireworks.yaml:5:15: outputs.o: \${v}: refers to "v", which fireworks.dev.yaml:2:1 takes out`,
  ]);
});

test("bytes that are no UTF-8", () => {
  project({});
  writeFileSync("fireworks.yaml", Buffer.from("outputs: { x: M\xfcnchen }", "latin1"));
  expect(() => declare()).toThrow("fireworks.yaml: is not in UTF-8: save it so");
});

test("the configuration is part of one declaration", async () => {
  const user = "{ type: User, properties: { role: user, serviceAccount: true } }";
  const files = { "fireworks.yaml": `resources: { a: ${user} }`, "b.yaml": `resources: { b: ${user} }` };
  const c = { type: "User", properties: { role: "user", serviceAccount: true } };
  const { resources } = declared({ files, config: { "fireworks:resources": { c } } });
  expect(() => declare({ file: "b.yaml" })).toThrow(
    "configuration: fireworks:resources and its like, and fireworks:overlays, are part of another declare() of this program already: give all others `configuration: false`",
  );
  const more = declare({ file: "b.yaml", configuration: false });
  const all = { ...resources, ...more.resources };
  expect(Object.keys(all)).toEqual(["a", "c", "b"]);
  await Promise.all(Object.values(all).map(({ urn }) => known(urn)));
});

test("anchors that multiply end early", async () => {
  const lines = Array.from(
    { length: 9 },
    (_, level) => `  v${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(", ")}]`,
  );
  const [first = ""] = await problems(`variables:\n  v0: &a0 x\n${lines.join("\n")}\n`);
  expect(first).toContain("has too many values, or anchors that multiply");
});

test("anchors and merge keys", async () => {
  const data =
    "variables: { base: &base { a: 1, b: { c: 2 } }, more: &more { b: 9, d: 4 } }\noutputs: { x: { <<: [*base, *more], a: 3 }, y: *base }\n";
  expect(await output(data)).toEqual({ a: 3, b: { c: 2 }, d: 4 });
});

const secret = (name: string, value: string) =>
  `${name}: { type: Secret, properties: { keyName: ${name.toUpperCase()}, value: "${value}" } }`;

test("overlays: the stack's own, the configured ones, the configuration itself", async () => {
  await made({
    files: {
      "infra/all.yaml": `resources:\n  ${secret("a", "base")}\n  ${secret("b", "base")}\n  gone: { type: User, properties: { role: user, serviceAccount: true } }\n`,
      "infra/all.dev.yaml": "resources:\n  a: { properties: { value: own } }\n  gone: null\n",
      "infra/all.prod.yaml": "resources:\n  a: { properties: { value: of another stack } }\n",
      "eu.yaml":
        "resources:\n  b: { properties: { value: eu } }\n  c: { type: User, properties: { role: user, displayName: Ada, serviceAccount: true } }\n",
    },
    config: {
      "fireworks:file": "infra/all.yaml",
      "fireworks:overlays": ["eu.yaml"],
      "fireworks:resources": {
        b: { properties: { deletionPolicy: "retain" } },
        c: { properties: { displayName: null } },
      },
    },
  });
  const values = registered
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, inputs }) => [
      name,
      (inputs.value as { value: string } | undefined)?.value,
      inputs.deletionPolicy,
      inputs.displayName,
    ]);
  expect(values).toEqual([
    ["a", "own", undefined, undefined],
    ["b", "eu", "retain", undefined],
    ["c", undefined, undefined, undefined],
  ]);
});

test("lists and function calls are replaced, not merged; the overlay's places are its own", async () => {
  const files = {
    "fireworks.yaml": `resources:\n  r: { type: Router, properties: { deployments: [a, b], displayName: { fn::join: ["", [a]] } } }\n`,
    "fireworks.dev.yaml": `resources:\n  r:\n    properties:\n      deployments: [c]\n      displayName: { fn::split: ["", "a"] }\n`,
  };
  expect(await problems({ files })).toEqual([
    'fireworks.dev.yaml:4:21: resources.r.properties.deployments[0]: must be a full resource name such as "accounts/my-account/deployments/chat"',
    "fireworks.dev.yaml:5:7: resources.r.properties.displayName: must be a string, not a list",
  ]);
});

test("what an overlay takes out is missed by what refers to it", async () => {
  const files = {
    "fireworks.yaml": `variables: { v: x }\nresources:\n  ${secret("a", "x")}\noutputs: { n: "\${a.name}", v: "\${v}" }\n`,
    "fireworks.dev.yaml": "resources: { a: ~ }\nvariables: { v: }\n",
  };
  expect(await problems({ files })).toEqual([
    `fireworks.yaml:4:15: outputs.n: \${a.name}: refers to "a", which fireworks.dev.yaml:1:14 takes out`,
    `fireworks.yaml:4:31: outputs.v: \${v}: refers to "v", which fireworks.dev.yaml:2:14 takes out`,
  ]);
});

test.each<[string, Parameters<typeof problems>[0], string[]]>([
  [
    "no file at all",
    {},
    [
      "fireworks.yaml: there is no such file in the folder FOLDER: write it, name another with `pulumi config set fireworks:file PATH`, or declare fireworks:resources in the stack's configuration",
    ],
  ],
  [
    "a configured file",
    { config: { "fireworks:file": "infra.yaml" } },
    [
      "infra.yaml: there is no such file, but the stack's configuration names it (fireworks:file, relative to the folder FOLDER)",
    ],
  ],
  [
    "a folder that is configured",
    { files: { "folder/x": "" }, config: { "fireworks:file": "folder" } },
    ["folder: cannot be read (EISDIR)"],
  ],
  [
    "a file that the program names",
    { options: { file: "team.yaml", overlays: ["eu.yaml"] } },
    [
      "team.yaml: there is no such file in the folder FOLDER, but the program names it",
      "eu.yaml: there is no such file, but the program names it",
    ],
  ],
  [
    "another extension",
    { files: { "fireworks.yml": "outputs: {}" } },
    [
      "fireworks.yaml: there is no such file in the folder FOLDER; there is fireworks.yml: rename it, or `pulumi config set fireworks:file fireworks.yml`",
    ],
  ],
  [
    "another extension of the stack's own",
    { files: { "fireworks.yaml": "outputs: {}", "fireworks.dev.yml": "" } },
    ["fireworks.dev.yml: is not read: the stack's own file beside fireworks.yaml is called fireworks.dev.yaml"],
  ],
  [
    "keys of the configuration",
    { files: { "fireworks.yaml": "outputs: {}" }, config: { "fireworks:resorces": {}, "fireworks:overlay": "x" } },
    [
      'configuration fireworks:resorces: there is no such key; did you mean "fireworks:resources"?',
      'configuration fireworks:overlay: there is no such key; did you mean "fireworks:overlays"?',
    ],
  ],
  [
    "nothing at all",
    { files: { "fireworks.yaml": "resources:\n" } },
    [
      "fireworks.yaml: declares nothing, so that all the stack has would be deleted: if it shall be, write `resources: {}`",
    ],
  ],
  [
    "numbers in the configuration that are not exact",
    { config: { "fireworks:variables": '{"x": [9007199254740993]}', "fireworks:outputs": {} } },
    [
      "configuration fireworks:variables: variables.x[0]: a whole number is larger than numbers are exact: put it in quotes",
    ],
  ],
  [
    "levels without end",
    { config: { "fireworks:variables": `{"x": ${"[".repeat(5000)}${"]".repeat(5000)}}` } },
    ["configuration fireworks:variables: variables.x[0]: is nested more than 100 levels deep"],
  ],
  ["a folder", { files: { "fireworks.yaml/x": "" } }, ["fireworks.yaml: cannot be read (EISDIR)"]],
  [
    "a configured overlay",
    { files: { "fireworks.yaml": "outputs: {}" }, config: { "fireworks:overlays": "eu.yaml" } },
    ["eu.yaml: there is no such file, but fireworks:overlays names it"],
  ],
  [
    "configuration that is no map",
    { config: { "fireworks:resources": "x" } },
    ["configuration fireworks:resources: must be a map"],
  ],
  [
    "a secret in the data",
    { config: { "fireworks:resources": {} }, secrets: ["fireworks:resources"] },
    [
      `configuration fireworks:resources: has a secret in it, which makes all of it secret: give the secret a key of its own (pulumi config set --secret KEY), and refer to it by \${config.KEY}`,
    ],
  ],
  [
    "problems in the configuration",
    { config: { "fireworks:resources": { a: { type: "Secrt", properties: {} } } } },
    ['configuration fireworks:resources: resources.a.type: there is no type "Secrt"; did you mean "Secret"?'],
  ],
])("%s, and what is said of it", async (_what, data, expected) => {
  const lines = (await problems(data)).map((line) => line.replace(/pulumi-fireworks-stack-\w+/g, "FOLDER"));
  expect(lines).toEqual(expected);
});

test("without a file, the configuration is enough", async () => {
  await made({
    config: { "fireworks:resources": { a: { type: "User", properties: { role: "user", serviceAccount: true } } } },
  });
  expect(registered.map(({ name }) => name)).toEqual(["a"]);
});

test("the file is beside Pulumi.yaml, wherever the program runs", () => {
  project({ files: { "fireworks.yaml": "resources: { a: { type: Nothing } }", "program/index.js": "" } });
  process.chdir("program");
  expect(() => declare()).toThrow("fireworks.yaml:1:25: resources.a.type");
});
