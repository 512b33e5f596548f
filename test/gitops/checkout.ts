import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKOUT, type Environment, hermetic } from "../engine/environment.mts";
import { makeProject } from "../engine/project.mts";
import { end, type RunOptions, type RunResult, run } from "../engine/run.mts";

export const INFRA_REPO = join(CHECKOUT, "examples", "infra-repo");

/** What a runner has before a job begins: the repository, its packages (so `npm ci` is left out), and nothing that the job does not set itself. */
export interface Checkout {
  dir: string;
  env: Environment;
  edit(file: string, from: string, to: string): void;
  /** A shell as the runners start it. */
  shell(script: string, env: Environment): ReturnType<typeof spawn>;
  bash(script: string, env: Environment, options?: RunOptions): Promise<RunResult>;
  dispose(): Promise<void>;
}

/** A runner knows no backend and no passphrase by itself. */
const NOT_OF_THE_JOB = { PULUMI_BACKEND_URL: undefined, PULUMI_CONFIG_PASSPHRASE: undefined };

/** @param committed the folder whose Pulumi.production.yaml was committed */
export function checkout(env: Environment, committed = INFRA_REPO): Checkout {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-fireworks-ci-"));
  const dir = join(folder, "inference");
  makeProject(dir, { copyOf: INFRA_REPO });
  cpSync(join(committed, "Pulumi.production.yaml"), join(dir, "Pulumi.production.yaml"));
  const runner = { ...hermetic(folder, ""), ...NOT_OF_THE_JOB, CI: "true", ...env };
  const children = new Set<ReturnType<typeof spawn>>();
  const shell: Checkout["shell"] = (script, more) => {
    const options = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    const child = spawn("bash", options, { cwd: dir, env: { ...runner, ...more } as NodeJS.ProcessEnv });
    children.add(child);
    child.once("close", () => children.delete(child));
    return child;
  };
  return {
    dir,
    env: runner,
    edit: (file, from, to) => edit(join(dir, file), from, to),
    shell,
    bash: (script, more, options = {}) => run(shell(script, more), script.trim(), options),
    dispose: async () => {
      await Promise.all([...children].map(end));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
}
