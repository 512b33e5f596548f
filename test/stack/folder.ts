import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type DeclaredStack, type DeclareOptions, declare } from "../../src/stack";

const HERE = process.cwd();
const STACK_REFERENCE = "pulumi:pulumi:StackReference";
let folder: string | undefined;

/** What was registered, in order. */
export const registered: { type: string; name: string; inputs: Record<string, unknown>; provider?: string }[] = [];

export interface Project {
  /** By path; a text alone is fireworks.yaml. */
  files?: Record<string, string>;
  /** Full keys; objects as Pulumi passes them, as JSON. */
  config?: Record<string, unknown>;
  secrets?: readonly string[];
  options?: DeclareOptions;
}

/** A project of its own, in which the program runs; the engine is Pulumi's mock, which makes every resource at once. */
export function project({ files = {}, config = {}, secrets = [] }: Project): void {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "pulumi-fireworks-stack-"));
  for (const [path, text] of Object.entries({ "Pulumi.yaml": "name: test\nruntime: nodejs\n", ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  process.chdir(folder);
  registered.length = 0;
  pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider }) => {
        registered.push({ type, name, inputs, ...(provider ? { provider } : {}) });
        const outputs = type === STACK_REFERENCE ? { outputs: { key: "of another stack" }, secretOutputNames: [] } : {};
        return { id: `${name}-id`, state: { ...inputs, ...outputs, name: `accounts/a/things/${name}` } };
      },
      call: () => ({}),
    },
    "test",
    "dev",
    false,
    "acme",
  );
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const all = Object.entries(config).map(([key, value]) => [key, text(value)]);
  pulumi.runtime.setAllConfig(Object.fromEntries(all), [...secrets]);
}

export function leave(): void {
  process.chdir(HERE);
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

/** What is declared. */
export function declared(data: string | Project): DeclaredStack {
  const given: Project = typeof data === "string" ? { files: { "fireworks.yaml": data } } : data;
  project(given);
  return declare(given.options);
}

/** The lines of the refusal, without its head. */
export async function problems(data: string | Project): Promise<string[]> {
  try {
    declared(data);
  } catch (error) {
    if (!pulumi.RunError.isInstance(error)) throw error;
    // A registration reaches the engine some turns after the program's call.
    await new Promise(setImmediate);
    if (registered.length > 0) throw new Error("something was registered all the same");
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  } finally {
    leave();
  }
  return [];
}

/** Once all is registered: what was, by name. */
export async function made(data: string | Project): Promise<Record<string, (typeof registered)[number]>> {
  const { resources } = declared(data);
  await Promise.all(Object.values(resources).map(({ urn }) => known(urn)));
  return Object.fromEntries(registered.map((one) => [one.name, one]));
}

/** The value of an output. */
export const known = (output: unknown): Promise<unknown> =>
  new Promise((resolve) => void (pulumi.output(output) as pulumi.Output<unknown>).apply(resolve));

type Request = Record<string, unknown>;

/** What the engine is asked to register, by name. */
export async function requests(data: string): Promise<Record<string, Request>> {
  project({ files: { "fireworks.yaml": data } });
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: { toObject: () => Request }, ...rest: unknown[]) => unknown;
  };
  const found: Record<string, Request> = {};
  const { registerResource } = monitor;
  monitor.registerResource = (request, ...rest) => {
    const all = request.toObject();
    found[String(all.name)] = all;
    return registerResource.call(monitor, request, ...rest);
  };
  await Promise.all(Object.values(declare().resources).map(({ urn }) => known(urn)));
  return found;
}

/** Why a value never came to be. */
export function failure(output: unknown): Promise<unknown> {
  const { promise, isKnown, isSecret, allResources } = output as {
    promise: () => Promise<unknown>;
    allResources: () => Promise<unknown>;
    isKnown: Promise<unknown>;
    isSecret: Promise<unknown>;
  };
  const why = (one: Promise<unknown>) => one.catch((error: Error) => error.message);
  return Promise.all([promise.call(output), isKnown, isSecret, allResources.call(output)].map(why)).then(
    ([one]) => one,
  );
}
