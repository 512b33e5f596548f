import { setTimeout as sleep } from "node:timers/promises";

export interface Target {
  url: string;
  apiKey: string;
  accountId: string;
  /** Lets seconds of the service's time pass. Default: waits. */
  pause?: (seconds: number) => void | Promise<void>;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  body: any;
  headers: Headers;
}

export interface Request {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Client {
  /** Any path of the server; no key is added. */
  raw(path: string, request?: Request): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  del(path: string): Promise<Answer>;
  /** Creates an object, or tries to; what came of it is removed at the end. */
  create(collection: string, id: string, body: unknown, query?: string): Promise<Answer>;
  pause(seconds: number): Promise<void>;
}

/** What a run has made and not removed yet, oldest first. */
export type Made = Set<string>;

export interface Guard {
  target: Target;
  /** Every id of the run begins with it, so that nothing else is ever written. */
  prefix: string;
  made: Made;
  /** Throws when the run is to end. */
  check(): void;
}

export async function send({ target }: Pick<Guard, "target">, path: string, request: Request): Promise<Answer> {
  const { method = "GET", body, headers } = request;
  const form = body instanceof FormData || typeof body === "string";
  const response = await fetch(path.startsWith("http") ? path : `${target.url}/${path}`, {
    method,
    headers: { ...(body === undefined || form ? {} : { "content-type": "application/json" }), ...headers },
    signal: AbortSignal.timeout(60_000),
    ...(body === undefined ? {} : { body: form ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text), headers: response.headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const authorization = ({ apiKey }: Target) => ({ authorization: `Bearer ${apiKey}` });

export function client(guard: Guard): Client {
  const { target, prefix, made, check } = guard;
  const call = (method: string, path: string, body?: unknown): Promise<Answer> => {
    check();
    const harmless = method === "GET" || /[?&]validateOnly=true/.test(path);
    const [name = ""] = path.split("?");
    if (!harmless && !name.includes(prefix) && !made.has(name))
      throw new Error(`${method} ${path} is refused: this run has made nothing of that name`);
    return send(guard, `v1/${path}`, { method, body, headers: authorization(target) });
  };
  return {
    raw: (path, request = {}) => {
      check();
      return send(guard, path, request);
    },
    get: (path) => call("GET", path),
    post: (path, body = {}) => call("POST", path, body),
    patch: (path, body) => call("PATCH", path, body),
    // It stays on the list of what is to be removed: a deletion can leave a tombstone.
    del: (path) => call("DELETE", path),
    async create(collection, id, body, query = "") {
      check();
      if (!id.toLowerCase().includes(prefix)) throw new Error(`the id ${id} is none of this run`);
      const name = `${collection}/${id}`;
      const known = made.has(name);
      // Noted beforehand: a request whose answer is lost may have made it.
      // Users alone cannot be removed, which is why no real account is given any.
      if (!collection.endsWith("/users")) made.add(name);
      const path = `v1/${collection}${query}`;
      const answer = await send(guard, path, { method: "POST", body, headers: authorization(target) });
      if ([400, 401, 403, 404, 501].includes(answer.status) && !known) made.delete(name);
      const named = answer.status === 200 ? answer.body.name : undefined;
      if (made.delete(name)) made.add(typeof named === "string" ? named : name);
      return answer;
    },
    pause: async (seconds) => {
      check();
      await (target.pause ?? ((s: number) => sleep(s * 1000)))(seconds);
    },
  };
}

const removalOf = (name: string) => (name.includes("/deployments/") ? `${name}?hard=true&ignoreChecks=true` : name);

const attempts = 30;

/** Removes what was made, the newest first; answers what could not be removed, with the commands to do it by hand. */
export async function removeAll({ target, made }: Guard, poll: number): Promise<string[]> {
  const pause = target.pause ?? ((seconds: number) => sleep(seconds * 1000));
  for (let attempt = 0; attempt < attempts && made.size > 0; attempt++) {
    // A model counts as deployed for a while after its last deployment is gone.
    if (attempt > 0) await pause(2 * poll);
    for (const name of [...made].reverse()) {
      if (await removed(target, name)) made.delete(name);
    }
  }
  return [...made].map(
    (name) => `curl -X DELETE -H "Authorization: Bearer $FIREWORKS_API_KEY" '${target.url}/v1/${removalOf(name)}'`,
  );
}

async function removed(target: Target, name: string): Promise<boolean> {
  const ask = (path: string, method = "GET") =>
    send({ target }, `v1/${path}`, { method, headers: authorization(target) });
  try {
    const { status } = await ask(removalOf(name), "DELETE");
    if (status === 404 || (status === 200 && !name.includes("/deployments/"))) return true;
    if (status === 200) {
      // What accelerators are rented for counts as removed when it is gone, not when its deletion has begun.
      const left = await ask(name);
      return left.status === 404 || left.body.state === "DELETED";
    }
    // A missing secret has been seen to answer 500.
    const list = await ask(`${name.slice(0, name.lastIndexOf("/"))}?pageSize=200`);
    const whole = list.status === 200 && !list.body.nextPageToken;
    return status === 500 && whole && !JSON.stringify(list.body).includes(`"${name}"`);
  } catch {
    return false;
  }
}
