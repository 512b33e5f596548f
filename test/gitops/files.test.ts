import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate } from "@actions/languageservice";
import Ajv from "ajv";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse, parseAllDocuments } from "yaml";
import { CHECKOUT } from "../engine/environment.mts";
import { INFRA_REPO } from "./checkout";
import { brokenReferences, environmentSchema } from "./esc";
import { stackSchema } from "./operator";

const WORKFLOWS = join(".github", "workflows");
const workflows = readdirSync(join(INFRA_REPO, WORKFLOWS)).map((name) => join(WORKFLOWS, name));
const text = (file: string) => readFileSync(join(INFRA_REPO, file), "utf8");
/** As GitHub's files write it. */
const reference = (path: string) => `\${{ ${path} }}`;
const SETUP = join(".github", "actions", "setup", "action.yml");

/** By GitHub's own language service, which editors use. */
const findings = async (file: string, content: string) =>
  (await validate(TextDocument.create(file, "yaml", 1, content))).map(({ message }) => message);

test("GitHub's own check of workflows has nothing to say of them, and would of a mistake", async () => {
  for (const file of workflows) expect([file, await findings(file, text(file))]).toEqual([file, []]);
  const good = text(join(WORKFLOWS, "up.yml"));
  const broken = good.replace("github.ref", "github.rev").replace("timeout-minutes", "timeout-minuts");
  expect(await findings("broken.yml", broken)).toEqual([
    "Context access might be invalid: rev",
    "Unexpected value 'timeout-minuts'",
  ]);
});

test("each action of others is pinned by its commit, with its version beside it", () => {
  const used = [...workflows, SETUP].flatMap((file) =>
    [...text(file).matchAll(/uses: (.*)/g)].map(([, action]) => action),
  );
  const others = used.filter((action) => !action?.startsWith("./"));
  expect(others.length).toBeGreaterThanOrEqual(4);
  for (const action of others) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
});

test("the workflows ask for no permission that their job does not need", () => {
  for (const file of workflows) {
    const { on, permissions } = parse(text(file));
    const comments = file.endsWith("preview.yml");
    const least = { contents: "read", "id-token": "write", ...(comments && { "pull-requests": "write" }) };
    expect([file, permissions]).toEqual([file, least]);
    expect(JSON.stringify(on)).not.toContain("pull_request_target");
  }
});

test("what writes is never cancelled, and a run that does nothing pushes none out of its queue", () => {
  const groups = workflows.flatMap((file) => {
    const { concurrency, jobs } = parse(text(file));
    const ofTheJobs = Object.entries<{ concurrency?: object }>(jobs).map(([name, job]) => [name, job.concurrency]);
    return [[file.split(/[/\\]/).at(-1), concurrency], ...ofTheJobs].filter(([, group]) => group !== undefined);
  });
  const ofPullRequest = (word: string) => `${word}-${reference("github.event.pull_request.number")}`;
  expect(Object.fromEntries(groups)).toEqual({
    "drift.yml": { group: "drift-production", "cancel-in-progress": false },
    "preview.yml": { group: ofPullRequest("preview"), "cancel-in-progress": true },
    up: { group: expect.any(String), "cancel-in-progress": false },
    down: { group: ofPullRequest("ephemeral"), "cancel-in-progress": false },
    sweep: { group: "ephemeral-sweep", "cancel-in-progress": false },
  });
  const concurrencyOf = (file: string, job: string) => parse(text(join(WORKFLOWS, file))).jobs[job].concurrency.group;
  expect(concurrencyOf("up.yml", "up")).toBe("up-production");
  expect(concurrencyOf("ephemeral.yml", "up")).toBe(concurrencyOf("ephemeral.yml", "down"));
});

test("only the job that brings production up waits for the reviewers of its environment", () => {
  const environments = workflows.flatMap((file) =>
    Object.values<{ environment?: string }>(parse(text(file)).jobs).map(({ environment }) => [file, environment]),
  );
  const named = environments.filter(([, environment]) => environment !== undefined);
  expect(named.sort()).toEqual([
    [join(WORKFLOWS, "drift.yml"), "production-drift"],
    [join(WORKFLOWS, "up.yml"), "production"],
  ]);
});

test("secrets reach the step that needs them, not the installation of packages", () => {
  const steps = workflows.flatMap((file) =>
    Object.values(parse(text(file)).jobs).flatMap((job) => (job as { steps: object[] }).steps),
  );
  const [withSecrets, without] = [true, false].map((has) =>
    steps.filter((step) => JSON.stringify(step).includes("secrets.") === has),
  );
  expect(withSecrets?.length).toBe(6);
  for (const step of withSecrets ?? [])
    expect(step).toMatchObject({ run: expect.stringMatching(/^ci\/with-secrets\.sh /) });
  for (const step of without ?? []) expect(step).toHaveProperty("uses");
});

const placeholder = (path: string) => `\${${path}}`;

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

test("the Operator's Stack is of its schema, its secrets come from a Secret, and a mistake would be seen", () => {
  const documents = parseAllDocuments(text(join("operator", "stack.yaml"))).map((document) => document.toJS());
  expect(documents.map(({ kind }) => kind)).toEqual(["ServiceAccount", "ClusterRoleBinding", "Stack"]);
  const stack = documents.at(-1);
  const valid = ajv.compile(stackSchema);
  valid(stack);
  expect(valid.errors).toBeNull();
  for (const [name, { type }] of Object.entries<{ type: string }>(stack.spec.envRefs))
    if (/KEY|PASSPHRASE|TOKEN/.test(name)) expect([name, type]).toEqual([name, "Secret"]);
  expect(stack.spec.serviceAccountName).toBe(documents[0].metadata.name);
  expect(valid({ ...stack, spec: { ...stack.spec, refresh: "yes" } })).toBe(false);
  expect(valid({ ...stack, spec: { ...stack.spec, projektRepo: "x" } })).toBe(false);
});

test("the environment for ESC is of its schema, holds no secret itself, and refers to nothing that it does not have", () => {
  const environment = parse(text(join("esc", "fireworks.yaml")));
  const valid = ajv.compile(environmentSchema);
  valid(environment);
  expect(valid.errors).toBeNull();
  expect(brokenReferences(environment.values)).toEqual([]);
  const { environmentVariables, pulumiConfig } = environment.values;
  for (const [name, value] of Object.entries({ ...environmentVariables, ...pulumiConfig }))
    if (/key|passphrase|token/i.test(name)) expect([name, value]).toEqual([name, expect.stringMatching(/^\$\{aws\./)]);
  const wrong = { ...environment.values, files: { key: placeholder("aws.sekrets.fireworks") } };
  expect(brokenReferences(wrong)).toEqual(["aws.sekrets.fireworks"]);
  expect(valid({ valuez: {} })).toBe(false);
  expect(valid({ values: { key: { "fn::sekret": "x" } } })).toBe(false);
});

test("docs/gitops.md says what each variable and secret of the pipelines is", () => {
  const page = readFileSync(join(CHECKOUT, "docs", "gitops.md"), "utf8");
  const named = workflows.flatMap((file) =>
    [...text(file).matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name]) => name),
  );
  const scripts = readdirSync(join(INFRA_REPO, "ci")).flatMap((file) =>
    [...text(join("ci", file)).matchAll(/required\("([A-Z_]+)"\)/g)].map(([, name]) => name as string),
  );
  const ofTheOwner = scripts.filter((name) => !/^(CI|GITHUB|PULL)_|^PULUMI_STACK/.test(name));
  for (const name of new Set([...named, ...ofTheOwner])) expect(page).toContain(`\`${name}\``);
});
