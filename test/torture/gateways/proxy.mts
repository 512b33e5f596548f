import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What the gateway behind answered, and to what. */
export interface Exchange {
  method: string;
  path: string;
  /** As it was sent, key and all. */
  asked: { headers: string; body: string };
  status: number;
  body: string;
  /** Of the gateway's own time. */
  date: string;
}

export type Attack = (to: ServerResponse, exchange: Exchange, places: Places) => void;

export interface Places {
  /** The proxy itself. */
  own: string;
  /** Where nothing that is secret may come. */
  elsewhere: string;
}

/** Something between provider and gateway that answers as it likes; and another server, which keeps all that comes. */
export interface Between extends Places {
  /** The requests to strike, by what they ask. */
  strikes: (question: string) => boolean;
  attack: Attack | undefined;
  asked: string[];
  struck: number;
  /** What came to the other server. */
  received: string[];
}

/** `GET accounts/*` + `/deployments/*`: what is asked, whatever it is about. */
export function questionOf(method: string, url: string): string {
  const [path = ""] = url.split("?");
  if (path.startsWith("/storage/")) return `${method} storage`;
  const segments = path.replace(/^\/v1\//, "").split("/");
  return `${method} ${segments.map((segment, index) => (index % 2 === 0 ? segment : segment.replace(/^[^:]+/, "*"))).join("/")}`;
}

export async function startProxy(gateway: string): Promise<Between> {
  const proxy: Between = {
    own: "",
    elsewhere: "",
    strikes: () => false,
    attack: undefined,
    asked: [],
    struck: 0,
    received: [],
  };
  proxy.own = await listening((request, response) => pass(proxy, gateway, request, response));
  proxy.elsewhere = await listening(async (request, response) => {
    const body = (await buffer(request)).toString("latin1");
    proxy.received.push(`${request.method} ${request.url}\n${request.rawHeaders.join("\n")}\n${body}`);
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  return proxy;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function listening(listener: Listener): Promise<string> {
  const server = createServer((request, response) => {
    // Whoever was attacked hangs up.
    response.on("error", () => {});
    listener(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function pass(
  proxy: Between,
  gateway: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [method, url] = [String(request.method), String(request.url)];
  const asked = await buffer(request);
  const question = questionOf(method, url);
  proxy.asked.push(question);
  const right = await ask(gateway, request, asked);
  const { attack } = proxy;
  response.setHeader("date", right.date);
  if (attack && proxy.strikes(question)) {
    proxy.struck++;
    const exchange = {
      method,
      path: url,
      asked: { headers: request.rawHeaders.join(" "), body: asked.toString() },
      ...right,
    };
    return attack(response, exchange, proxy);
  }
  response.writeHead(right.status, { "content-type": "application/json" }).end(right.body);
}

/** With the name that it was asked under, so that addresses for uploads lead here too. */
function ask(
  gateway: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<Pick<Exchange, "status" | "body" | "date">> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = request;
    const onward = send(`${gateway}${url}`, { method, headers, agent: false }, async (answer) => {
      const { statusCode = 0, headers: told } = answer;
      resolve({ status: statusCode, date: String(told.date), body: (await buffer(answer)).toString() });
    });
    onward.on("error", reject).end(body);
  });
}
