import { type Emulator, type EmulatorOptions, startEmulator } from "../src/index";

export const account = "accounts/emulator";
export const catalogueModel = "accounts/fireworks/models/llama-v3p1-8b-instruct";
export const fastShape = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
export const minimalShape = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-minimal";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  body: any;
  headers: Headers;
}

export interface Api {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  del(path: string): Promise<Answer>;
}

export function api(emulator: Emulator, key = emulator.apiKey): Api {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${emulator.url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  return {
    get: (path) => send("GET", path),
    post: (path, body = {}) => send("POST", path, body),
    patch: (path, body = {}) => send("PATCH", path, body),
    del: (path) => send("DELETE", path),
  };
}

/** Asks the emulator's own controls, over HTTP. */
export async function control({ url }: Emulator, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${url}/__emulator/${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

/** One emulator for a test file, reset before each test; time stands still in it. */
export function useEmulator(options: EmulatorOptions = {}): { emulator: Emulator; api: Api } {
  const used = {} as { emulator: Emulator; api: Api };
  beforeAll(async () => {
    used.emulator = await startEmulator({ speed: 0, ...options });
    used.api = api(used.emulator);
  });
  beforeEach(() => used.emulator.reset());
  afterAll(() => used.emulator.stop());
  return used;
}

export const ids = (answer: Answer, field: string): string[] =>
  answer.body[field].map(({ name }: { name: string }) => name.slice(name.lastIndexOf("/") + 1));

export async function deployed(used: { emulator: Emulator; api: Api }, id = "d", body: object = {}): Promise<Answer> {
  await used.api.post(`${account}/deployments?deploymentId=${id}`, {
    baseModel: catalogueModel,
    deploymentShape: fastShape,
    ...body,
  });
  used.emulator.clock.advance("120s");
  return used.api.get(`${account}/deployments/${id}`);
}

export async function uploaded(used: { api: Api }, object: string, files: Record<string, string>): Promise<void> {
  const sizes = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, Buffer.byteLength(text)]));
  const { body } = await used.api.post(`${object}:getUploadEndpoint`, { filenameToSize: sizes });
  for (const [file, text] of Object.entries(files)) {
    const { status } = await upload(body.filenameToSignedUrls[file], text);
    if (status !== 200) throw new Error(`upload of ${file} answered ${status}`);
  }
}

export const upload = (url: string, text: string): Promise<Response> =>
  fetch(url, {
    method: "PUT",
    body: text,
    headers: {
      "content-type": "application/octet-stream",
      "x-goog-content-length-range": `${Buffer.byteLength(text)},${Buffer.byteLength(text)}`,
    },
  });

/** Until the expectations hold, or with what they say in the end. */
export async function eventually(expectations: () => void | Promise<void>): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await expectations();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
