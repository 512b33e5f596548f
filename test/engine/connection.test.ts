import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Environment } from "./environment.mts";
import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

let here: Site;
let nobody: string;

const declared = (description: string) =>
  program(
    `new fireworks.Secret("one", { keyName: "ONE", value: "planted-${description}" });`,
    `new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", description: "${description}" });`,
  );

/** A port at which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

beforeAll(async () => {
  here = await site();
  nobody = await closedPort();
  here.stack.program(declared("first"));
  await here.stack.up();
});

afterAll(() => here.dispose());

/** What stack and gateway hold: what a failed command must leave as it was. */
async function held() {
  const { resources = [] } = (await here.stack.export()).deployment;
  const own = resources.map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }));
  const there = [...here.gateway.list("deployments"), ...here.gateway.list("secrets")];
  // How many replicas there are is a matter of time.
  return {
    own: own.map(withoutCiphers),
    there: there.map(({ name, description, value }) => [name, description, value]),
  };
}

/** Encryption gives other text each time. */
const withoutCiphers = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (key, member) => (key === "ciphertext" ? "…" : member));

/** The errors that a person reads, each once, after the same has been said of both resources. */
function errors(output: string): string[] {
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toMatch(/unhandled|planted|fw_|undefined/);
  const [, diagnostics = ""] = output.split("Diagnostics:");
  const said = [...diagnostics.matchAll(/error: ((?:.|\n(?! *\n))*)/g)].map(([, text]) => String(text));
  return said.filter((text) => text !== "update failed").map((text) => text.replace(/\n\s+/g, "\n").trimEnd());
}

type Command = "preview" | "up" | "refresh" | "destroy";

const KEY =
  /^[A-Z]+ accounts\/emulator\/\S+: 401 UNAUTHORIZED: The API key .*\nCheck the key: `pulumi config set --secret fireworks:apiKey …` or FIREWORKS_API_KEY/;
const NOBODY =
  /^[A-Z]+ accounts\/emulator\/\S+: UNREACHABLE: ECONNREFUSED .*\nCheck fireworks:baseUrl \(FIREWORKS_BASE_URL\), the network and its proxy/;
const NO_KEY =
  /No Fireworks API key: run `pulumi config set --secret fireworks:apiKey …`, or set FIREWORKS_API_KEY in the environment\.$/;
const HTTP =
  /fireworks:baseUrl \(FIREWORKS_BASE_URL\) must be https, or http on this machine \(127\.0\.0\.1, localhost\): a key goes to it\.$/;
const FOREIGN = /^accounts\/somebody\/(\w+)\/\S+: POST accounts\/somebody\/\1: 403 PERMISSION_DENIED: .*\nThe key's user lacks the role for this, or the account is another one: check fireworks:accountId\.$/; // biome-ignore format: one table

test.each<[string, () => Environment, Partial<Record<Command, RegExp>>]>([
  ["a wrong key", () => ({ FIREWORKS_API_KEY: "fw_wrong" }), { up: KEY, refresh: KEY, destroy: KEY }],
  [
    "a wrong key and no account",
    () => ({ FIREWORKS_API_KEY: "fw_wrong", FIREWORKS_ACCOUNT_ID: undefined }),
    { preview: /GET accounts: 401 UNAUTHORIZED: .*\nCheck the key/ },
  ],
  [
    "no key",
    () => ({ FIREWORKS_API_KEY: undefined }),
    { preview: NO_KEY, up: NO_KEY, refresh: NO_KEY, destroy: NO_KEY },
  ],
  ["somebody's account", () => ({ FIREWORKS_ACCOUNT_ID: "somebody" }), { up: FOREIGN }],
  ["nobody there", () => ({ FIREWORKS_BASE_URL: nobody }), { up: NOBODY, refresh: NOBODY }],
  ["http elsewhere", () => ({ FIREWORKS_BASE_URL: "http://gateway.example" }), { preview: HTTP, refresh: HTTP }],
  [
    "no URL",
    () => ({ FIREWORKS_BASE_URL: "gateway" }),
    {
      preview:
        /fireworks:baseUrl \(FIREWORKS_BASE_URL\) must be a URL such as https:\/\/api\.fireworks\.ai, not "gateway"\.$/,
    },
  ],
])("%s: one clear error, and nothing lost", async (_what, env, commands) => {
  const before = await held();
  here.stack.program(declared("second"));
  for (const [command, expected] of Object.entries(commands)) {
    const { output } = await here.stack[command as Command]([], { env: env(), expectFailure: true });
    const said = errors(output);
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThanOrEqual(2);
    for (const text of said) expect(text).toMatch(expected as RegExp);
  }
  expect(await held()).toEqual(before);
});

test("the right settings carry on", async () => {
  here.stack.program(declared("second"));
  await here.stack.up();
  await here.stack.refresh(["--expect-no-changes"]);
  expect(here.gateway.list("deployments")).toEqual([expect.objectContaining({ description: "second" })]);
  await here.stack.destroy();
  expect(here.gateway.list("deployments")).toEqual([]);
});
