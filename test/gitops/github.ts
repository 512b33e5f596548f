import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Environment } from "../engine/environment.mts";
import type { RunOptions, RunResult } from "../engine/run.mts";
import type { Checkout } from "./checkout";
import { type Contexts, holds, interpolate, interpolateAll } from "./expressions";
import { secretsOf, variablesOf, type World } from "./world";

interface Step {
  name?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, unknown>;
}

interface Workflow {
  env?: Record<string, unknown>;
  jobs: Record<string, { if?: string; env?: Record<string, unknown>; steps: Step[] }>;
}

export interface Event {
  event_name: string;
  ref?: string;
  actor?: string;
  event?: Record<string, unknown>;
}

export interface JobResult {
  /** False: its condition did not hold. */
  ran: boolean;
  /** Of the last step that ran. */
  result: RunResult;
  /** Actions of others, in their order: they are not run here. */
  actions: string[];
  summary: string;
}

export const pullRequest = (
  action = "synchronize",
  more: Record<string, unknown> = {},
  label: string | undefined = undefined,
): Event => ({
  event_name: "pull_request",
  ref: "refs/pull/12/merge",
  event: {
    action,
    ...(label && { label: { name: label } }),
    pull_request: { number: 12, state: "open", head: { repo: { full_name: REPOSITORY } }, labels: [], ...more },
  },
});

export const MERGE: Event = { event_name: "push", ref: "refs/heads/main", event: {} };
export const SCHEDULE: Event = { event_name: "schedule", ref: "refs/heads/main", event: {} };

export const REPOSITORY = "acme/inference";

/** The packages are there, by links. */
const LEFT_OUT = "npm ci --ignore-scripts";

interface Running {
  here: Checkout;
  contexts: Contexts;
  env: Environment;
  options: RunOptions;
  done: JobResult;
}

const readYaml = <T>(here: Checkout, ...path: string[]): T => parse(readFileSync(join(here.dir, ...path), "utf8"));

/** Runs a job's shell steps, as written in the file, with what GitHub's runner would give them. */
export async function runJob(
  world: World,
  here: Checkout,
  [file, name]: [file: string, job: string],
  event: Event,
  options: RunOptions & { secrets?: Record<string, string>; variables?: Record<string, string> } = {},
): Promise<JobResult> {
  const workflow = readYaml<Workflow>(here, ".github", "workflows", file);
  const job = workflow.jobs[name];
  if (!job) throw new Error(`${file} has no job ${name}`);
  const contexts: Contexts = {
    github: { ...event, repository: REPOSITORY, token: world.forge.token },
    secrets: { ...secretsOf(world), ...options.secrets },
    vars: { ...variablesOf(world), ...options.variables },
  };
  const summary = join(here.dir, "..", "summary.md");
  writeFileSync(summary, "");
  const nothing: RunResult = { code: 0, stdout: "", stderr: "", output: "" };
  const done: JobResult = { ran: holds(job.if, contexts), result: nothing, actions: [], summary: "" };
  if (!done.ran) return done;
  const env = interpolateAll({ ...workflow.env, ...job.env }, contexts);
  const given = { GITHUB_ACTIONS: "true", GITHUB_API_URL: `${world.forge.url}/github`, GITHUB_REPOSITORY: REPOSITORY };
  const running = {
    here,
    contexts: { ...contexts, env },
    env: { ...given, ...env, GITHUB_STEP_SUMMARY: summary },
    options,
    done,
  };
  for (const step of job.steps) await runStep(step, running);
  return { ...done, summary: readFileSync(summary, "utf8") };
}

async function runStep(step: Step, running: Running): Promise<void> {
  const { here, contexts, env, options, done } = running;
  if (!holds(step.if, contexts)) return;
  if (step.uses?.startsWith("./")) {
    const action = readYaml<{ runs: { steps: Step[] } }>(here, step.uses, "action.yml");
    const inside = { ...running, contexts: { ...contexts, inputs: interpolateAll(step.with, contexts) } };
    for (const one of action.runs.steps) await runStep(one, inside);
  } else if (step.uses) {
    done.actions.push(step.uses);
  } else if (step.run && step.run !== LEFT_OUT) {
    const own = interpolateAll(step.env, contexts);
    done.result = await here.bash(interpolate(step.run, contexts), { ...env, ...own }, options);
  }
}
