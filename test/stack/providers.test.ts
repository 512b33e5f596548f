import * as pulumi from "@pulumi/pulumi";
import { declared, failure, known, leave, made, problems } from "./folder";

afterEach(leave);

/** Through whom the gateway was asked. */
const mockAsked: unknown[] = [];

jest.mock("../../src/lookups", () => ({
  getAccount: ({ provider }: { provider?: unknown }) => {
    mockAsked.push(provider);
    return pulumi.output({ name: "accounts/a" });
  },
}));

const secret = (more: string) => `{ type: Secret, properties: { keyName: S, value: x }, ${more} }`;

test("the default Provider is that of lookups, and of what a parent lends none", async () => {
  const data = `variables: { account: { fn::invoke: { function: getAccount } } }
resources:
  ref: { type: pulumi:pulumi:StackReference, properties: { name: "\${account.name}" } }
  below: ${secret(`options: { parent: "\${ref}" }`)}
  parent: ${secret(`options: { provider: "\${other}" }`)}
  lent: ${secret(`options: { parent: "\${parent}" }`)}
  child: ${secret(`options: { parent: "\${standard}" }`)}
  other: { type: Provider, properties: { accountId: other } }
  standard: { type: Provider, properties: { accountId: eu }, defaultProvider: true }
outputs:
  theirs: { fn::invoke: { function: getAccount, options: { provider: "\${other}" } } }
`;
  const all = await made(data);
  const provider = (name: string) => all[name]?.provider?.split("::").at(-2);
  expect(["below", "child", "parent", "lent"].map(provider)).toEqual(["standard", "standard", "other", "other"]);
  const urns = mockAsked.map((provider) => known((provider as pulumi.Resource | undefined)?.urn));
  expect((await Promise.all(urns)).map((urn) => String(urn).split("::").at(-1))).toEqual(["standard", "other"]);
});

test("a default Provider that waits for itself, and two of them", async () => {
  const data = `variables: { account: { fn::invoke: { function: getAccount } } }
resources:
  eu: { type: Provider, properties: { accountId: "\${account.name}" }, defaultProvider: true }
  us: { type: Provider, defaultProvider: true }
`;
  expect(await problems(data)).toEqual([
    "fireworks.yaml:3:3: resources.eu: refers to itself: eu (fireworks.yaml:3:3) → account (fireworks.yaml:1:14) → eu (fireworks.yaml:3:3) (what names no provider refers to the default Provider). Take one of these references out",
    "fireworks.yaml:4:3: resources.us.defaultProvider: is said of eu already (fireworks.yaml:3:3)",
  ]);
});

test("an answer has no such member; what the gateway left out has no value", async () => {
  const data = `variables: { account: { fn::invoke: { function: getAccount } } }
outputs:
  state: \${account.state}
  email: { fn::invoke: { function: getAccount, return: email } }
  member: \${account.nmae}
  returned: { fn::invoke: { function: getAccount, return: nmae } }
`;
  const { outputs } = declared(data);
  expect(await Promise.all([outputs.member, outputs.returned].map(failure))).toEqual([
    `fireworks.yaml:5:11: \${account.nmae}: has no member "nmae"`,
    'fireworks.yaml:6:39: the answer of getAccount has no member "nmae"; did you mean "name"?',
  ]);
  expect(await Promise.all([outputs.state, outputs.email].map(known))).toEqual([undefined, undefined]);
});
