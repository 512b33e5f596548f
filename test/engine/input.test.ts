import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

let here: Site;

beforeAll(async () => {
  here = await site();
});

afterAll(() => here.dispose());

/** What the preview says under `Diagnostics`, which a person reads. */
async function complaints(...lines: string[]): Promise<string[]> {
  here.stack.program(program(...lines));
  here.gateway.clearJournal();
  const { output } = await here.stack.preview([], { expectFailure: true });
  // What is right with others may be validated.
  expect(here.gateway.journal().filter(({ query }) => query.validateOnly !== "true")).toEqual([]);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toMatch(/unhandled|planted|<nil>|map\[/);
  const [, diagnostics = ""] = output.split("Diagnostics:");
  return diagnostics
    .split("\n")
    .flatMap((line) => /error: (.*)/.exec(line)?.[1] ?? [])
    .map((line) => line.replace(/^pulumi-nodejs:dynamic\/fireworks:(\w+) resource '(.*?)' has a problem: /, "$1 $2: "));
}

const good = `baseModel: "${LLAMA}", deploymentShape: "${SHAPE}"`;

// The engine stops at the first resource that fails, and shows all that is wrong with that.
test("everything that is wrong with a resource is shown in preview, each with its remedy", async () => {
  const bad = `{
    deploymentShape: "${SHAPE}", acceleratorType: "NVIDIA_H100_80GB", deploymentId: "My_Chat",
    minReplicaCount: 3, maxReplicaCount: 1, displayName: { a: 1 }, maxReplicaCuont: 4,
    autoscalingPolicy: { scaleUpWindow: "10m" }, directRouteApiKeys: { key: "planted" } }`;
  expect((await complaints(`new fireworks.Deployment("chat", ${bad})`)).sort()).toEqual([
    "Deployment chat: acceleratorType: cannot go together with deploymentShape, which sets it: leave one of them out",
    'Deployment chat: autoscalingPolicy.scaleUpWindow: must be a duration in seconds, such as "600s"',
    "Deployment chat: baseModel: is required (a string)",
    'Deployment chat: deploymentId: must be 1 to 63 of a–z, 0–9 and hyphens, with no hyphen at either end, not "My_Chat"',
    "Deployment chat: directRouteApiKeys: must be a list, not something else",
    "Deployment chat: displayName: must be a string, not an object",
    "Deployment chat: maxReplicaCount: is 1, below minReplicaCount (3): raise it or lower the minimum",
    'Deployment chat: maxReplicaCuont: Deployment has no such argument; did you mean "maxReplicaCount"?',
  ]);
});

test("schedules", async () => {
  const schedule = (more: string) =>
    `{ schedule: "0 8 * * 1-5", duration: "600s", timezone: "Europe/Berlin", minReplicaCount: 1, ${more} }`;
  const schedules = `{ night: ${schedule('schedule: "at night"')}, away: ${schedule('timezone: "Mars"')} }`;
  expect(
    await complaints(
      `new fireworks.Deployment("chat", { ${good}, autoscalingPolicy: { scalingSchedules: ${schedules} } })`,
    ),
  ).toEqual(
    expect.arrayContaining([
      'Deployment chat: autoscalingPolicy.scalingSchedules["away"].timezone: must be an IANA time zone such as "Europe/Berlin", not "Mars"',
      'Deployment chat: autoscalingPolicy.scalingSchedules["night"].schedule: must be five fields of cron such as "0 8 * * 1-5", not "at night": it has 2',
    ]),
  );
});

test("a secret that is wrong is not shown", async () => {
  expect(await complaints('new fireworks.Secret("openai", { keyName: "openai", value: { key: "planted" } })')).toEqual([
    "Secret openai: keyName: must be upper case letters, digits and underscores, a letter first, such as OPENAI_API_KEY",
    "Secret openai: value: must be a string, not something else",
  ]);
});

test("two resources with one id", async () => {
  const twin = (name: string) => `new fireworks.Deployment("${name}", { deploymentId: "twin", ${good} });`;
  expect(await complaints(twin("one"), twin("two"))).toEqual([
    expect.stringMatching(
      /^Deployment (one|two): deploymentId: is the id of (one|two) too \(accounts\/emulator\/deployments\/twin\): one object, one resource\. Give one of them another id, or another name$/,
    ),
  ]);
});

test("customTimeouts", async () => {
  expect(
    await complaints(`new fireworks.Deployment("chat", { ${good} }, { customTimeouts: { create: "soon" } });`),
  ).toEqual(['customTimeouts.create of chat must be a duration such as "40m", not "soon"']);
  const unset = '{ create: "0", update: "", delete: "-5m" }';
  expect(await complaints(`new fireworks.Deployment("chat", { ${good} }, { customTimeouts: ${unset} });`)).toEqual([
    'customTimeouts.delete of chat must be a duration such as "40m", not "-5m"',
  ]);
});

test.each([
  ['new fireworks.Router("r", { deployments: "x" })', /^Router r: deployments: must be a list, not string "x"$/],
  ['new fireworks.User("u", { role: "user" })', /^User u: email: is required for a person/],
  [
    'new fireworks.Dataset("d", { source: { file: "gone.jsonl" } })',
    /^Dataset d: source\.file: \/.*\/gone\.jsonl does not exist/,
  ],
  [
    'new fireworks.Model("m", { kind: "HF_BASE_MODEL", source: { directory: "gone" } })',
    /^Model m: source\.directory: \/.*\/gone does not exist/,
  ],
])("%s", async (line, expected) => {
  const [first] = await complaints(line);
  expect(first).toMatch(expected);
});
