import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Call {
  method: string;
  path: string;
  body?: object;
}

export interface Load {
  url: string;
  requests: number;
  /** The n-th request of this load. */
  call(n: number): Call;
  headers?: Record<string, string>;
}

const connections = 16;

/**
 * Sends the requests over a few kept-alive connections, each as soon as the connection has its last answer. Sockets and not fetch, since a
 * client that is dearer than the server would measure itself.
 */
export async function load({ url, requests, call, headers = {} }: Load): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const head = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  let next = 0;
  const lane = async () => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    // It closes next, and that is what is waited for.
    socket.on("error", () => {});
    while (next < requests) {
      const { method, path, body } = call(next++);
      const text = body ? JSON.stringify(body) : "";
      const length = body ? `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n` : "";
      socket.write(`${method} ${path} HTTP/1.1\r\n${head.join("")}${length}\r\n${text}`);
      const answer = await answered(socket);
      if (!answer.startsWith("HTTP/1.1 200")) throw new Error(`${method} ${path} answered ${answer}`);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: Math.min(connections, requests) }, lane));
}

/** The whole answer, as long as its Content-Length says. */
function answered(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const ended = () => reject(new Error("the server has closed the connection"));
    const received = (chunk: Buffer) => {
      chunks.push(chunk);
      const bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      const end = bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString("latin1", 0, end))?.[1];
      if (bytes.length < end + 4 + Number(length ?? 0)) return;
      socket.off("data", received);
      socket.off("close", ended);
      resolve(bytes.toString("utf8"));
    };
    socket.on("data", received);
    socket.once("close", ended);
  });
}
