import { OPTIONS } from "../../src/stack/words";
import { leave, requests } from "./folder";

afterEach(leave);

test("every option reaches the engine", async () => {
  const data = `resources:
  eu: { type: Provider, properties: { accountId: eu } }
  other: { type: User, properties: { role: user, email: ada@example.com } }
  s:
    type: Secret
    properties: { keyName: S, value: x }
    options:
      additionalSecretOutputs: [name]
      aliases: ["urn:pulumi:dev::test::a:b:C::before", { name: earlier, parent: "\${other}" }, { noParent: true }]
      customTimeouts: { create: 40m, update: 2m, delete: 1m }
      deleteBeforeReplace: true
      deletedWith: \${other}
      dependsOn: ["\${other}"]
      hideDiffs: [value]
      ignoreChanges: [keyName]
      import: s
      parent: \${other}
      protect: true
      provider: \${eu}
      replaceOnChanges: [value]
      replaceWith: ["\${other}"]
      replacementTrigger: \${other.name}
      retainOnDelete: true
`;
  const { s = {} } = await requests(data);
  expect(Object.keys(OPTIONS).filter((name) => !data.includes(` ${name}:`))).toEqual([]);
  const other = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/fireworks:User::other";
  expect(s).toMatchObject({
    additionalsecretoutputsList: ["name"],
    aliasesList: [
      { urn: "urn:pulumi:dev::test::a:b:C::before" },
      { spec: { name: "earlier", parenturn: other } },
      { spec: { noparent: true } },
    ],
    customtimeouts: { create: "40m", update: "2m", pb_delete: "1m" },
    deletebeforereplace: true,
    deletedwith: other,
    dependenciesList: [other],
    hidediffsList: ["value"],
    ignorechangesList: ["keyName"],
    parent: other,
    protect: true,
    provider: "urn:pulumi:dev::test::pulumi:providers:pulumi-nodejs::eu::eu-id",
    replaceonchangesList: ["value"],
    replaceWithList: [other],
    replacementTrigger: { stringValue: "accounts/a/things/other" },
    retainondelete: true,
  });
  // The engine's own import cannot work: the provider is told instead.
  expect(s.importid).toBe("");
  expect(JSON.stringify(s.object)).toContain('["import",{"stringValue":"s"}]');
});
