import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Deployment, nameOf, type StateResource } from "./deployment.mts";
import { type Environment, hermetic } from "./environment.mts";
import { makeProject, type ProjectOptions, writeInto } from "./project.mts";
import { end, type RunOptions, type RunResult, run, start } from "./run.mts";

export type { Deployment, StateResource } from "./deployment.mts";
export { finish, type RunOptions, type RunResult } from "./run.mts";

export interface StackOptions extends ProjectOptions {
  env?: Environment;
  config?: Record<string, string | { secure: string }>;
  /** The stack's name. */
  name?: string;
  /** A project that exists, another stack's for example: used as it is, and not removed. */
  dir?: string;
  /** The folder of the state; another stack's, to have two stacks in one. */
  backend?: string;
  /** It is there already, in `dir` and `backend`. */
  existing?: true;
}

/** One stack of the real engine, in folders of its own. The commands throw, with all that was printed, when they fail. */
export interface Stack {
  readonly dir: string;
  readonly name: string;
  readonly env: Environment;
  readonly backend: string;
  /** Rewrites index.js. */
  program(source: string): void;
  up(args?: string[], options?: RunOptions): Promise<RunResult>;
  preview(args?: string[], options?: RunOptions): Promise<RunResult>;
  refresh(args?: string[], options?: RunOptions): Promise<RunResult>;
  destroy(args?: string[], options?: RunOptions): Promise<RunResult>;
  /** Any command, as it is; PULUMI_STACK tells it this stack's name. */
  pulumi(args: string[], options?: RunOptions): Promise<RunResult>;
  /** A command that the test itself ends; collect what it prints with `finish`. */
  spawn(args: string[]): ChildProcess;
  export(args?: string[]): Promise<Deployment>;
  import(deployment: Deployment): Promise<void>;
  /** Secrets in clear. */
  outputs(): Promise<Record<string, unknown>>;
  resources(): Promise<StateResource[]>;
  urn(resourceName: string): Promise<string>;
  config(key: string, value: string, secret?: boolean): Promise<void>;
  dispose(): Promise<void>;
}

const QUIET = ["--non-interactive", "--color", "never"];
const UPDATE = ["--yes", "--skip-preview", ...QUIET];

export async function createStack(options: StackOptions = {}): Promise<Stack> {
  // The real path, because the engine and Node name files by it.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-fireworks-"));
  const dir = options.dir ?? join(folder, "project");
  const backend = options.backend ?? join(folder, "state");
  mkdirSync(backend, { recursive: true });
  if (!options.dir) makeProject(dir, options);
  const stack = commands({ folder, dir, backend, name: options.name ?? "dev", overrides: options.env ?? {} });
  try {
    if (!options.existing) await stack.pulumi(["stack", "init", stack.name]);
    await setConfig(stack, options.config ?? {});
  } catch (error) {
    await stack.dispose();
    throw error;
  }
  return stack;
}

interface Setting {
  folder: string;
  dir: string;
  backend: string;
  name: string;
  overrides: Environment;
}

type Run = Stack["pulumi"];

function commands({ folder, dir, backend, name, overrides }: Setting): Stack {
  const env = { ...hermetic(folder, backend), PULUMI_STACK: name, ...overrides };
  const children = new Set<ChildProcess>();
  const spawn = (args: string[], more?: Environment) => {
    const child = start(args, dir, { ...env, ...more });
    children.add(child);
    child.once("close", () => children.delete(child));
    return child;
  };
  const pulumi: Run = (args, options = {}) => run(spawn(args, options.env), `pulumi ${args.join(" ")}`, options);
  return {
    dir,
    name,
    env,
    backend,
    spawn,
    pulumi,
    ...operations(pulumi),
    ...state(pulumi),
    program: (source) => writeInto(dir, "index.js", source),
    config: async (key, value, secret) => {
      await pulumi(["config", "set", key, secret ? "--secret" : "--plaintext", "--", value]);
    },
    dispose: async () => {
      await Promise.all([...children].map(kill));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function operations(pulumi: Run): Pick<Stack, "up" | "preview" | "refresh" | "destroy"> {
  return {
    up: (args = [], options) => pulumi(["up", ...UPDATE, ...args], options),
    preview: (args = [], options) => pulumi(["preview", ...QUIET, ...args], options),
    refresh: (args = [], options) => pulumi(["refresh", ...UPDATE, ...args], options),
    destroy: (args = [], options) => pulumi(["destroy", ...UPDATE, ...args], options),
  };
}

function state(pulumi: Run): Pick<Stack, "export" | "import" | "outputs" | "resources" | "urn"> {
  const exported = async (args: string[] = []) =>
    JSON.parse((await pulumi(["stack", "export", ...args])).stdout) as Deployment;
  const resources = async () => (await exported()).deployment.resources ?? [];
  return {
    export: exported,
    import: async (deployment) => {
      await pulumi(["stack", "import"], { stdin: JSON.stringify(deployment) });
    },
    outputs: async () => JSON.parse((await pulumi(["stack", "output", "--json", "--show-secrets"])).stdout),
    resources,
    urn: async (resourceName) => urnIn(await resources(), resourceName),
  };
}

async function setConfig(stack: Stack, config: Record<string, string | { secure: string }>): Promise<void> {
  const settings = Object.entries(config).flatMap(([key, value]) =>
    typeof value === "string" ? ["--plaintext", `${key}=${value}`] : ["--secret", `${key}=${value.secure}`],
  );
  if (settings.length > 0) await stack.pulumi(["config", "set-all", ...settings]);
}

function urnIn(resources: StateResource[], name: string): string {
  const found = resources.find((resource) => nameOf(resource) === name && !resource.delete);
  if (!found) throw new Error(`no resource ${name} in state, only ${resources.map(nameOf).join(", ")}`);
  return found.urn;
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once("close", resolve));
  await end(child);
  await closed;
}
