import { LLAMA, program, SHAPE, type Site, site } from "./gateway";
import type { RunResult } from "./stack.mts";

const VERSION = `${SHAPE}/versions/m4q8z1cd`;
const H100 = `baseModel: "${LLAMA}", acceptShapelessRisk: true, acceleratorType: "NVIDIA_H100_80GB"`;
const SHAPED = `baseModel: "${LLAMA}", deploymentShape: "${VERSION}"`;

/** One deployment for each finding, and what keeps from saying it. */
const declared = (changes: Record<string, string> = {}, more = "") => {
  const args: Record<string, string> = {
    idle: `${H100}, acceleratorCount: 2`,
    floating: `baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", minReplicaCount: 1, maxReplicaCount: 4`,
    serving: `${SHAPED}, minReplicaCount: 1, waitFor: "serving"`,
    kept: `${SHAPED}, minReplicaCount: 1, waitFor: "serving"`,
    inherits: `${SHAPED}, minReplicaCount: 1, waitFor: "serving"`,
    transformed: `${SHAPED}, minReplicaCount: 1, waitFor: "serving"`,
    pinned: `${SHAPED}, deploymentId: "pinned", minReplicaCount: 1`,
    ahead: `baseModel: "${LLAMA}", deploymentShape: own.name, skipShapeValidation: true, minReplicaCount: 1`,
    ...changes,
  };
  const options: Record<string, string> = {
    kept: "protect: true",
    inherits: "parent: new pulumi.ComponentResource('test:index:Part', 'part', {}, { protect: true })",
    transformed: "transformations: [({ props, opts }) => ({ props, opts: { ...opts, protect: true } })]",
  };
  return program(
    'const pulumi = require("@pulumi/pulumi");',
    `const own = new fireworks.DeploymentShape("own", { baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 });`,
    ...Object.entries(args).map(
      ([name, one]) => `new fireworks.Deployment("${name}", { ${one} }, { ${options[name] ?? ""} });`,
    ),
    more,
  );
};

/** What the second half of the tests has changed. */
const AFTER = {
  floating: `baseModel: "${LLAMA}", deploymentShape: "${VERSION}", minReplicaCount: 2, maxReplicaCount: 6`,
  pinned: `${SHAPED}, deploymentId: "pinned", minReplicaCount: 1, placement: { region: "US_IOWA_1" }`,
  serving: `${SHAPED}, minReplicaCount: 0`,
};

let here: Site;
beforeAll(async () => {
  here = await site({}, { settings: { defaultQuota: 1000 } });
});
afterAll(() => here.dispose());

/** What the diagnostics say, by resource: each message begins with its name. */
function diagnostics({ output }: RunResult): Record<string, string[]> {
  const [, section = ""] = output.split(/^Diagnostics:$/m);
  const lines = section.split(/^Resources:$/m)[0]?.split("\n") ?? [];
  const told: Record<string, string[]> = {};
  for (const line of lines) {
    const [, severity, name = "", message] = /^ {4}(warning: |error: )?([\w-]+): (.*)$/.exec(line) ?? [];
    if (message !== undefined) told[name] = [...(told[name] ?? []), `${severity ?? ""}${message}`];
  }
  return told;
}

const requests = () =>
  here.gateway
    .journal()
    .map(({ method, path, query }) => `${method} ${path.split("/").at(-1)} ${query.deploymentId ?? ""}`.trim());

test("a preview tells each finding, asks once for each new deployment whose references exist, and makes nothing", async () => {
  const { gateway, stack } = here;
  stack.program(declared());
  const told = diagnostics(await stack.preview());
  expect(told).toEqual({
    idle: [
      "costs $0.00–$16.00/h; takes 2 of quota global--h100-count",
      expect.stringMatching(/^warning: minReplicaCount is 0: .*seven idle days/),
    ],
    floating: [
      "costs $8.00–$32.00/h; takes 4 of quota global--h200-count",
      expect.stringMatching(new RegExp(`^warning: deploymentShape floats: .*"${VERSION}"\\.$`)),
    ],
    serving: [
      "costs $8.00/h; takes 1 of quota global--h200-count",
      expect.stringMatching(/^warning: it serves, and nothing protects it/),
    ],
    kept: ["costs $8.00/h; takes 1 of quota global--h200-count"],
    inherits: ["costs $8.00/h; takes 1 of quota global--h200-count"],
    transformed: ["costs $8.00/h; takes 1 of quota global--h200-count"],
    pinned: ["costs $8.00/h; takes 1 of quota global--h200-count"],
    ahead: [
      "costs an unknown amount (its acceleratorType is not known)",
      expect.stringMatching(/^warning: deploymentShape floats/),
    ],
  });
  expect(requests()).toHaveLength(7);
  expect(requests().every((one) => one.startsWith("POST deployments "))).toBe(true);
  expect(requests().filter((one) => one.includes("ahead"))).toEqual([]);
  expect(gateway.list("deployments")).toEqual([]);
});

test("up tells it once, in its own preview, and the next preview is silent and asks nothing", async () => {
  const { gateway, stack } = here;
  const { output } = await stack.pulumi(["up", "--yes", "--non-interactive", "--color", "never"]);
  const [preview = "", update = ""] = output.split("Updating (");
  expect(preview).toContain("deploymentShape floats");
  expect(update).toContain("Resources:");
  expect(update).not.toMatch(/floats|seven idle days|costs \$|warning/);
  gateway.clearJournal();
  const quiet = await stack.preview(["--expect-no-changes"]);
  expect([diagnostics(quiet), requests()]).toEqual([{}, []]);
});

