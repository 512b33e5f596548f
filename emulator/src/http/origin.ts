import type { IncomingMessage } from "node:http";

/** As the client sees this server, behind a proxy that ends TLS too: signed URLs lead back there. */
export function originOf({ headers }: IncomingMessage, url: string): string {
  if (!headers.host) return url;
  return `${headers["x-forwarded-proto"] === "https" ? "https" : "http"}://${headers.host}`;
}
