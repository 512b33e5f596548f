import { leave, problems, requests } from "./folder";

afterEach(leave);

const secret = (aliases: string) =>
  `{ type: Secret, properties: { keyName: S, value: x }, options: { aliases: ${aliases} } }`;

test("aliases come from variables and configuration too, item by item; noParent is obeyed", async () => {
  const data = `config: { before: { type: array, default: [{ name: first }] } }
variables: { old: [{ name: chat }], one: { name: chat }, urn: "urn:pulumi:dev::test::a:b:C::x" }
resources:
  p: { type: User, properties: { role: user, serviceAccount: true } }
  a: ${secret(`"\${old}"`)}
  b: ${secret(`["\${one}", "\${urn}", { name: x, noParent: false, parent: "\${p}" }, { noParent: true }]`)}
  c: ${secret(`"\${before}"`)}
`;
  const { a, b, c, p } = await requests(data);
  expect(p?.aliasesList).toEqual([]);
  expect(a?.aliasesList).toMatchObject([{ spec: { name: "chat" } }]);
  expect(c?.aliasesList).toMatchObject([{ spec: { name: "first" } }]);
  const parenturn = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/fireworks:User::p";
  expect(b?.aliasesList).toMatchObject([
    { spec: { name: "chat" } },
    { urn: "urn:pulumi:dev::test::a:b:C::x" },
    { spec: { name: "x", parenturn } },
    { spec: { noparent: true } },
  ]);
});

test("what is no alias", async () => {
  const data = `variables: { text: x, none: ~, wrong: [{ nme: x }] }
resources:
  a: ${secret(`[null, 5, {}, { name: ~ }, chat, "\${a}", { noParent: "yes" }, { parent: 5 }]`)}
  b: ${secret(`"\${text}"`)}
  c: ${secret(`["\${none}"]`)}
  d: ${secret(`"\${wrong}"`)}
  e: ${secret(`"\${a.name}"`)}
`;
  const form = 'must be a URN ("urn:pulumi:…"), or a map such as {name: before}';
  const list = "must be a list of URNs or maps, known before the run";
  const at = (name: string, index?: number) =>
    `resources.${name}.options.aliases${index === undefined ? "" : `[${index}]`}`;
  const lines = (await problems(data)).map((line) => line.replace(/^fireworks\.yaml:(\d+):\d+: /, "$1 "));
  expect(lines).toEqual([
    `1 variables.none: ${form}`,
    '1 variables.wrong[0].nme: an alias has no such member; did you mean "name"?',
    "3 resources.a: refers to itself: a (fireworks.yaml:3:3) → a (fireworks.yaml:3:3). Take one of these references out",
    ...[0, 1, 2].map((index) => `3 ${at("a", index)}: ${form}`),
    `3 ${at("a", 3)}.name: must be text`,
    `3 ${at("a", 4)}: ${form}`,
    `3 ${at("a", 5)}: ${form}`,
    `3 ${at("a", 6)}.noParent: must be true or false`,
    `3 ${at("a", 7)}.parent: must name a resource, or be its URN`,
    `4 ${at("b")}: ${list}`,
    `7 ${at("e")}: ${list}`,
  ]);
});
