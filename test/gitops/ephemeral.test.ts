import { readFileSync } from "node:fs";
import { join } from "node:path";
import { family, kill } from "../engine/processes.mts";
import { finish } from "../engine/run.mts";
import type { Checkout } from "./checkout";
import { pullRequest, runJob, SCHEDULE } from "./github";
import { secretsOf, variablesOf, type World, world } from "./world";

let here: World;
let repo: Checkout;
beforeAll(async () => {
  here = await world();
  repo = here.checkout();
});
afterAll(() => here.dispose());

const env = () => ({ ...secretsOf(here), ...variablesOf(here) });
const bash = (script: string, options = {}) => repo.bash(script, env(), options);
const deployments = () => here.gateway.list("deployments");
const job = (name: string, event: ReturnType<typeof pullRequest>, options = {}) =>
  runJob(here, here.checkout(), ["ephemeral.yml", name], event, options);

const labelled = (number: number) => ({ number, labels: [{ name: "ephemeral" }] });
const PAST = "2026-01-01T00:00:00.000Z";
const FUTURE = "2999-01-01T00:00:00.000Z";

/** As after a time to live that has passed, or has not. */
const expires = (stack: string, when: string) => bash(`pulumi stack tag set expires ${when} --stack ${stack}`);

const there = (collection: string) => here.gateway.list(collection).filter(({ state }) => state !== "DELETED");

const creations = () =>
  here.gateway
    .journal()
    .filter(({ operation, query }) => operation === "Gateway_CreateDeployment" && query.validateOnly !== "true").length;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The whole machine of a runner goes away while a deployment is being created. */
async function killedInTheMiddle(stack: string): Promise<void> {
  here.gateway.clock.setSpeed(0);
  const before = deployments().length;
  const up = repo.shell(`node ephemeral/main.mts up ${stack}`, env());
  const ended = finish(up);
  for (let look = 0; look < 6000 && deployments().length === before; look++) await pause(20);
  kill(await family(up.pid as number));
  await ended;
  here.gateway.clock.setSpeed(500);
}

test("a stack that costs more than a pull request may is refused before anything is made", async () => {
  const dear = "maxReplicaCount: 8\n      deploymentId: prod\n    options: { protect: true, retainOnDelete: true }";
  const overlay = readFileSync(join(repo.dir, "ephemeral/fireworks.yaml"), "utf8");
  repo.edit("ephemeral/fireworks.yaml", overlay, overlay.replace("maxReplicaCount: 1", dear));
  const costly = await bash("node ephemeral/main.mts up pr-12", { expectFailure: true });
  expect(costly.output).toContain("chat: maxReplicaCount is 8, and may be 1 at most");
  for (const refused of ["protect would", "retainOnDelete would", "deploymentId pins"])
    expect(costly.output).toContain(`chat: ${refused}`);
  repo.edit("ephemeral/fireworks.yaml", dear, "maxReplicaCount: 1");
  const many = await bash("MAX_STACKS=1 node ephemeral/main.mts up pr-13", { expectFailure: true });
  expect(many.output).toContain("MAX_STACKS allows 1 ephemeral stacks, and there are pr-12");
  const production = await bash("node ephemeral/main.mts up production", { expectFailure: true });
  expect(production.output).toContain("production is no name of an ephemeral stack, such as pr-12");
  expect(deployments()).toEqual([]);
});

test("a labelled pull request gets its stack; when its time is up the sweep takes it down, whatever became of the others", async () => {
  expect(await job("up", pullRequest("opened"))).toMatchObject({ ran: false });
  expect(await job("up", pullRequest("labeled", { ...labelled(12), state: "closed" }))).toMatchObject({ ran: false });
  const up = await job("up", pullRequest("labeled", labelled(12)));
  expect(up.result.output).toMatch(/pr-12 lives until \d{4}-/);
  expect(deployments()).toMatchObject([{ state: "READY", maxReplicaCount: 1 }]);
  // A replacement: what is in state has the URN of what is being created.
  repo.edit(
    "fireworks.yaml",
    "      minReplicaCount: 1",
    `      placement: { region: US_IOWA_1 }\n      minReplicaCount: 1`,
  );
  await killedInTheMiddle("pr-12");
  expect(deployments()).toHaveLength(2);
  const made = creations();
  // Its passphrase is lost: it cannot be taken down.
  await bash("PULUMI_CONFIG_PASSPHRASE=lost pulumi stack init pr-11");
  await bash("pulumi stack init pr-14 && pulumi stack init pr-15 && pulumi stack init production");
  for (const [stack, when] of [
    ["pr-11", PAST],
    ["pr-12", PAST],
    ["pr-14", FUTURE],
    ["pr-15", "tomorrow"],
  ] as const)
    await expires(stack, when);

  const sweep = await job("sweep", SCHEDULE, { expectFailure: true });
  expect(sweep.result.output).toContain("pr-11 could not be taken down");
  expect(sweep.result.output).toContain("pr-12 is gone");
  expect(sweep.result.output).toContain(`pr-14 stays until ${FUTURE}`);
  expect(sweep.result.output).toContain("pr-15 could not be taken down: its tag expires is tomorrow");
  expect(sweep.result.output).toMatch(/deployments\/chat-[0-9a-f]{8}, which a killed job left, was deleted/);
  // The sweep's own checkout has other resources than the stacks: it makes none of them.
  expect(creations()).toBe(made);
  expect(sweep.result.output).toContain("ephemeral: still there: pr-11, pr-15. The next sweep tries again");
  for (const collection of ["deployments", "routers", "secrets"]) expect(there(collection)).toEqual([]);
  const kept = here.bucket.objects().map((name) => /(pr-\d+|production)/.exec(name)?.[0]);
  expect([...new Set(kept)].filter((name) => name).sort()).toEqual(["pr-11", "pr-14", "pr-15", "production"]);
});

test("closing the pull request, or taking the label off, takes its stack down", async () => {
  expect(await job("down", pullRequest("synchronize", labelled(14)))).toMatchObject({ ran: false });
  const closed = await job("down", pullRequest("closed", labelled(14)));
  expect(closed.result.output).toContain("pr-14 is gone");
  expect(await job("down", pullRequest("closed", { number: 14 }))).toMatchObject({ ran: false });
  expect(await job("down", pullRequest("unlabeled", labelled(14), "bug"))).toMatchObject({ ran: false });
  const again = await job("down", pullRequest("unlabeled", { number: 14 }, "ephemeral"));
  expect(again.result.output).toContain("pr-14 is not there");
});
