import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface Comment {
  id: number;
  body: string;
  /** GitHub's word for who wrote it, and GitLab's. */
  user: { login: string };
  author: { id: number };
}

const US = { user: { login: "github-actions[bot]" }, author: { id: 1 } };
const SOMEBODY = { user: { login: "mallory" }, author: { id: 2 } };

export const isOurs = ({ author, body }: Comment) => author === US.author && body.includes("pulumi preview");

/** What GitHub and GitLab keep of a pull request's discussion, behind the two routes that each has for it. */
export interface Forge {
  url: string;
  token: string;
  comments: Comment[];
  stop(): Promise<void>;
}

const ROUTES = [
  /^\/github\/repos\/acme\/inference\/issues\/12\/comments$/,
  /^\/github\/repos\/acme\/inference\/issues\/comments\/(\d+)$/,
  /^\/gitlab\/projects\/34\/merge_requests\/12\/notes$/,
  /^\/gitlab\/projects\/34\/merge_requests\/12\/notes\/(\d+)$/,
];

/** Enough of others' comments that ours is on the second page. One looks like ours. */
const OTHERS = 100;
const FALSE = "<!-- pulumi preview of production -->\nNothing changes";

export async function startForge(): Promise<Forge> {
  const comments = Array.from({ length: OTHERS }, (_, id) => ({
    id,
    body: id === 0 ? FALSE : "nice work",
    ...SOMEBODY,
  }));
  const token = "forge-token-of-the-test";
  const server = createServer(async (request, response) => {
    const [status, body] = allowed(request, token) ? await answer(request, comments) : [403, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    comments,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const allowed = ({ headers }: IncomingMessage, token: string) =>
  headers.authorization === `Bearer ${token}` || headers["private-token"] === token;

async function answer(request: IncomingMessage, comments: Comment[]): Promise<[number, unknown]> {
  const url = new URL(request.url ?? "", "http://forge");
  if (url.pathname === "/gitlab/user") return [200, US.author];
  const route = ROUTES.map((one) => one.exec(url.pathname)).find((match) => match !== null);
  if (!route) return [404, {}];
  const [, id] = route;
  if (request.method === "GET") return [200, page(comments, url.searchParams)];
  const { body } = (await json(request)) as { body: string };
  if (request.method === "POST" && id === undefined) {
    comments.push({ id: comments.length, body, ...US });
    return [201, comments.at(-1)];
  }
  const found = comments.find((comment) => comment.id === Number(id));
  if (!found || !["PATCH", "PUT"].includes(request.method ?? "")) return [404, {}];
  found.body = body;
  return [200, found];
}

function page(comments: Comment[], query: URLSearchParams): Comment[] {
  const size = Number(query.get("per_page") ?? "20");
  const first = (Number(query.get("page") ?? "1") - 1) * size;
  return comments.slice(first, first + size);
}
