import { Agent, request as httpRequest } from "node:http";
import type fc from "fast-check";
import { type Emulator, startEmulator } from "../../src/index";
import type { Request } from "./request";

/** The default run is the same every time. PROPERTY_MINUTES=N runs as long, with seeds of the moment; a failure prints its seed and path. */
const minutes = Number(process.env.PROPERTY_MINUTES ?? 0);

/** `runs` cases, or `share` of the minutes that were asked for. */
export const extent = (runs: number, share: number): fc.Parameters<unknown> =>
  minutes > 0
    ? {
        numRuns: 10_000_000,
        interruptAfterTimeLimit: Math.max(300, minutes * 60_000 * share),
        markInterruptAsFailure: false,
      }
    : { numRuns: runs, seed: 4 };

export const timeLimit = 60_000 + minutes * 60_000;

export interface Answered {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  body: any;
}

export interface Used {
  emulator: Emulator;
  send(request: Request): Promise<Answered>;
  /** Requests sent so far. */
  sent: number;
}

/** One emulator for a test file. Paths go out as they are: fetch would tidy them up. */
export function useServer(prepare: (emulator: Emulator, used: Used) => Promise<void> = async () => {}): Used {
  const agent = new Agent({ keepAlive: true });
  const used = { sent: 0 } as Used;
  beforeAll(async () => {
    used.emulator = await startEmulator({ speed: 0, settings: { defaultQuota: 1_000_000 } });
    used.send = (request) => {
      used.sent++;
      return send(used.emulator, agent, request);
    };
    await prepare(used.emulator, used);
  });
  afterAll(async () => {
    agent.destroy();
    await used.emulator.stop();
  });
  return used;
}

function send(emulator: Emulator, agent: Agent, { method, path, body, contentType }: Request): Promise<Answered> {
  const headers = {
    authorization: `Bearer ${emulator.apiKey}`,
    ...(body === undefined
      ? {}
      : { "content-type": contentType ?? "application/json", "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(emulator.url, { method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, text, body: parsed(text) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
