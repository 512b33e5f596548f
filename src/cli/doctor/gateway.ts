import { soleAccount } from "../../client/account";
import { type Client, createClient } from "../../client/client";
import { type Connection, connect, type Settings } from "../../client/connection";
import { hasStatus, readable } from "../../client/errors";
import { lastSegment } from "../../lifecycle/identity";
import { check, type Finding, fail, failed, ok, skipped, warn } from "./check";
import { reach } from "./reach";

/** Seconds for one answer of the gateway. */
const PATIENCE = 4;

interface Given {
  settings: Settings;
  secret: ReadonlySet<string>;
}

/** Everything that the gateway itself has to be asked for. */
export async function gateway(given: Given): Promise<Finding[]> {
  const address = attempt("gateway", () => connect({ ...given.settings, apiKey: "none" }));
  if ("check" in address) return [address, ...notAsked("no address to ask", "clock", "key")];
  const { findings, reachable } = await reach(address.baseUrl);
  const connection = attempt("key", () => connect(given.settings));
  if ("check" in connection) return [...findings, connection, ...notAsked("no key")];
  if (!reachable) return [...findings, keyFound(given), ...notAsked("the gateway is not reachable")];
  return [...findings, ...(await asked(createClient({ ...connection, speed: 1 }), given))];
}

/** The message says what to set. */
function attempt(name: string, make: () => Connection): Connection | Finding {
  try {
    return make();
  } catch (error) {
    const [found = "", remedy = ""] = (error as Error).message.split(/: (?=run `)/);
    const told =
      remedy === "" ? "Set it right in the stack's configuration or the environment." : `R${remedy.slice(1)}`;
    return { check: name, ...fail(found, told) };
  }
}

const notAsked = (why: string, ...more: string[]): Finding[] =>
  [...more, "account", "role", "quotas"].map((name) => ({ check: name, ...skipped(why) }));

/** Where the key comes from; what it is nobody needs to see. */
function keyFound({ settings, secret }: Given): Finding {
  if (!settings.apiKey) return { check: "key", ...ok("FIREWORKS_API_KEY of the environment") };
  if (secret.has("apiKey")) return { check: "key", ...ok("fireworks:apiKey of the stack's configuration, encrypted") };
  const remedy =
    "Run `pulumi config set --secret fireworks:apiKey`, and make another key: this one is in clear in the file.";
  return { check: "key", ...warn("fireworks:apiKey stands in the stack's configuration in clear", remedy) };
}

/** What waits for the gateway's limit must come to an end, too. */
const soon = () => ({ signal: AbortSignal.timeout(PATIENCE * 1000 + 500) });

const quickly = () => ({ retries: 0, timeout: PATIENCE, ...soon() });

async function asked(client: Client, given: Given): Promise<Finding[]> {
  let name: string | undefined;
  let refused: unknown;
  const account = await check("account", PATIENCE + 1, async () => {
    try {
      name = await soleAccount(client, soon());
      return accountFound(await client.request("GET", `v1/${name}`, quickly()), name);
    } catch (error) {
      refused = error;
      throw error;
    }
  });
  if (hasStatus(refused, 401)) {
    const key: Finding = { check: "key", ...failed(refused, "Check the key.") };
    return [key, ...notAsked("the key is refused")];
  }
  if (name === undefined || account.status === "fail")
    return [keyFound(given), account, ...notAsked("no account").slice(1)];
  return [keyFound(given), account, ...(await Promise.all([role(client, name), quotas(client, name)]))];
}

function accountFound(account: Record<string, unknown>, name: string): Omit<Finding, "check"> {
  const [state, suspended] = [readable(account.state, 60), readable(account.suspendState, 60)];
  if (suspended !== "" && suspended !== "UNSUSPENDED" && !/UNSPECIFIED/.test(suspended))
    return fail(`${name} is suspended: ${suspended}`, "See the account's billing page at app.fireworks.ai.");
  if (state !== "" && state !== "READY" && !/UNSPECIFIED/.test(state))
    return warn(`${name} is ${state}`, "Wait until it is READY, or ask the service's support.");
  return ok(`${name}${account.displayName ? ` (${readable(account.displayName, 80)})` : ""}`);
}

/** Nobody can ask whose key it is, but administrators see the beginning of each. */
const role = (client: Client, account: string): Promise<Finding> =>
  check("role", PATIENCE + 1, async () => {
    const users = await client.list(`v1/${account}/users`, "users", quickly()).catch((error) => {
      if (hasStatus(error, 403)) return undefined;
      throw error;
    });
    if (users === undefined)
      return warn(
        "the key may not list the account's users, so it is no administrator's",
        "Users and the keys of others need an administrator's key; all else may work.",
      );
    const own = users.length === 1 ? users[0] : await ownerAmong(client, users);
    if (own === undefined) return ok(`one of ${users.length} users; which one cannot be told`);
    const [who, what] = [lastSegment(readable(own.name, 100)), readable(own.role, 60)];
    if (what === "inference-user")
      return fail(
        `${who} is ${what}, who may ask models and manage nothing`,
        "Use a key of another user, or ask for another role.",
      );
    return ok(`${who} is ${what}${what === "admin" ? "" : ": users and the keys of others are for administrators"}`);
  });

/** Of the users of a large account the keys of some are looked at. */
const MOST_USERS = 20;

async function ownerAmong(
  client: Client,
  users: Record<string, unknown>[],
): Promise<Record<string, unknown> | undefined> {
  const { apiKey } = client.connection;
  const looked = users.slice(0, MOST_USERS).map(async (user) => {
    const keys = await client.list(`v1/${String(user.name)}/apiKeys`, "apiKeys", quickly()).catch(() => []);
    const own = keys.some(({ prefix }) => typeof prefix === "string" && prefix.length > 5 && apiKey.startsWith(prefix));
    return own ? [user] : [];
  });
  const owners = (await Promise.all(looked)).flat();
  return owners.length === 1 ? owners[0] : undefined;
}

const quotas = (client: Client, account: string): Promise<Finding> =>
  check("quotas", PATIENCE + 1, async () => {
    const all = await client.list(`v1/${account}/quotas`, "quotas", quickly());
    const used = all.flatMap(({ name, usage, value }) =>
      Number(usage) > 0 ? [{ id: lastSegment(readable(name, 100)), usage: Number(usage), value: Number(value) }] : [],
    );
    const said = used.map(({ id, usage, value }) => `${id} ${usage} of ${value}`).join(", ") || "nothing in use";
    return used.some(({ usage, value }) => usage >= value)
      ? warn(
          said,
          "What is used up refuses new deployments: lower maxReplicaCount, delete what is not needed, or ask for more.",
        )
      : ok(said);
  });
