import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { version } from "../../package.json";
import { CERTIFICATE, PRIVATE_KEY } from "../client/tls";
import { program, type Site, site } from "../engine/gateway";
import { cli } from "./cli";

interface Finding {
  check: string;
  status: string;
  found: string;
  remedy?: string;
}

const CHECKS =
  "node engine backend project packages stack proxy certificates gateway clock key account role quotas".split(" ");

let here: Site;
let folder: string;
beforeAll(async () => {
  // The clock's own speed: a certificate and a key know no other.
  here = await site({ program: program() }, { speed: 1 });
  folder = mkdtempSync(join(tmpdir(), "pulumi-fireworks-doctor-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await here?.dispose();
});

async function examined(env: Record<string, string | undefined> = {}, args: string[] = [], cwd = here.stack.dir) {
  const { code, stdout, stderr } = await cli(["doctor", "--json", ...args], {
    cwd,
    env: { ...here.stack.env, ...env },
  });
  // Node's own words on a file that it cannot read.
  expect(stderr.replace(/^Warning: Ignoring extra certs.*\n/, "")).toBe("");
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Finding[] };
  expect(checks.map(({ check }) => check)).toEqual(CHECKS);
  expect({ ok, code }).toEqual(
    checks.some(({ status }) => status === "fail") ? { ok: false, code: 3 } : { ok: true, code: 0 },
  );
  for (const { status, remedy } of checks) expect(status === "warn" || status === "fail").toBe(remedy !== undefined);
  return Object.fromEntries(checks.map(({ check, ...rest }) => [check, rest])) as Record<
    string,
    Omit<Finding, "check">
  >;
}

test("all is well: each check says what it found, and nothing shows the key", async () => {
  const found = await examined();
  expect(Object.values(found).map(({ status }) => status)).toEqual(CHECKS.map(() => "ok"));
  expect(found).toMatchObject({
    node: { found: `${process.version} on PATH` },
    engine: { found: expect.stringMatching(/^pulumi v3\.\d+\.\d+/) },
    backend: { found: expect.stringContaining(`file://${here.stack.backend}`) },
    packages: { found: expect.stringContaining(`pulumi-fireworks ${version}, @pulumi/pulumi 3.`) },
    stack: { found: "dev, configures nothing of this package" },
    proxy: { found: expect.stringContaining("NO_PROXY=localhost") },
    gateway: { found: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+ answers in \d+ ms: fireworks-emulator$/) },
    key: { found: "FIREWORKS_API_KEY of the environment" },
    account: { found: expect.stringContaining("accounts/emulator") },
    role: { found: "emulator is admin" },
    quotas: { found: "nothing in use" },
  });
  const { code, stdout } = await cli(["doctor"], { cwd: here.stack.dir, env: here.stack.env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ok +engine +pulumi v3/m);
  expect(stdout).toContain("Nothing stands in the way.");
  expect(stdout + JSON.stringify(found)).not.toContain(here.gateway.apiKey);
});

test("the account: its quotas used up, its suspension, the key's own role among several users", async () => {
  const { gateway } = here;
  const user = {
    name: "accounts/emulator/users/pipeline",
    role: "inference-user",
    state: "READY",
    email: "p@example.com",
  };
  const key = { name: `${user.name}/apiKeys/k1`, keyId: "k1", prefix: gateway.apiKey.slice(0, 8), key: "another" };
  for (const object of [user, key]) gateway.put(object);
  gateway.put({ name: "accounts/emulator/quotas/global--h100-count", value: "8", usage: 8 });
  gateway.put({
    name: "accounts/emulator/deployments/d",
    state: "READY",
    acceleratorType: "NVIDIA_H100_80GB",
    acceleratorCount: 8,
    maxReplicaCount: 1,
  });
  const found = await examined();
  expect(found.role).toMatchObject({ status: "fail", found: expect.stringContaining("pipeline is inference-user") });
  expect(found.quotas).toMatchObject({ status: "warn", found: "global--h100-count 8 of 8" });
  expect(found.quotas?.remedy).toContain("lower maxReplicaCount");
  gateway.put({ name: "accounts/emulator", suspendState: "FAILED_PAYMENTS" });
  const { account, role } = await examined();
  expect(account).toMatchObject({ status: "fail", found: expect.stringContaining("suspended: FAILED_PAYMENTS") });
  expect(role?.status).toBe("skipped");
  gateway.reset();
});

test("a key in clear in the configuration, a wrong one, and none", async () => {
  await here.stack.config("fireworks:apiKey", here.gateway.apiKey);
  const clear = await examined();
  expect(clear.key).toMatchObject({ status: "warn", remedy: expect.stringContaining("config set --secret") });
  expect(clear.stack?.found).toBe("dev, configures apiKey");
  await here.stack.config("fireworks:apiKey", "fw_wrong_and_secret_key", true);
  const wrong = await examined();
  expect(wrong.key).toMatchObject({
    status: "fail",
    found: expect.stringContaining("401"),
    remedy: expect.any(String),
  });
  expect(wrong.account?.status).toBe("skipped");
  expect(JSON.stringify(wrong)).not.toContain("fw_wrong_and_secret_key");
  await here.stack.pulumi(["config", "rm", "fireworks:apiKey"]);
  const none = await examined({ FIREWORKS_API_KEY: undefined });
  expect(none.key).toEqual({
    status: "fail",
    found: "No Fireworks API key",
    remedy: "Run `pulumi config set --secret fireworks:apiKey …`, or set FIREWORKS_API_KEY in the environment.",
  });
  expect(none.gateway?.status).toBe("ok");
});

describe("the network", () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => void server.close().closeAllConnections()));

  async function listening(server: Server): Promise<number> {
    servers.push(server);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    return (server.address() as AddressInfo).port;
  }

  /** Something that is not the gateway. */
  const answering = async (handler: RequestListener) => `http://127.0.0.1:${await listening(createServer(handler))}`;

  test("nobody there, and nobody who answers: said within about ten seconds", async () => {
    let waited = 0;
    const silent = await answering((_, response) => {
      const arrived = performance.now();
      response.on("close", () => {
        waited += performance.now() - arrived;
      });
    });
    const found = await examined({ FIREWORKS_BASE_URL: silent });
    // For what is asked: how long the command takes besides is this machine's.
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThan(15_000);
    expect(found.gateway).toMatchObject({ status: "fail", remedy: expect.stringContaining("firewall") });
    for (const name of ["clock", "account", "role", "quotas"]) expect(found[name]?.status).toBe("skipped");
    await new Promise((resolve) => servers.at(-1)?.close(resolve).closeAllConnections());
    const closed = await examined({ FIREWORKS_BASE_URL: silent });
    expect(closed.gateway).toMatchObject({ status: "fail", remedy: expect.stringContaining("Nobody listens there") });
  });

  test("a page instead of the API, a redirect, and a clock that is off", async () => {
    const page = await answering((_, response) => response.setHeader("content-type", "text/html").end("<p>Log in"));
    expect((await examined({ FIREWORKS_BASE_URL: page })).gateway).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("whether a proxy asks for a login"),
    });
    const date = new Date(Date.now() + 600_000).toUTCString();
    const later = await answering((_, response) => {
      response.writeHead(401, { date, "content-type": "application/json" }).end('{"error":{"code":"UNAUTHORIZED"}}');
    });
    const { clock, key } = await examined({ FIREWORKS_BASE_URL: later });
    expect(clock).toMatchObject({
      status: "warn",
      found: expect.stringMatching(/^this machine is (59\d|60\d) s behind/),
    });
    expect(key?.status).toBe("fail");
  });

  test("a certificate of a company's own authority: untrusted, and trusted with NODE_EXTRA_CA_CERTS", async () => {
    const server = createSecureServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, (_, response) => {
      response.writeHead(401, { "content-type": "application/json" }).end("{}");
    });
    const port = await listening(server);
    // The name that the certificate is for leads here by a proxy alone.
    const tunnel = createServer().on("connect", (_, client, head) => {
      const upstream = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      for (const socket of [client, upstream]) socket.on("error", () => {});
    });
    const proxied = {
      FIREWORKS_BASE_URL: "https://gateway.example",
      HTTPS_PROXY: `http://127.0.0.1:${await listening(tunnel)}`,
      NODE_USE_SYSTEM_CA: undefined,
    };
    const { gateway } = await examined(proxied);
    expect(gateway).toMatchObject({ status: "fail", remedy: expect.stringContaining("NODE_EXTRA_CA_CERTS") });
    const file = join(folder, "authority.pem");
    writeFileSync(file, CERTIFICATE);
    const trusted = await examined({ ...proxied, NODE_EXTRA_CA_CERTS: file });
    expect(trusted.gateway?.status).toBe("ok");
    expect(trusted.certificates?.found).toBe(`Node's own authorities and 1 of ${file}`);
  });

  test("settings that cannot be: proxy, authorities, address", async () => {
    const none = join(folder, "none.pem");
    writeFileSync(join(folder, "empty.pem"), "");
    const wrong = await examined({
      HTTPS_PROXY: "proxy.example.com:3128",
      HTTP_PROXY: "http://me:hunter22@127.0.0.1:9",
      NODE_EXTRA_CA_CERTS: none,
      FIREWORKS_BASE_URL: "http://api.example.com",
    });
    expect(wrong.proxy).toMatchObject({ status: "fail", found: "HTTPS_PROXY is not the URL of a proxy" });
    expect(wrong.certificates).toMatchObject({
      status: "fail",
      found: expect.stringContaining("which does not exist"),
    });
    expect(wrong.gateway).toMatchObject({ status: "fail", found: expect.stringContaining("must be https") });
    const other = await examined({
      HTTP_PROXY: "http://me:hunt@er22@127.0.0.1:9",
      NODE_EXTRA_CA_CERTS: join(folder, "empty.pem"),
    });
    expect(other.proxy?.found).toContain("HTTP_PROXY=http://…@127.0.0.1:9");
    expect(other.certificates).toMatchObject({
      status: "fail",
      found: expect.stringContaining("holds no certificate"),
    });
    for (const part of ["hunter22", "er22"]) expect(JSON.stringify([wrong, other])).not.toContain(part);
  });
});

