import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Loopback {
  url: string;
  seen: Seen[];
  stop: () => Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

const running = new Set<Server>();

/** A server on this machine that answers as a test says, and keeps what it was asked. */
export async function serve(answer: Answer): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const one = { method: String(request.method), url: String(request.url), headers: request.headers, body: "" };
    seen.push(one);
    request.setEncoding("utf8").on("data", (chunk: string) => {
      one.body += chunk;
    });
    request.on("end", () => answer(request, response, seen.length));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.add(server);
  const stop = () => close(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, stop };
}

function close(server: Server): Promise<void> {
  running.delete(server);
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}

/** For `afterEach`. */
export const stopServers = async () => void (await Promise.all([...running].map(close)));

export function json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
