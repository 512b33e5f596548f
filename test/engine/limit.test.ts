import { program, type Site, site } from "./gateway";

/** A gateway that takes five requests a second, and answers the others 429: in real time, as a user's machine counts it. */
const PER_SECOND = 5;

const KINDS = `
const many = (count, make) => Array.from({ length: count }, (_, at) => make(at));
const model = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const h100 = { acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 };
many(20, (at) => new fireworks.Secret("secret-" + at, { keyName: "KEY_" + at, value: "planted-" + at }));
many(16, (at) => new fireworks.Dataset("set-" + at, { externalUrl: "s3://bucket/" + at, exampleCount: "1" }));
many(16, (at) => new fireworks.DeploymentShape("shape-" + at, { baseModel: model, ...h100 }));
many(8, (at) => new fireworks.User("user-" + at, { serviceAccount: true, role: "contributor" }));`;

const SPEED = 2000;

let here: Site;
beforeAll(async () => {
  here = await site({ program: program(KINDS) }, { speed: SPEED });
});
afterAll(() => here?.dispose());

test("60 resources of several kinds share what the gateway takes: no error, and no more than one wasted request a second", async () => {
  here.gateway.settings.requestsPerSecond = PER_SECOND;
  // By itself the engine asks for four for each processor.
  const { output } = await here.stack.up(["--parallel", "16"]);
  expect(output).toContain("+ 61 created");
  expect(output).not.toMatch(/429|error|warning/i);
  expect(output).toMatch(
    /Stack test-dev .* the gateway limits this account: about (one request|\d requests) a second, \d+ waiting/,
  );

  const entries = here.gateway.journal();
  const refused = entries.filter(({ status }) => status === 429);
  const times = entries.map(({ time }) => Date.parse(time));
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000 / SPEED;
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(seconds);
  // Nothing is sent again that was taken.
  const made = entries.filter(({ method, status }) => method === "POST" && status === 200);
  expect(made).toHaveLength(60);
  expect(entries.length - refused.length).toBeLessThanOrEqual(60 + 20 * 2 + 16 + 8 * 3);
});
