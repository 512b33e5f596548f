import type { ServerResponse } from "node:http";
import type { Gateway } from "../gateway";
import { errorReply } from "../http/reply";
import { look, newWatch } from "./watch";

/** Milliseconds between two looks, at least. */
const pace = 250;
/** After that long without news the page is told so: it takes longer silence for a lost connection. */
const heartbeat = 10_000;
/** A look may take one part in so many of the time, however many objects there are, but nobody waits longer than a second. */
const share = 20;
const longest = 1000;

/** Server-sent events for one page, until it goes away. No request of it is in the journal. */
export function stream(gateway: Gateway, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  const watch = newWatch();
  let told = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const news = () => {
    try {
      // A page that does not keep up is told later, of everything at once.
      return response.writableNeedDrain ? undefined : look(gateway, watch);
    } catch (error) {
      // Nobody waits for this one: it would be the end of the server. The page comes back by itself.
      errorReply(error);
      response.destroy();
      return undefined;
    }
  };
  const tell = () => {
    const began = performance.now();
    const event = news();
    if (response.destroyed) return;
    if (event || Date.now() - told > heartbeat) {
      told = Date.now();
      response.write(`data: ${JSON.stringify(event ?? {})}\n\n`);
    }
    timer = setTimeout(tell, Math.min(longest, Math.max(pace, (performance.now() - began) * share))).unref();
  };
  response.on("close", () => clearTimeout(timer));
  tell();
}
