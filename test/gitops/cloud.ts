import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Cloud {
  url: string;
  token: string;
  stop(): Promise<void>;
}

const ENVIRONMENT = "/api/esc/environments/acme/inference/fireworks/open";
const trace = { def: { begin: {}, end: {} } };

/** As much of Pulumi Cloud as `pulumi env run` asks: who it is, and an environment that is opened with these secrets. */
export async function startCloud(secrets: Record<string, string>): Promise<Cloud> {
  const token = "pul-token-of-the-test";
  const value = Object.fromEntries(
    Object.entries(secrets).map(([name, text]) => [name, { value: text, secret: true, trace }]),
  );
  const answers = new Map<string, unknown>([
    ["GET /api/user", { githubLogin: "ci", name: "ci", organizations: [{ githubLogin: "acme", name: "acme" }] }],
    [`POST ${ENVIRONMENT}`, { id: "session" }],
    [`GET ${ENVIRONMENT}/session`, { properties: { environmentVariables: { value, trace } } }],
  ]);
  const server = createServer((request, response) => {
    const answer = answers.get(`${request.method} ${request.url?.split("?")[0]}`);
    const status = request.headers.authorization !== `token ${token}` ? 401 : answer === undefined ? 404 : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? answer : { code: status, message: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
