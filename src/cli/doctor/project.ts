import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Common } from "../options";
import { projectFile } from "../project";
import { configuredValues, stackName, valuesOf } from "../stack";
import { check, type Finding, fail, isAtLeast, numberIn, ok, skipped, warn } from "./check";
import { PATIENCE, SOON } from "./machine";

const own = require("../../../package.json") as { version: string; peerDependencies: Record<string, string> };

interface Project {
  name?: unknown;
  main?: unknown;
  runtime?: unknown;
}

async function projectIn(file: string): Promise<Project> {
  const { parse } = await import("yaml");
  return (parse(readFileSync(file, "utf8")) ?? {}) as Project;
}

export const project = (common: Common): Promise<Finding> =>
  check("project", PATIENCE, async () => {
    const file = projectFile(common.cwd);
    if (file === undefined)
      return warn(
        `no Pulumi.yaml in ${resolve(common.cwd)} or above it`,
        "Run it in the project's folder, or name that with -C, to have its stack looked at too.",
      );
    const { name, runtime } = await projectIn(file);
    const language = typeof runtime === "object" && runtime !== null ? (runtime as { name?: unknown }).name : runtime;
    return language === "nodejs"
      ? ok(`${String(name)} (${file})`)
      : fail(`${file} has the runtime ${String(language)}`, "This package is for programs with `runtime: nodejs`.");
  });

/** As Pulumi's plugin finds it: from where the program lies. */
export const packages = (common: Common): Promise<Finding> =>
  check("packages", PATIENCE, async () => {
    const file = projectFile(common.cwd);
    if (file === undefined) return skipped("no project");
    const { main } = await projectIn(file);
    const from = createRequire(join(programFolder(dirname(file), main), "index.js"));
    const version = (name: string) => (from(`${name}/package.json`) as { version: string }).version;
    for (const wanted of ["pulumi-fireworks/provider", "@pulumi/pulumi"]) {
      try {
        from.resolve(wanted);
      } catch {
        return fail(`${wanted} is not installed for ${dirname(file)}`, "Run `npm ci` (or `npm install`) there.");
      }
    }
    const [installed, sdk] = [version("pulumi-fireworks"), version("@pulumi/pulumi")];
    const found = `pulumi-fireworks ${installed}, @pulumi/pulumi ${sdk}`;
    const least = numberIn(own.peerDependencies["@pulumi/pulumi"] ?? "");
    if (!isAtLeast(sdk, least))
      return fail(`${found}: older than ${least}`, "Run `npm install @pulumi/pulumi@latest`.");
    return installed === own.version
      ? ok(found)
      : warn(
          `${found}, while this command is of ${own.version}`,
          "Run the project's own: `npx pulumi-fireworks` in its folder.",
        );
  });

function programFolder(folder: string, main: unknown): string {
  if (typeof main !== "string") return folder;
  const path = resolve(folder, main);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() ? path : dirname(path);
}

export interface Configured {
  finding: Finding;
  /** Of the stack's configuration, `apiKey` and the like; empty where there is none. */
  values: Record<string, string>;
  /** Keys whose value is encrypted. */
  secret: ReadonlySet<string>;
}

/** The stack, with what its configuration says of this package. */
export async function stack(common: Common): Promise<Configured> {
  const read: Omit<Configured, "finding"> = { values: {}, secret: new Set() };
  const finding = await check(
    "stack",
    PATIENCE,
    async () => {
      if (common.stack === undefined && projectFile(common.cwd) === undefined) return skipped("no project");
      const [name, entries] = await Promise.all([stackName(common, SOON), configuredValues(common, SOON)]);
      Object.assign(read, { values: valuesOf(entries), secret: secretsAmong(entries) });
      const keys = Object.keys(read.values).sort();
      return ok(`${name}, ${keys.length > 0 ? `configures ${keys.join(", ")}` : "configures nothing of this package"}`);
    },
    "`pulumi stack ls` and `pulumi config` show more.",
  );
  if (finding.status === "fail" && /no stack selected/.test(finding.found)) finding.status = "warn";
  return { finding, ...read };
}

const secretsAmong = (entries: Awaited<ReturnType<typeof configuredValues>>): Set<string> =>
  new Set(Object.entries(entries).flatMap(([key, { secret }]) => (secret ? [key] : [])));
