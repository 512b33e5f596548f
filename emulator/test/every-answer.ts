import { flawOf, isError, operationAt } from "./property/answers";

/**
 * Every answer that a test of the emulator gets by fetch is held against the specification, by the tests' own validator: jest runs this
 * before each test file. Answers that a fault rule has struck are whatever the rule says, which the journal knows. A request whose answer
 * is meant to be outside says so by a header.
 */
const excuse = "x-outside-the-specification";

const { fetch } = globalThis;

if (expect.getState().testPath?.startsWith(__dirname)) globalThis.fetch = checked;

async function checked(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(input, init);
  if (new Headers(init?.headers).has(excuse)) return response;
  const url = new URL(input instanceof Request ? input.url : input);
  if (!url.pathname.startsWith("/v1/") || !response.headers.has("x-fireworks-emulator")) return response;
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  const flaw = flawIn(method, url, response.status, await textOf(response));
  if (flaw && !(await struck(url, response))) throw new Error(`${method} ${url}: ${flaw}`);
  return response;
}

/** Undefined when the answer breaks off, which its reader will find out. */
async function textOf(response: Response): Promise<string | undefined> {
  try {
    return await response.clone().text();
  } catch {
    return undefined;
  }
}

function flawIn(method: string, url: URL, status: number, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const body = parsed(text);
  if (status >= 400) return isError(body) ? undefined : `an error of neither form: ${text}`;
  const operation = operationAt(method.toUpperCase(), url.pathname);
  if (!operation) return "an answer to no operation of the specification";
  return flawOf(operation, body, { masked: /read_?mask=/i.test(url.search) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function struck(url: URL, response: Response): Promise<boolean> {
  const journal = await (await fetch(`${url.origin}/__emulator/journal`)).json();
  const id = response.headers.get("x-request-id");
  return journal.entries.some((entry: { id: string; fault?: string }) => entry.id === id && entry.fault);
}
