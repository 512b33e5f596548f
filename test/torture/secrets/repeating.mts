import { type Emulator, kinds } from "../provider.mts";
import type { Planted } from "../scan.mts";
import type { Script } from "./scripts.mts";
import { QUIET, type Site, UPDATE } from "./site.mts";

/** The gateway's words that the provider shows at most. */
const MOST = 1000;
/** So much is left of the last secret where the words are cut. */
const LEFT = 14;

/** In each form in which a gateway might have them, the last one cut by whoever shows it. */
function words(secrets: readonly string[]): string {
  const inForms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify({ secret }),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
  ]);
  const all = inForms.join(" ").slice(-MOST);
  const last = inForms.at(-1) as string;
  return `${"x".repeat(Math.max(0, MOST - LEFT - (all.length - last.length)))}${all}`.slice(0, 2 * MOST);
}

/** What requests about a kind's objects hold, and what is answered to them. */
function secretsOf(type: string, known: Planted, gateway: Emulator): string[] {
  const own = Object.entries(known).flatMap(([what, secret]) => (what.startsWith(`${type}.`) ? [secret] : []));
  const made = type === "ApiKey" ? gateway.list("users/apiKeys").flatMap(({ key }) => (key ? [String(key)] : [])) : [];
  return [...own, ...made, gateway.apiKey];
}

/** Everything that is asked in this way is refused, in words that repeat what was sent. */
function refuse({ gateway }: Site, known: Planted, method: string, status: number): void {
  for (const { type, collection } of kinds) {
    const message = words(secretsOf(type, known, gateway));
    const action = { status, body: { code: 3, message }, headers: { "x-request-id": gateway.apiKey } };
    gateway.faults.add({ method, path: `/${collection}([/:]|$)`, times: 1_000_000, action });
  }
}

/** The same in an object's status, from where it comes into state. */
function tellInStatus({ gateway }: Site, known: Planted): void {
  const told = kinds.filter(({ outputs }) => "status" in outputs.shape);
  for (const { type, collection } of told) {
    const status = { code: "INTERNAL", message: words(secretsOf(type, known, gateway)) };
    for (const { name } of gateway.list(collection)) gateway.put({ name: String(name), status });
  }
}

export const repeating: Script["live"] = async (site, pulumi) => {
  const { gateway } = site;
  const refused = async (known: Planted, methods: readonly string[], status: number, command: string[]) => {
    for (const method of methods) refuse(site, known, method, status);
    await pulumi([...command, ...UPDATE], { fails: true });
    gateway.faults.clear();
  };
  const first = site.declare("changed");
  await refused(first, ["POST"], 400, ["up", "--continue-on-error"]);
  await pulumi(["up", ...UPDATE]);
  const second = site.declare("args");
  await refused({ ...first, ...second }, ["PATCH"], 400, ["up", "--continue-on-error"]);
  site.declare("changed");
  await pulumi(["up", ...UPDATE]);
  await refused(first, ["GET"], 403, ["refresh"]);
  tellInStatus(site, first);
  await pulumi(["refresh", ...UPDATE]);
  await refused(first, ["DELETE", "POST"], 400, ["destroy", "--continue-on-error"]);
  const message = words([gateway.apiKey]);
  const action = { status: 401, body: { code: 16, message } };
  gateway.faults.add({ operation: "ListAccounts", times: 1_000_000, action });
  await pulumi(["preview", "--config", "fireworks:accountId=", ...QUIET], { fails: true });
};
