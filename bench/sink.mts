// A gateway for one model, and the store behind it, which throws away what it gets but counts it: so that the sender is measured.
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";

const READY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const END = Buffer.from("\r\n\r\n");

/** Bytes of each file since they were asked for. */
let received: Record<string, number> = {};

/** Takes requests apart by hand: less work than a server of HTTP has. */
function drain(socket: Socket): (bytes: Buffer) => void {
  let head = Buffer.alloc(0);
  let missing = 0;
  let name = "";
  return (bytes) => {
    let rest = bytes;
    while (rest.length > 0) {
      if (missing === 0) {
        head = Buffer.concat([head, rest]);
        const end = head.indexOf(END);
        if (end < 0) return;
        name = / \/(\S+)/.exec(head.toString("latin1", 0, end))?.[1] ?? "";
        missing = Number(/content-length: *(\d+)/i.exec(head.toString("latin1", 0, end))?.[1] ?? 0);
        rest = head.subarray(end + END.length);
        head = Buffer.alloc(0);
        if (missing === 0) socket.write(READY);
      }
      const taken = Math.min(missing, rest.length);
      missing -= taken;
      if (taken > 0) received[name] = (received[name] ?? 0) + taken;
      rest = rest.subarray(taken);
      if (taken > 0 && missing === 0) socket.write(READY);
    }
  };
}

const store = createServer((socket) => {
  const take = drain(socket);
  socket.on("data", take);
  socket.on("error", () => socket.destroy());
});

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

let model: Record<string, unknown> | undefined;

function answer(method: string, path: string, body: Record<string, unknown>, storeUrl: string): object | undefined {
  if (path === "/received") {
    const all = received;
    received = {};
    return all;
  }
  if (path.endsWith(":getUploadEndpoint")) {
    const names = Object.keys(body.filenameToSize as object);
    return { filenameToSignedUrls: Object.fromEntries(names.map((name) => [name, `${storeUrl}/${name}`])) };
  }
  if (path.endsWith(":validateUpload")) {
    model = { ...model, state: "READY" };
    return {};
  }
  if (method === "POST")
    model = {
      ...(body.model as object),
      name: `${path.slice("/v1/".length)}/${body.modelId}`,
      state: "UPLOADING",
      createTime: new Date().toISOString(),
    };
  if (method === "DELETE") model = undefined;
  return model;
}

const storeUrl = await listen(store);
const gateway = createHttpServer(async (request, response) => {
  const body = await text(request);
  const { pathname } = new URL(request.url ?? "", "http://gateway");
  const found = answer(request.method ?? "", pathname, body === "" ? {} : JSON.parse(body), storeUrl);
  const reply = JSON.stringify(found ?? { code: 5, message: "no such model", details: [] });
  response.writeHead(found ? 200 : 404, { "content-type": "application/json" }).end(reply);
});
console.log(JSON.stringify({ url: await listen(gateway) }));
