import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** For 127.0.0.1, until 2126, and for nothing but these tests: its key is public. */
export const certificate = path.join(__dirname, "certificate.pem");
const key = path.join(__dirname, "key.pem");

/** A proxy that ends TLS in front of the emulator: what the SDK uploads, it uploads over TLS alone. */
export async function startFront(url: string): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, outgoing) => {
    const headers = { ...incoming.headers, "x-forwarded-proto": "https" };
    const onward = request(`${url}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: `https://127.0.0.1:${port}`, stop };
}
