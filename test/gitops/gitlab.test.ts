import type { Checkout } from "./checkout";
import { isOurs } from "./forge";
import { type Pipeline, readPipeline, runJob } from "./gitlab";
import { PASSPHRASE, SETUP, secretsOf, variablesOf, type World, world } from "./world";

let here: World;
let repo: Checkout;
let pipeline: Pipeline;
beforeAll(async () => {
  [here, pipeline] = await Promise.all([world(), readPipeline()]);
  repo = here.checkout();
  await repo.bash(SETUP, { ...secretsOf(here), ...variablesOf(here) });
});
afterAll(async () => {
  pipeline.dispose();
  await here.dispose();
});

const job = (name: string, options = {}) => runJob(here, repo, pipeline, name, options);
const ours = () => here.forge.comments.filter(isOurs);

test("each kind of pipeline has its jobs, and none has another's", async () => {
  const request = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_IID: "12" };
  const schedule = { CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main" };
  const [plain, labelled, merged, branch, drift] = await Promise.all([
    pipeline.jobsOf({ ...request, CI_MERGE_REQUEST_LABELS: "not-ephemeral" }),
    pipeline.jobsOf({ ...request, CI_MERGE_REQUEST_LABELS: "bug,ephemeral" }),
    pipeline.jobsOf({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" }),
    pipeline.jobsOf({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "trial" }),
    pipeline.jobsOf({ ...schedule, WATCH: "drift" }),
  ]);
  expect(plain).toEqual({ preview: "on_success" });
  expect(labelled).toEqual({ preview: "on_success", ephemeral: "on_success", "end-ephemeral": "manual" });
  expect(merged).toEqual({ up: "on_success" });
  expect(branch).toEqual({});
  expect(drift).toEqual({ drift: "on_success" });
});

test("one job at a time works on a stack, and none that writes is ended in its middle", () => {
  const { up, ephemeral, "end-ephemeral": end, sweep } = pipeline.jobs;
  expect(up).toMatchObject({ resource_group: "production", interruptible: false });
  expect(ephemeral).toMatchObject({ resource_group: "ephemeral-$CI_MERGE_REQUEST_IID", interruptible: false });
  expect(end?.resource_group).toBe(ephemeral?.resource_group);
  expect(sweep?.resource_group).toBe("sweep");
  // GitLab would end it without a look at the tag that somebody has set.
  expect(ephemeral?.environment).toEqual({ name: "ephemeral/$CI_MERGE_REQUEST_IID", on_stop: "end-ephemeral" });
});

test("preview as one note, up, drift", async () => {
  await job("preview");
  repo.edit("fireworks.yaml", "maxReplicaCount: 4", "maxReplicaCount: 3");
  await job("preview");
  expect(ours()).toHaveLength(1);
  expect(ours()[0]?.body).toMatch(/Deployment: \(create\).*maxReplicaCount\s*: 3/s);
  for (const secret of [here.gateway.apiKey, PASSPHRASE, "sk-of-the-test", here.forge.token])
    expect(ours()[0]?.body).not.toContain(secret);

  await job("up");
  const [deployment, ...more] = here.gateway.list("deployments");
  expect(more).toEqual([]);
  expect(deployment).toMatchObject({ state: "READY", maxReplicaCount: 3 });

  here.gateway.put({ name: String(deployment?.name), maxReplicaCount: 9 });
  const drift = await job("drift", { mayFail: true });
  expect(drift.code).not.toBe(0);
  expect(drift.output).toMatch(/maxReplicaCount: 9 => 3/);
  expect(drift.output).toContain("Drift: production is not what the default branch says");
});

test("a note that GitLab refuses fails the job and names the right that is missing", async () => {
  const env = { ...secretsOf(here), GITLAB_CI: "true", CI_API_V4_URL: `${here.forge.url}/gitlab`, CI_PROJECT_ID: "34" };
  const request = { CI_MERGE_REQUEST_IID: "12", GITLAB_TOKEN: "expired", PULUMI_STACK: "production" };
  const refused = await repo.bash(
    "node ci/comment.mjs fireworks.yaml 0",
    { ...env, ...request },
    { expectFailure: true },
  );
  expect(refused.output).toContain("403 Forbidden. GITLAB_TOKEN is a project access token with the role Reporter");
});