test("the machine and the project: no pulumi, an old Node, packages that are not installed, no project, no stack", async () => {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "node"), "#!/bin/sh\necho v20.11.1\n");
  chmodSync(join(bin, "node"), 0o755);
  const bare = await examined({ PATH: bin });
  expect(bare.node).toMatchObject({ status: "fail", found: "v20.11.1 on PATH is older than 22.12" });
  expect(bare.engine).toMatchObject({ status: "fail", remedy: expect.stringContaining("pulumi.com/docs/install") });
  expect(bare.backend?.status).toBe("skipped");
  const engine = process.env.PULUMI_FIREWORKS_ENGINE as string;
  const alone = join(folder, "alone");
  mkdirSync(alone);
  writeFileSync(join(alone, "pulumi"), `#!/bin/sh\nexec '${join(engine, "pulumi")}' "$@"\n`);
  chmodSync(join(alone, "pulumi"), 0o755);
  symlinkSync(process.execPath, join(alone, "node"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: empty\nruntime: python\n");
  const PATH = [alone, "/usr/bin", "/bin"].join(delimiter);
  const found = await examined({ PATH, PULUMI_STACK: undefined }, [], folder);
  expect(found.engine).toMatchObject({
    status: "fail",
    found: expect.stringContaining("no pulumi-language-nodejs beside it"),
  });
  expect(found.project).toMatchObject({ status: "fail", found: expect.stringContaining("has the runtime python") });
  expect(found.packages).toMatchObject({ status: "fail", remedy: expect.stringContaining("npm ci") });
  expect(found.stack).toMatchObject({ status: "warn", remedy: expect.stringContaining("--stack") });
  expect(found.account?.status).toBe("ok");
  const nowhere = await examined({}, [], dirname(folder));
  expect([nowhere.project?.status, nowhere.packages?.status, nowhere.stack?.status]).toEqual([
    "warn",
    "skipped",
    "skipped",
  ]);
  expect((await examined({ PULUMI_BACKEND_URL: "file:///no/such/folder" })).backend?.status).toBe("fail");
});
