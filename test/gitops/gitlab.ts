import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { CHECKOUT } from "../engine/environment.mts";
import type { RunOptions, RunResult } from "../engine/run.mts";
import { type Checkout, INFRA_REPO } from "./checkout";
import { secretsOf, variablesOf, type World } from "./world";

const run = promisify(execFile);
const READER = join(CHECKOUT, "node_modules", "gitlab-ci-local", "dist", "index.js");

/** Left out: the packages are there, by links. */
const LEFT_OUT = "npm ci --ignore-scripts";

interface Job {
  before_script: string[];
  script: string[];
  resource_group?: string;
  interruptible?: boolean;
  environment?: object;
}

export interface Pipeline {
  variables: Record<string, string>;
  jobs: Record<string, Job>;
  /** Which jobs a pipeline with these variables has, by the file's rules, and when each of them runs. */
  jobsOf(variables: Record<string, string>): Promise<Record<string, string>>;
  dispose(): void;
}

/** .gitlab-ci.yml as gitlab-ci-local understands it, which first holds it against GitLab's schema. */
export async function readPipeline(): Promise<Pipeline> {
  const dir = mkdtempSync(join(tmpdir(), "pulumi-fireworks-gitlab-"));
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: dir });
  const read = async (...args: string[]) => (await run(process.execPath, [READER, ...args], { cwd: dir })).stdout;
  copyFileSync(join(INFRA_REPO, ".gitlab-ci.yml"), join(dir, ".gitlab-ci.yml"));
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", "git@localhost:acme/inference.git");
  await git("add", "--all");
  await git("commit", "--quiet", "--message=all");
  const { stages: _, variables, ...jobs } = parse((await read("--preview")).replace(/^---\n/, ""));
  return {
    variables,
    jobs,
    jobsOf: async (given) => {
      const list = await read(
        "--list-csv",
        ...Object.entries(given).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
      );
      const rows = list.slice(list.indexOf("name;")).trim().split("\n").slice(1);
      return Object.fromEntries(rows.map((row) => row.split(";")).map(([name, , when]) => [name, when]));
    },
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Runs a job's scripts as GitLab's runner does: one shell, which the first failure ends. */
export function runJob(
  world: World,
  here: Checkout,
  pipeline: Pipeline,
  name: string,
  options: RunOptions = {},
): Promise<RunResult> {
  const { before_script, script } = pipeline.jobs[name] as Job;
  const lines = [...before_script, ...script].filter((line) => line !== LEFT_OUT);
  const predefined = { GITLAB_CI: "true", CI_API_V4_URL: `${world.forge.url}/gitlab`, CI_PROJECT_ID: "34" };
  const request = { CI_MERGE_REQUEST_IID: "12", GITLAB_TOKEN: world.forge.token };
  const env = { ...predefined, ...request, ...pipeline.variables, ...secretsOf(world), ...variablesOf(world) };
  return here.bash(lines.join("\n"), env, options);
}
