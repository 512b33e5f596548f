import { hostname, userInfo } from "node:os";
import { family, kill } from "../engine/processes.mts";
import { finish } from "../engine/run.mts";
import type { Checkout } from "./checkout";
import { SETUP, secretsOf, variablesOf, type World, world } from "./world";

let here: World;
beforeEach(async () => {
  here = await world();
});
afterEach(() => here.dispose());

const UP = "ci/with-secrets.sh ci/up.sh";
const US = `${userInfo().username}@${hostname()}`;

const pipeline = (runners: string) => ({
  ...secretsOf(here),
  ...variablesOf(here),
  PULUMI_STACK: "production",
  PIPELINE_RUNNERS: runners,
});

async function prepared(): Promise<Checkout> {
  const repo = here.checkout();
  await repo.bash(SETUP, pipeline(""));
  return repo;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const creations = () =>
  here.gateway
    .journal()
    .filter(({ operation, query }) => operation === "Gateway_CreateDeployment" && query.validateOnly !== "true");

async function asked(times: number): Promise<void> {
  for (let look = 0; look < 6000 && creations().length < times; look++) await pause(20);
}

/** A job that has got as far as a deployment that is being created, and stays there: the gateway's time stands still. */
async function jobInTheMiddle(repo: Checkout, runners: string) {
  here.gateway.clock.setSpeed(0);
  const job = repo.shell(UP, pipeline(runners));
  const ended = finish(job);
  await asked(1);
  expect(here.gateway.list("deployments")).toMatchObject([{ state: "CREATING" }]);
  return { pid: job.pid as number, ended };
}

const carryOn = () => here.gateway.clock.setSpeed(500);

/** One deployment was ever made, and it is the one that state names. */
async function oneDeployment(repo: Checkout): Promise<void> {
  expect(creations().filter(({ status }) => status === 200)).toHaveLength(1);
  const [deployment, ...more] = here.gateway.list("deployments");
  expect(more).toEqual([]);
  expect(deployment).toMatchObject({ state: "READY" });
  const { stdout } = await repo.bash("pulumi stack export --stack production", pipeline(""));
  const { resources, pending_operations } = JSON.parse(stdout).deployment;
  expect(resources.map(({ id }: { id?: string }) => id)).toContain(deployment?.name);
  expect(pending_operations ?? []).toEqual([]);
}

const locks = () => here.bucket.objects().filter((name) => name.includes("/locks/"));

test("of two pipelines at once the second fails, names who works there, and harms nothing; run again, it goes through", async () => {
  const first = await prepared();
  const second = here.checkout(first);
  const running = await jobInTheMiddle(first, "runner@*");
  second.edit("fireworks.yaml", "maxReplicaCount: 4", "maxReplicaCount: 2");
  // A second one that takes the lock away waits for ever, as the gateway's time stands still.
  const refused = await second.bash(UP, pipeline("runner@*"), { expectFailure: true, limitSeconds: 90 });
  expect(refused.output).toContain("the stack is currently locked by 1 lock(s)");
  expect(refused.output).toContain(
    `production is locked by ${US}, who is no runner of this pipeline (PIPELINE_RUNNERS: runner@*)`,
  );
  expect(locks()).toHaveLength(1);
  carryOn();
  expect((await running.ended).output).toMatch(/Resources:\s+\+ \d+ created/);
  await second.bash(UP, pipeline("runner@*"));
  await oneDeployment(second);
  expect(here.gateway.list("deployments")).toMatchObject([{ maxReplicaCount: 2 }]);
  expect(locks()).toEqual([]);
});

test("what a killed job left, its lock and a deployment in the middle of its creation, is taken up by the next", async () => {
  const first = await prepared();
  const next = here.checkout(first);
  const running = await jobInTheMiddle(first, US);
  kill(await family(running.pid));
  await running.ended;
  expect(locks()).toHaveLength(1);
  const up = next.bash(UP, pipeline(US));
  // Within an hour of the gateway's time, which a slow machine must not use up, a leftover is taken up.
  await asked(2);
  carryOn();
  expect((await up).output).toContain("A job of this pipeline was killed and left its lock");
  await oneDeployment(next);
  expect(locks()).toEqual([]);
  const drift = await next.bash("ci/drift.sh", pipeline(""));
  expect(drift.output).toContain("No drift");
});
