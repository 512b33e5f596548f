import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../provider.mts";

/** A gateway that keeps what it is asked, and has one object at most. */
export interface Recorder {
  url: string;
  /** Methods and paths, as they came over the wire. */
  asked: string[];
  object: Json | undefined;
}

export async function startRecorder(): Promise<Recorder> {
  const recorder: Recorder = { url: "", asked: [], object: undefined };
  const server = createServer((request, response) => {
    const [path = ""] = String(request.url).split("?");
    recorder.asked.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => {
      const answer = answerTo(String(request.method), path, recorder.object);
      response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { code: 5, message: "not found", details: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  recorder.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return recorder;
}

/** Every account is there, so that what is not found is gone. */
function answerTo(method: string, path: string, object: Json | undefined): Json | undefined {
  if (/^\/v1\/accounts\/[^/]+$/.test(path)) return { name: path.slice("/v1/".length) };
  if (path !== `/v1/${String(object?.name)}`) return path.endsWith("/versions") ? {} : undefined;
  return method === "DELETE" ? {} : object;
}
