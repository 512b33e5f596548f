import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Gateway } from "./gateway.mts";

export type Environment = NodeJS.ProcessEnv;

export function backendFolder(folder: string): string {
  return join(folder, "pulumi-state");
}

/** State and login of their own: a Pulumi login of the user's is neither needed nor touched. */
export function localEnvironment(engine: string, folder: string, gateway: Gateway): Environment {
  const [backend, home] = [backendFolder(folder), join(folder, "pulumi-home")];
  for (const path of [backend, home]) mkdirSync(path, { recursive: true });
  return {
    ...foreign(process.env),
    PATH: [engine, dirname(process.execPath), process.env.PATH].join(delimiter),
    NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, "127.0.0.1", "localhost"].filter(Boolean).join(","),
    FIREWORKS_BASE_URL: gateway.url,
    FIREWORKS_API_KEY: gateway.apiKey,
    FIREWORKS_ACCOUNT_ID: gateway.accountId,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  };
}

/** What the user set for the real service, or for another Pulumi, is not for this one. */
function foreign(environment: Environment): Environment {
  const ours = /^(PULUMI_|FIREWORKS_|NODE_OPTIONS$|no_proxy$)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)));
}

/** Runs on the user's own terminal, where Pulumi shows its live display, or silently but for errors. Returns the exit code. */
export async function pulumi(args: string[], cwd: string, env: Environment, quiet = false): Promise<number> {
  const child = spawn("pulumi", args, { cwd, env, stdio: quiet ? ["ignore", "ignore", "inherit"] : "inherit" });
  // Not SIGINT: the terminal sends it to the engine as well, and a second one would not wait for running calls.
  const passOn = () => child.kill("SIGINT");
  process.on("SIGTERM", passOn).on("SIGHUP", passOn);
  try {
    const [code] = await once(child, "close");
    return (code as number | null) ?? 1;
  } finally {
    process.off("SIGTERM", passOn).off("SIGHUP", passOn);
  }
}
