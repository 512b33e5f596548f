import { networkFetch } from "../../client/network";
import { check, type Finding, fail, ok, skipped, warn } from "./check";

const PATIENCE = 5;
/** Seconds by which clocks may differ. */
const SKEW = 60;

interface Reached {
  findings: Finding[];
  reachable: boolean;
}

/** Asked without a key: any answer of the gateway says that it is there, and what time it has. */
export async function reach(baseUrl: string): Promise<Reached> {
  let answer: Response | undefined;
  let clock = 0;
  const gateway = await check("gateway", PATIENCE + 1, async () => {
    const started = performance.now();
    try {
      const signal = AbortSignal.timeout(PATIENCE * 1000);
      answer = await networkFetch()(`${baseUrl}/v1/accounts`, { signal, redirect: "manual" });
      clock = Date.now();
      await answer.body?.cancel();
    } catch (error) {
      return unreachable(baseUrl, error);
    }
    const milliseconds = Math.round(performance.now() - started);
    return verdict(baseUrl, answer, milliseconds);
  });
  const reachable = gateway.status !== "fail";
  const clockFinding: Finding = {
    check: "clock",
    ...(reachable && answer ? clockFound(answer, clock) : skipped("no answer")),
  };
  return { findings: [gateway, clockFinding], reachable };
}

const isEmulator = (answer: Response | undefined) => answer?.headers.has("x-fireworks-emulator") === true;

function verdict(baseUrl: string, answer: Response, milliseconds: number): Omit<Finding, "check"> {
  const { status, headers } = answer;
  if (status === 407)
    return fail(
      `the proxy before ${baseUrl} wants a password (HTTP 407)`,
      "Put it into HTTPS_PROXY: http://user:password@proxy:3128.",
    );
  if (status >= 300 && status < 400)
    return fail(
      `${baseUrl} redirects elsewhere (HTTP ${status})`,
      "Check fireworks:baseUrl: a key is sent to one host alone.",
    );
  if (status >= 500)
    return fail(
      `${baseUrl} answers HTTP ${status}`,
      "The service, or a proxy before it, has trouble: try again later.",
    );
  if (!/json/.test(headers.get("content-type") ?? ""))
    return fail(
      `${baseUrl} answers with a page (HTTP ${status}), not as the API`,
      "Check fireworks:baseUrl (FIREWORKS_BASE_URL), and whether a proxy asks for a login.",
    );
  return ok(`${baseUrl} answers in ${milliseconds} ms${isEmulator(answer) ? ": fireworks-emulator" : ""}`);
}

const REMEDIES: readonly [RegExp, string][] = [
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/,
    "Nobody vouches for its certificate: name your company's authorities with NODE_EXTRA_CA_CERTS, a PEM file.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    "Its name is not found: check fireworks:baseUrl (FIREWORKS_BASE_URL), DNS, and whether you need HTTPS_PROXY.",
  ],
  [
    /ECONNREFUSED|bad port/,
    "Nobody listens there: check fireworks:baseUrl (FIREWORKS_BASE_URL), HTTPS_PROXY, and whether the emulator runs.",
  ],
  [
    /Timeout|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT/i,
    "Something swallows the packets: check the firewall, and whether you need HTTPS_PROXY.",
  ],
];

function unreachable(baseUrl: string, error: unknown): Omit<Finding, "check"> {
  let cause = error as { code?: string; name?: string; message?: string; cause?: unknown; errors?: unknown[] };
  for (let depth = 0; depth < 5 && (cause.cause || cause.errors?.[0]); depth++)
    cause = (cause.cause ?? cause.errors?.[0]) as typeof cause;
  const words = [cause.code ?? cause.name, cause.message].filter(Boolean).join(" ").slice(0, 200);
  const remedy = REMEDIES.find(([when]) => when.test(words))?.[1];
  return fail(`${baseUrl} cannot be reached: ${words}`, remedy ?? "Check the network, HTTPS_PROXY and NO_PROXY.");
}

function clockFound({ headers }: Response, here: number): Omit<Finding, "check"> {
  const there = Date.parse(headers.get("date") ?? "") + Number(headers.get("age") ?? 0) * 1000;
  if (headers.has("x-fireworks-emulator")) return ok("an emulator has one of its own");
  if (Number.isNaN(there)) return skipped("the gateway does not say the time");
  const seconds = Math.round((here - there) / 1000);
  if (Math.abs(seconds) <= SKEW) return ok("agrees with the gateway's");
  return warn(
    `this machine is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the gateway`,
    "Set the clock (NTP): certificates and signed addresses fail with a wrong one.",
  );
}
