import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Gateway } from "../gateway";

/**
 * Why a request may not come in: undefined if it may. The controls need no key and the default key is known to everybody, so a web page
 * that somebody looks at on this machine must reach neither. It cannot under the name of another site that it has pointed here (the Host is
 * checked), and not from its own site (the Origin is).
 */
export function refusal({ world, options }: Gateway, request: IncomingMessage, pathname: string): string | undefined {
  const { host, origin } = request.headers;
  const { allowedHosts = [] } = options;
  if (host !== undefined && world.url !== `http://${host}` && !trusted(host, allowedHosts))
    return `fireworks-emulator does not answer to the name "${nameOf(host)}": start it with --allow-host ${nameOf(host)} (allowedHosts in startEmulator) if that is meant to be this server`;
  if (origin === undefined || !pathname.startsWith("/__emulator/")) return undefined;
  const from = origin.replace(/^https?:\/\//, "");
  if (from === host || allowedHosts.includes(nameOf(from))) return undefined;
  return `fireworks-emulator does not take orders from pages of ${origin}: only from its own`;
}

const nameOf = (host: string): string => host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");

/** What is no address and has a dot is a name of the internet, which anybody may have pointed to this machine. */
function trusted(host: string, allowedHosts: readonly string[]): boolean {
  const name = nameOf(host).toLowerCase();
  return isIP(name) !== 0 || !name.includes(".") || name.endsWith(".localhost") || allowedHosts.includes(name);
}