test("changes: cost and quota before and after, downtime, and what serves unprotected", async () => {
  const { gateway, stack } = here;
  gateway.clearJournal();
  stack.program(declared(AFTER));
  const told = diagnostics(await stack.preview());
  expect(told).toEqual({
    floating: [
      expect.stringMatching(
        /^costs .*, before \$8\.00–\$32\.00\/h; takes 6 of quota global--h200-count, before 4 \(\+2\)$/,
      ),
      expect.stringMatching(/^warning: it serves/),
    ],
    pinned: [
      expect.stringMatching(/^warning: downtime: a change of placement replaces it, .*Without a pinned deploymentId/),
      expect.stringMatching(/^warning: it serves/),
    ],
    serving: [
      "costs $0.00–$8.00/h, before $8.00/h",
      expect.stringMatching(/^warning: minReplicaCount is 0/),
      expect.stringMatching(/^warning: it serves/),
    ],
  });
  expect(told.floating?.[0]).toMatch(/^costs \$16\.00–\$48\.00\/h,/);
  // The replacement is the one deployment that is new.
  expect(requests()).toEqual(["POST deployments pinned-preview"]);
});

test("a preview as diff and as JSON holds them, with the name, and an update plan works with them", async () => {
  const { stack } = here;
  const { output } = await stack.preview(["--diff"]);
  expect(output).toMatch(/^warning: pinned: downtime: /m);
  expect(output).toMatch(/^serving: costs /m);
  const printed = JSON.parse((await stack.preview(["--json", "--save-plan", "plan.json"])).stdout) as {
    diagnostics?: { urn?: string; message: string; severity: string }[];
  };
  const messages = (printed.diagnostics ?? []).map(({ severity, message }) => `${severity}: ${message}`);
  expect(messages).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^warning: warning: pinned: downtime: /),
      expect.stringMatching(/^info: serving: costs \$0\.00–\$8\.00\/h, before \$8\.00\/h/),
    ]),
  );
  await stack.up(["--plan", "plan.json"]);
});

/** A new deployment beside all that is there, of which the gateway says nothing in time. */
test("no gateway makes a preview fail or wait for more than five seconds in all", async () => {
  const { gateway, stack } = here;
  const more = ["one", "two", "three"]
    .map((name) => `new fireworks.Deployment("${name}", { ${H100}, acceleratorCount: 1 });`)
    .join("\n");
  stack.program(declared(AFTER, more));
  const off = await stack.preview([], { env: { FIREWORKS_PREVIEW: "off" } });
  gateway.clearJournal();
  gateway.faults.add({ operation: "CreateDeployment", times: 99, action: { delay: 60_000 } });
  const slow = await stack.preview();
  const unanswered = gateway.journal().filter(({ duration }) => duration === undefined);
  gateway.faults.clear();
  const nobody = await stack.preview([], { env: { FIREWORKS_BASE_URL: "http://127.0.0.1:9" } });
  expect([diagnostics(off), requests().length]).toEqual([{}, 1]);
  // How long exactly is shown below the engine (test/lifecycle/trial.test.ts): here other work of the machine counts too.
  expect(unanswered.map(({ method, path }) => `${method} ${path}`)).toContain("POST /v1/accounts/emulator/deployments");
  for (const { output } of [slow, nobody]) {
    expect(output).toContain("+ 3 to create");
    expect(output.match(/^ {4}New deployments are not validated by the service in this preview: .*$/gm)).toHaveLength(
      1,
    );
    expect(output).toMatch(/three: costs \$0\.00–\$8\.00\/h/);
  }
  expect(nobody.output).toContain("UNREACHABLE");
});

test("what the service refuses fails the preview on its property, through an explicit provider too; configuration leaves it out", async () => {
  const { gateway, stack } = here;
  gateway.clearJournal();
  const wrong = `new fireworks.Deployment("wrong", { ${H100}, acceleratorCount: 1, autoscalingPolicy: { loadTargets: { nonsense: 1 } } }, { provider: new fireworks.Provider("other") });`;
  stack.program(declared(AFTER, wrong));
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toMatch(
    /wrong.*autoscalingPolicy\.loadTargets: The service would refuse it: .*unknown target "nonsense"/,
  );
  // A stand-in for the gateway that ignores validateOnly makes what it is asked to check: one, and it is said.
  gateway.settings.validateOnly = "ignored";
  stack.program(
    declared(
      AFTER,
      ["fresh-one", "fresh-two"].map((one) => `new fireworks.Deployment("${one}", { ${SHAPED} });`).join("\n"),
    ),
  );
  const ignored = await stack.preview([], { expectFailure: true });
  gateway.settings.validateOnly = "honest";
  const strays = gateway.list("deployments").filter(({ name }) => String(name).includes("/fresh-"));
  expect(strays).toHaveLength(1);
  expect(ignored.output).toContain(`The service made ${strays[0]?.name}, although it was asked only to check it`);
  stack.program(declared(AFTER, wrong));
  await stack.config("fireworks:preview", "no-validation,no-idle,no-cost,usage");
  const told = diagnostics(await stack.preview());
  expect(told).toEqual({
    wrong: [
      expect.stringMatching(/^takes 1 of quota global--h100-count; in use 3 of 1000, after this preview so far 4$/),
    ],
  });
  await stack.config("fireworks:preview", "no-validations");
  expect((await stack.preview([], { expectFailure: true })).output).toContain('did you mean "no-validation"?');
  const own = gateway.list("deployments").filter((one) => !strays.some(({ name }) => name === one.name));
  expect(own.filter(({ state }) => state === "READY")).toHaveLength(8);
});
