/** Where the gateway is and who asks. */
export interface Connection {
  /** `https://host`, without a path. */
  baseUrl: string;
  apiKey: string;
  /** `accounts/a`, when it is configured. */
  account: string | undefined;
  headers: Record<string, string>;
  /** How many times as fast as this machine's the gateway's time runs; 1 but for an emulator. */
  speed: number;
}

export const DEFAULT_BASE_URL = "https://api.fireworks.ai";

/** What configuration (first) and environment say; each value may be missing. */
export interface Settings {
  apiKey?: string | undefined;
  accountId?: string | undefined;
  baseUrl?: string | undefined;
}

/** Whether each request is shown. */
export const debugs = (configured: string | undefined): boolean =>
  /^(1|true|yes|on)$/i.test(configured ?? process.env.FIREWORKS_DEBUG ?? "");

/**
 * Resolves the connection: the stack's or provider's configuration, then the environment.
 * @throws what is missing or not acceptable, with the remedy.
 */
export function connect(settings: Settings, env: NodeJS.ProcessEnv = process.env): Connection {
  const apiKey = (settings.apiKey ?? env.FIREWORKS_API_KEY ?? "").trim();
  if (apiKey === "")
    throw new Error(
      "No Fireworks API key: run `pulumi config set --secret fireworks:apiKey …`, or set FIREWORKS_API_KEY in the environment.",
    );
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new Error(
      "The Fireworks API key (fireworks:apiKey or FIREWORKS_API_KEY) has spaces or characters that no key has.",
    );
  const id = (settings.accountId ?? env.FIREWORKS_ACCOUNT_ID ?? "").trim().replace(/^accounts\//, "");
  if (id !== "" && !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(id))
    throw new Error(
      `fireworks:accountId (FIREWORKS_ACCOUNT_ID) must be an account's id, such as "my-team", not ${JSON.stringify(id)}.`,
    );
  // It would stand in every name, and so in state and in every message.
  if (id === apiKey || /^fw_\w{16,}$/.test(id))
    throw new Error(
      'fireworks:accountId (FIREWORKS_ACCOUNT_ID) holds an API key: set it to the account\'s id, such as "my-team".',
    );
  const baseUrl = checkedUrl((settings.baseUrl ?? env.FIREWORKS_BASE_URL ?? "").trim() || DEFAULT_BASE_URL);
  return {
    baseUrl,
    apiKey,
    account: id === "" ? undefined : `accounts/${id}`,
    headers: customHeaders(env.FIREWORKS_CUSTOM_HEADERS),
    speed: checkedSpeed(env.FIREWORKS_SPEED, baseUrl),
  };
}

function checkedUrl(text: string): string {
  const said = "fireworks:baseUrl (FIREWORKS_BASE_URL)";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    const shown = text.includes("@") ? "what it is" : JSON.stringify(text);
    throw new Error(`${said} must be a URL such as ${DEFAULT_BASE_URL}, not ${shown}.`);
  }
  if (url.username || url.password) throw new Error(`${said} must not hold a user name or password.`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    throw new Error(`${said} must be https, or http on this machine (127.0.0.1, localhost): a key goes to it.`);
  // The paths start with /v1 themselves; the official clients take either form.
  return `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}`;
}

export const isLoopback = (host: string) =>
  host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host) || host.endsWith(".localhost");

/** Shorter pauses would be a burden to the service: only a gateway on this machine can be in a hurry. */
function checkedSpeed(text: string | undefined, baseUrl: string): number {
  if (text === undefined || text.trim() === "") return 1;
  const speed = Number(text);
  if (!(speed >= 1 && speed <= 1000))
    throw new Error(`FIREWORKS_SPEED must be a number from 1 to 1000, not ${JSON.stringify(text)}.`);
  if (speed !== 1 && !isLoopback(new URL(baseUrl).hostname))
    throw new Error("FIREWORKS_SPEED is for an emulator on this machine: unset it, or set FIREWORKS_BASE_URL.");
  return speed;
}

/** FIREWORKS_CUSTOM_HEADERS of the official clients: `Name: value` lines. */
function customHeaders(text: string | undefined): Record<string, string> {
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  const headers = lines.map((line): [string, string] => {
    const [, name = "", value = ""] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*([\t\x20-\x7e]*)$/.exec(line) ?? [];
    if (name === "") throw new Error("FIREWORKS_CUSTOM_HEADERS must hold lines such as `X-Team: search`.");
    return [name.toLowerCase(), value.trim()];
  });
  return Object.fromEntries(headers);
}
