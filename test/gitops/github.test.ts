import type { Checkout } from "./checkout";
import { startCloud } from "./cloud";
import { isOurs } from "./forge";
import { type Event, MERGE, pullRequest, runJob, SCHEDULE } from "./github";
import { PASSPHRASE, SETUP, secretsOf, variablesOf, type World, world } from "./world";

let here: World;
let repo: Checkout;
beforeAll(async () => {
  here = await world();
  repo = here.checkout();
  await repo.bash(SETUP, { ...secretsOf(here), ...variablesOf(here) });
});
afterAll(() => here.dispose());

const job = (file: string, name: string, event: Event, options = {}) =>
  runJob(here, repo, [`${file}.yml`, name], event, options);
const preview = (options = {}) => job("preview", "preview", pullRequest(), options);
const deployments = () => here.gateway.list("deployments");
const ours = () => here.forge.comments.filter(isOurs);

test("a pull request gets one comment with the preview, rewritten by each push, and without secrets", async () => {
  await preview();
  expect(ours()).toHaveLength(1);
  expect(ours()[0]?.body).toContain("### Preview of `production`");
  expect(ours()[0]?.body).toMatch(/Deployment: \(create\).*maxReplicaCount\s*: 4/s);
  repo.edit("fireworks.yaml", "maxReplicaCount: 4", "maxReplicaCount: 3");
  // A program can print anything; GitHub's masks are for logs alone.
  repo.edit("index.js", "module", `console.log("at hand:", process.env.FIREWORKS_API_KEY);\nmodule`);
  await preview();
  expect(ours()).toHaveLength(1);
  const [comment] = ours();
  expect(comment?.body).toMatch(/maxReplicaCount\s*: 3/);
  expect(comment?.body).toContain("at hand: ***");
  for (const secret of [here.gateway.apiKey, PASSPHRASE, "sk-of-the-test", here.forge.token])
    expect(comment?.body).not.toContain(secret);
  expect(deployments()).toEqual([]);
});

test("a preview that fails says so in the comment, and fails the job", async () => {
  repo.edit("fireworks.yaml", "maxReplicaCount: 3", "maxReplicaCount: three");
  const { result } = await preview({ expectFailure: true });
  expect(result.code).toBe(1);
  expect(ours()).toHaveLength(1);
  expect(ours()[0]?.body).toContain("### Preview of `production` failed");
  expect(ours()[0]?.body).toContain("maxReplicaCount");
  repo.edit("fireworks.yaml", "maxReplicaCount: three", "maxReplicaCount: 3");
});

test("a fork's pull request runs nothing that has secrets", async () => {
  const fork = {
    pull_request: { number: 12, head: { repo: { full_name: "mallory/inference" } }, labels: [{ name: "ephemeral" }] },
  };
  expect(await job("preview", "preview", pullRequest("opened", fork.pull_request))).toMatchObject({ ran: false });
  expect(await job("ephemeral", "up", pullRequest("opened", fork.pull_request))).toMatchObject({ ran: false });
  expect(await job("ephemeral", "down", pullRequest("closed", fork.pull_request))).toMatchObject({ ran: false });
});

test("Dependabot's pull requests, which get none of the repository's secrets, have no preview", async () => {
  const bot = { ...pullRequest(), actor: "dependabot[bot]" };
  expect(await job("preview", "preview", bot)).toMatchObject({ ran: false });
});

test("a merge brings it up; the next one changes what was changed; a manual run of another branch does nothing", async () => {
  const up = await job("up", "up", MERGE);
  expect(up.result.output).toMatch(/Resources:\s+\+ \d+ created/);
  expect(deployments()).toMatchObject([{ state: "READY", maxReplicaCount: 3 }]);
  expect(here.gateway.list("secrets")).toHaveLength(1);
  repo.edit("fireworks.yaml", "maxReplicaCount: 3", "maxReplicaCount: 2");
  await job("up", "up", MERGE);
  expect(deployments()).toMatchObject([{ maxReplicaCount: 2 }]);
  const other: Event = { event_name: "workflow_dispatch", ref: "refs/heads/trial", event: {} };
  expect(await job("up", "up", other)).toMatchObject({ ran: false });
});

const NO_SECRETS = {
  FIREWORKS_API_KEY: "",
  PULUMI_CONFIG_PASSPHRASE: "",
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
};

/** The CI's store has none of them then, but a token for ESC. */
async function withSecretsFromEsc<T>(run: (options: object) => Promise<T>): Promise<T> {
  const cloud = await startCloud(secretsOf(here));
  repo.env.PULUMI_CLOUD_URL = cloud.url;
  try {
    const secrets = { ...NO_SECRETS, PULUMI_ACCESS_TOKEN: cloud.token };
    return await run({ secrets, variables: { ESC_ENVIRONMENT: "acme/inference/fireworks" } });
  } finally {
    await cloud.stop();
  }
}

test("the drift job passes as long as there is none, with secrets from ESC too, and fails with the field that somebody changed", async () => {
  const quiet = await withSecretsFromEsc((options) => job("drift", "drift", SCHEDULE, options));
  expect(quiet.summary).toContain("No drift");
  const [deployment] = deployments();
  here.gateway.put({ name: String(deployment?.name), maxReplicaCount: 9 });
  const drift = await job("drift", "drift", SCHEDULE, { mayFail: true });
  expect(drift.result.code).not.toBe(0);
  expect(drift.summary).toContain("Drift: production is not what the default branch says");
  expect(drift.summary).toMatch(/maxReplicaCount: 9 => 2/);
  expect(drift.result.output).toContain("Drift: production");
  expect(deployments()).toMatchObject([{ maxReplicaCount: 9 }]);
});

test("what keeps the drift job from looking is no drift", async () => {
  const failed = await job("drift", "drift", SCHEDULE, { mayFail: true, secrets: { AWS_SECRET_ACCESS_KEY: "wrong" } });
  expect(failed.result.code).not.toBe(0);
  expect(failed.summary).toContain("Drift could not be looked for");
});

test("a variable that is missing is named", async () => {
  const failed = await job("up", "up", MERGE, { expectFailure: true, variables: { PULUMI_BACKEND_URL: "" } });
  expect(failed.result.output).toContain("PULUMI_BACKEND_URL: is not set. It says where state is kept: s3://");
});

test("short-lived credentials are fetched where they are set up, and only there", async () => {
  const names = ({ actions }: { actions: string[] }) => actions.map((uses) => uses.split("@")[0]);
  const failing = { mayFail: true, variables: { PULUMI_BACKEND_URL: "" } };
  const always = ["actions/checkout", "actions/setup-node", "pulumi/actions"];
  expect(names(await job("up", "up", MERGE, failing))).toEqual(always);
  const variables = { PULUMI_BACKEND_URL: "", AWS_ROLE: "arn:aws:iam::1:role/ci", PULUMI_ORGANIZATION: "acme" };
  expect(names(await job("up", "up", MERGE, { mayFail: true, variables }))).toEqual([
    ...always,
    "aws-actions/configure-aws-credentials",
    "pulumi/auth-actions",
  ]);
});
