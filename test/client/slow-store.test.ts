import { createHash, randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { Agent } from "undici";
import { put } from "../../src/client/storage";
import { timeAt } from "../../src/client/time";
import { localFile } from "../../src/content/file";
import { pieceOfFile } from "../../src/content/piece";
import { temporaryFolder } from "../resources/folder";
import { CERTIFICATE, PRIVATE_KEY } from "./tls";

const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Reads nothing until all buffers on the way are full and the sender waits; answers what it got. */
const slow: RequestListener = async (request, response) => {
  for (let before = -1; before < sent; await new Promise((resolve) => setTimeout(resolve, 50))) before = sent;
  arrived = digest(await buffer(request));
  response.end();
};

let sent: number;
let arrived: string | undefined;

const stores: Record<string, () => Server> = {
  http: () => createServer(slow),
  https: () => createTlsServer({ key: PRIVATE_KEY, cert: CERTIFICATE }, slow),
};

/** The name of the certificate is this machine. */
const here = new Agent({
  connect: {
    ca: CERTIFICATE,
    lookup: (_host, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]),
  },
});
afterAll(() => here.close());

test.each(Object.keys(stores))(
  "what a slow store gets over %s is the file, though its memory is used again",
  async (scheme) => {
    sent = 0;
    const folder = temporaryFolder();
    const content = randomBytes(40 * 1024 * 1024 + 17);
    const server = (stores[scheme] as () => Server)();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const host = scheme === "https" ? "gateway.example" : "127.0.0.1";
    try {
      await put({
        url: `${scheme}://${host}:${(server.address() as AddressInfo).port}/weights.bin`,
        local: true,
        piece: pieceOfFile(localFile("weights.bin", folder.write("weights.bin", content))),
        through: here,
        signal: new AbortController().signal,
        time: timeAt(1),
        sent: (bytes) => {
          sent += bytes;
        },
      });
      expect(arrived).toBe(digest(content));
    } finally {
      server.closeAllConnections();
      server.close();
      folder.remove();
    }
  },
);
