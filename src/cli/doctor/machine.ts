import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Common } from "../options";
import { pulumi } from "../pulumi";
import { check, type Finding, fail, isAtLeast, numberIn, ok, skipped, warn } from "./check";

const OLDEST_PULUMI = "3.254.0";
const { engines } = require("../../../package.json") as { engines: { node: string } };

/** Seconds for a check of this machine: longer than any of Pulumi's own answers takes. */
export const PATIENCE = 5.5;

/** Pulumi is ended before nobody waits for it any more. */
export const SOON = { patience: 5000 };

/** Which Node runs programs and providers is decided by PATH, not by what runs this command. */
export const node = (): Promise<Finding> =>
  check("node", PATIENCE, async () => {
    const remedy = `Install Node ${engines.node} and put it first on PATH: Pulumi runs programs and providers with it.`;
    const printed = await promisify(execFile)("node", ["--version"]).catch(() => undefined);
    if (printed === undefined) return fail("there is no `node` on PATH", remedy);
    const version = printed.stdout.trim();
    return isAtLeast(numberIn(version), numberIn(engines.node))
      ? ok(`${version} on PATH`)
      : fail(`${version} on PATH is older than ${numberIn(engines.node)}`, remedy);
  });

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => ["", ".exe", ".cmd"].map((ending) => join(folder, name + ending)))
    .find((path) => existsSync(path));

const INSTALL = "Install Pulumi: https://www.pulumi.com/docs/install/.";

/** The engine, and the two programs beside it that run Node programs and dynamic providers. */
export const engine = (common: Common): Promise<Finding> =>
  check("engine", PATIENCE, async () => {
    const program = onPath("pulumi");
    if (program === undefined) return fail("there is no `pulumi` on PATH", INSTALL);
    const { stack: _, ...anyStack } = common;
    const version = (await pulumi(anyStack, ["version"], SOON)).trim();
    const beside = dirname(realpathSync(program));
    const missing = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"].find(
      (name) =>
        onPath(name) === undefined && !["", ".exe", ".cmd"].some((ending) => existsSync(join(beside, name + ending))),
    );
    if (missing !== undefined)
      return fail(`pulumi ${version}, but no ${missing} beside it or on PATH`, `${INSTALL} Its archive has them all.`);
    if (!isAtLeast(numberIn(version), OLDEST_PULUMI))
      return warn(
        `pulumi ${version} is older than ${OLDEST_PULUMI}, the oldest that this package is tested with`,
        INSTALL,
      );
    return ok(`pulumi ${version}`);
  });

export const backend = (common: Common): Promise<Finding> =>
  check(
    "backend",
    PATIENCE,
    async () => {
      if (onPath("pulumi") === undefined) return skipped("no `pulumi`");
      const { stack: _, ...anyStack } = common;
      const printed = await pulumi(anyStack, ["whoami", "--json"], SOON);
      const { user, url } = JSON.parse(printed) as { user?: string; url?: string };
      return ok(`${String(url)} as ${String(user)}`);
    },
    "Log in with `pulumi login`, or set PULUMI_BACKEND_URL to the backend that has the stack.",
  );

const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

export const proxy = (): Promise<Finding> =>
  check("proxy", PATIENCE, () => {
    const set = PROXIES.flatMap((name) => (process.env[name] ? [[name, process.env[name]] as const] : []));
    const past = process.env.NO_PROXY ?? process.env.no_proxy;
    if (set.length === 0) return ok("none");
    const wrong = set.find(([, value]) => !/^https?:$/.test(URL.parse(value)?.protocol ?? ""));
    if (wrong)
      return fail(`${wrong[0]} is not the URL of a proxy`, `Set it to one such as http://proxy.example.com:3128.`);
    const said = set.map(([name, value]) => `${name}=${value}`);
    return ok([...said, ...(past ? [`NO_PROXY=${past}`] : [])].join(", "));
  });

/** Node itself only warns of a file that it cannot read, and then trusts nobody new. */
export const certificates = (): Promise<Finding> =>
  check("certificates", PATIENCE, () => {
    const { NODE_EXTRA_CA_CERTS: file } = process.env;
    if (!file) return ok("Node's own authorities");
    const remedy = "Set NODE_EXTRA_CA_CERTS to a file with your authority's certificates in PEM.";
    if (!existsSync(file)) return fail(`NODE_EXTRA_CA_CERTS names ${file}, which does not exist`, remedy);
    const count = readFileSync(file, "utf8").split("-----BEGIN CERTIFICATE-----").length - 1;
    return count > 0
      ? ok(`Node's own authorities and ${count} of ${file}`)
      : fail(`${file}, which NODE_EXTRA_CA_CERTS names, holds no certificate`, remedy);
  });
