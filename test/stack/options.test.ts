import * as pulumi from "@pulumi/pulumi";
import { declare } from "../../src/stack";
import { OPTIONS } from "../../src/stack/words";
import { known, leave, project } from "./folder";

afterEach(leave);

type Request = Record<string, unknown>;

/** What the engine is asked to register, by name. */
async function requests(data: string): Promise<Record<string, Request>> {
  project({ files: { "fireworks.yaml": data } });
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: { toObject: () => Request }, ...rest: unknown[]) => unknown;
  };
  const found: Record<string, Request> = {};
  const { registerResource } = monitor;
  monitor.registerResource = (request, ...rest) => {
    const all = request.toObject();
    found[String(all.name)] = all;
    return registerResource.call(monitor, request, ...rest);
  };
  await Promise.all(Object.values(declare().resources).map(({ urn }) => known(urn)));
  return found;
}

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
