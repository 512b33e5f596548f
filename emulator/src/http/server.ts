import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pageFile } from "../console/page";
import { stream } from "../console/stream";
import type { Gateway } from "../gateway";
import { readBody } from "./body";
import { control } from "./control";
import { exchange } from "./exchange";
import { refusal } from "./guard";
import { errorReply, json, type Reply, send } from "./reply";

const controlLimit = 1024 ** 3;

const about: Reply = {
  ...json({
    emulator: "fireworks-emulator",
    message:
      "This is fireworks-emulator, not Fireworks AI. The API is under /v1, the emulator's own controls are under /__emulator/, and a browser finds a console page here.",
  }),
  headers: { vary: "accept" },
};

export const gatewayServer = (gateway: Gateway): Server =>
  createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    listen(gateway, request, response).catch((error) => {
      if (response.headersSent || request.errored || response.socket?.destroyed !== false) response.destroy();
      else send(response, errorReply(error), "");
    });
  }).on("close", () => gateway.closing.abort());

async function listen(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = urlOf(request.url ?? "/");
  const refused = refusal(gateway, request, url.pathname);
  if (refused) return send(response, json({ code: 7, message: refused, details: [] }, 403), "");
  const page = pageFile(url.pathname, request.headers.accept);
  if (page) return send(response, page, "");
  if (url.pathname === "/") return send(response, about, "");
  if (!url.pathname.startsWith("/__emulator/")) return exchange(gateway, request, response, url);
  if (url.pathname === "/__emulator/events") return stream(gateway, response);
  const body = await readBody(request, controlLimit);
  send(response, control(gateway, request.method ?? "GET", url, body), "");
}

/** A path that begins with two slashes is no host; through a proxy the whole URL is given. */
const urlOf = (given: string): URL =>
  given.startsWith("/") ? new URL(`http://fireworks-emulator${given}`) : new URL(given, "http://fireworks-emulator");

export async function open(server: Server, host = "127.0.0.1", port = 0): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port: chosen } = server.address() as AddressInfo;
  // The addresses that stand for all of a machine's are no place to send requests to, on some systems.
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${chosen}`;
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  // Clients in this process see the end of their connections a moment later: the next server may have the same port.
  await sleep(20);
}
