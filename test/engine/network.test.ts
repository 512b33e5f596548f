import { request as plainRequest, createServer as proxyServer, type Server } from "node:http";
import { createServer as secureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/src";
import { CERTIFICATE, PRIVATE_KEY } from "../client/tls";
import type { Environment } from "./environment.mts";
import { program } from "./gateway";
import { createStack, type Stack } from "./stack.mts";

let gateway: Emulator;
let stack: Stack;
const servers: Server[] = [];

/** What went through the proxy. */
const through: string[] = [];

function listen(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));
}

/** The gateway behind a certificate of a company's own. */
function secure(): Promise<number> {
  const front = secureServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, (request, response) => {
    const { method, headers, url } = request;
    const onwards = plainRequest(new URL(String(url), gateway.url), { method: String(method), headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onwards);
  });
  return listen(front);
}

/** The only way out of a company's network. */
function proxy(port: number): Promise<number> {
  const server = proxyServer((request, response) => {
    through.push(`${request.method} ${request.url}`);
    response.writeHead(501).end();
  });
  server.on("connect", (request, socket, head) => {
    through.push(`CONNECT ${request.url}`);
    const onwards = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onwards.write(head);
      onwards.pipe(socket).pipe(onwards);
    });
    onwards.on("error", () => socket.destroy());
    socket.on("error", () => onwards.destroy());
  });
  return listen(server);
}

let behind: Environment;

beforeAll(async () => {
  gateway = await startEmulator({ speed: 2000, allowedHosts: ["gateway.example"] });
  const address = `http://127.0.0.1:${await proxy(await secure())}`;
  stack = await createStack({
    files: { "company.pem": CERTIFICATE },
    program: program(
      'new fireworks.Secret("one", { keyName: "ONE", value: "planted" });',
      'new fireworks.Dataset("rows", { source: { rows: [{ prompt: "planted", completion: "x" }] }, format: "COMPLETION" });',
    ),
    env: {
      FIREWORKS_BASE_URL: "https://gateway.example",
      FIREWORKS_API_KEY: gateway.apiKey,
      HTTP_PROXY: undefined,
      HTTPS_PROXY: address,
    },
  });
  behind = { NODE_EXTRA_CA_CERTS: join(stack.dir, "company.pem") };
});

afterAll(async () => {
  await stack?.dispose();
  await gateway?.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

test("a certificate that nobody vouches for is one clear error at once", async () => {
  through.length = 0;
  const { output } = await stack.preview([], { expectFailure: true });
  expect(output).toMatch(
    /GET accounts: UNTRUSTED: \w*SELF_SIGNED_CERT\w* self-signed certificate\.\n\s+Check fireworks:baseUrl \(FIREWORKS_BASE_URL\), the network and its proxy \(HTTPS_PROXY, NODE_EXTRA_CA_CERTS\)\./,
  );
  expect(output).not.toMatch(/^\s+at /m);
  expect(through).toEqual(["CONNECT gateway.example:443"]);
});

test("through the proxy, with the company's authority", async () => {
  through.length = 0;
  await stack.up([], { env: behind });
  await stack.refresh(["--expect-no-changes"], { env: behind });
  expect(gateway.list("secrets")).toHaveLength(1);
  expect(gateway.list("datasets")).toEqual([expect.objectContaining({ state: "READY", exampleCount: "1" })]);
  expect(new Set(through)).toEqual(new Set(["CONNECT gateway.example:443"]));
});

test("FIREWORKS_DEBUG shows each request and no secret", async () => {
  const env = { ...behind, FIREWORKS_DEBUG: "true" };
  const { output } = await stack.refresh([], { env });
  expect(output).toMatch(/GET accounts\/emulator\/secrets\/one → 200 in \d+ ms/);
  stack.program(program('new fireworks.Secret("one", { keyName: "ONE", value: "planted-again" });'));
  const changed = await stack.up([], { env });
  expect(changed.output).toMatch(/PATCH accounts\/emulator\/secrets\/one\?updateMask=value → 200 in \d+ ms/);
  expect(changed.output).toMatch(/DELETE accounts\/emulator\/datasets\/rows-\w+ → 200/);
  expect(output + changed.output).not.toMatch(new RegExp(`planted|${gateway.apiKey}|Bearer`));
});

test("HTTP_PROXY alone does as well, in any spelling", async () => {
  const { HTTPS_PROXY } = stack.env;
  through.length = 0;
  await stack.destroy([], { env: { ...behind, HTTPS_PROXY: undefined, http_proxy: HTTPS_PROXY } });
  expect(gateway.list("secrets")).toEqual([]);
  expect(through).toContain("CONNECT gateway.example:443");
});
