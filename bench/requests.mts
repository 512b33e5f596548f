import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { inCheckout } from "../tools/root.mts";
import { median } from "./median.mts";
import { plainSecrets } from "./programs.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { emulator, fileHere, type Server, serve } from "./server.mts";
import { openSite, toldOf } from "./stacks.mts";

const run = promisify(execFile);

/** As many at a time as Pulumi's engine on a machine of two cores, and as the threads of the SDK's script. */
const LANES = 8;

/** What a service on the other side of an ocean adds to each answer. */
const FAR_MS = 100;

/** Requests a second, and how many secrets are made by them: each is one, after one list for all. */
const LIMIT = { perSecond: 5, secrets: 40 };

interface Sizes {
  secrets: number;
  rounds: number;
  limited: number;
}

interface Entry {
  status: number;
  time: string;
}

/** Milliseconds: of the whole process, and from the first request to the last answer. */
interface Took {
  process: number;
  requests: number;
}

const control = async ({ url }: Server, method: string, name: string, body?: object) => {
  const response = await fetch(`${url}/__emulator/${name}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${name} answered ${response.status}: ${await response.text()}`);
  return response.json();
};

const journal = async (server: Server) => ((await control(server, "GET", "journal")) as { entries: Entry[] }).entries;

/** The Python that has the official SDK. */
const python = (): string =>
  execFileSync(process.execPath, [`${inCheckout()}/tools/python-sdk.mts`], { encoding: "utf8" })
    .trim()
    .split("\n")
    .at(-1) as string;

async function timed(server: Server, command: string, args: string[]): Promise<{ took: number; printed: string }> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_PROXY: "*", ...toldOf(server) };
  const began = performance.now();
  const { stdout } = await run(command, args, { env });
  return { took: performance.now() - began, printed: stdout };
}

async function ours(server: Server, count: number, values = 1): Promise<Took> {
  const args = [fileHere("secrets.mts"), String(count), String(LANES), String(values)];
  const { took, printed } = await timed(server, process.execPath, ["--disable-warning=ExperimentalWarning", ...args]);
  return { process: took, requests: (JSON.parse(printed) as number[]).reduce((sum, ms) => sum + ms, 0) };
}

async function theirs(server: Server, count: number): Promise<Took> {
  const { took, printed } = await timed(server, python(), [fileHere("secrets.py"), String(count), String(LANES)]);
  return { process: took, requests: Number(printed) };
}

type Compared = Record<"ours" | "theirs", Took[]>;

/** Both in turn, each on a gateway as new. The first of each is for the caches. */
async function compared(server: Server, { secrets, rounds }: Sizes, delay: number): Promise<Compared> {
  const found: Compared = { ours: [], theirs: [] };
  for (let round = 0; round <= rounds; round++)
    for (const [side, make] of [
      ["ours", ours],
      ["theirs", theirs],
    ] as const) {
      await control(server, "POST", "reset");
      if (delay > 0) await control(server, "POST", "faults", { path: "^/v1/", action: { delay } });
      const took = await make(server, secrets);
      if (round > 0) found[side].push(took);
    }
  return found;
}

function comparedRows(served: () => Promise<Server>, sizes: Sizes, delay: number): Row[] {
  let known: Promise<Compared> | undefined;
  const measure = async (part: keyof Took): Promise<Measured> => {
    known ??= served().then((server) => compared(server, sizes, delay));
    const { ours: mine, theirs: rival } = await known;
    const of = (all: Took[]) => median(all.map((took) => took[part]));
    return { ours: of(mine), theirs: of(rival), note: `median of ${sizes.rounds}` };
  };
  const where = delay > 0 ? `, ${delay} ms away` : "";
  const name = (what: string) => `${sizes.secrets} secrets${where}: ${what} against the SDK's, 8 threads, ms`;
  return [
    { name: name("provider's process"), goal: 1, measure: () => measure("process") },
    { name: name("provider's requests alone"), goal: 1, measure: () => measure("requests") },
  ];
}

/** The whole command, with all that the engine does beside. */
const upRow = (sizes: Sizes, delay: number, served: () => Promise<Server>): Row => ({
  name: `${sizes.secrets} secrets${delay > 0 ? `, ${delay} ms away` : ""}: pulumi up against the SDK's script, 8 threads, ms`,
  goal: 1,
  async measure() {
    const [mine, rival]: number[][] = [[], []];
    for (let round = 0; round < sizes.rounds; round++) {
      const site = await openSite(plainSecrets, sizes.secrets);
      try {
        if (delay > 0) await control(site.gateway, "POST", "faults", { path: "^/v1/", action: { delay } });
        const began = performance.now();
        await site.stack.up();
        mine?.push(performance.now() - began);
      } finally {
        await site.close();
      }
      const server = await served();
      await control(server, "POST", "reset");
      if (delay > 0) await control(server, "POST", "faults", { path: "^/v1/", action: { delay } });
      rival?.push((await theirs(server, sizes.secrets)).process);
    }
    return { ours: median(mine ?? []), theirs: median(rival ?? []), note: `median of ${sizes.rounds}` };
  },
});

const countRow = (served: () => Promise<Server>, { secrets }: Sizes, what: "creation" | "update"): Row => ({
  name: `requests of one secret's ${what}, of ${secrets}`,
  goal: 1,
  short: true,
  async measure() {
    const server = await served();
    await control(server, "POST", "reset");
    await ours(server, secrets);
    const created = (await journal(server)).length;
    await control(server, "POST", "reset");
    await ours(server, secrets, 2);
    const both = (await journal(server)).length;
    return what === "creation"
      ? { ours: created / secrets, theirs: 2, note: "with the list that tells what was there before" }
      : { ours: (both - created) / secrets, theirs: 3, note: "looked at, changed, read back" };
  },
});

const limitRow = (served: () => Promise<Server>, { limited }: Sizes): Row => ({
  name: `${LIMIT.perSecond} requests a second, ${limited} secrets: refused, against seconds`,
  goal: 1,
  async measure() {
    const server = await served();
    await control(server, "POST", "reset");
    await control(server, "PATCH", "settings", { requestsPerSecond: LIMIT.perSecond });
    try {
      // What fails ends the process, and the row.
      const { requests } = await ours(server, limited);
      const entries = await journal(server);
      const refused = entries.filter(({ status }) => status === 429).length;
      const taken = entries.length - refused;
      const note = `${taken} taken, no error; at ${LIMIT.perSecond} a second they take ${(taken / LIMIT.perSecond).toFixed(1)} s`;
      return { ours: refused, theirs: requests / 1000, note };
    } finally {
      await control(server, "PATCH", "settings", { requestsPerSecond: 0 });
    }
  },
});

export function requestsArea({ quick }: Scale): Area {
  const sizes = quick ? { secrets: 20, rounds: 1, limited: 12 } : { secrets: 200, rounds: 5, limited: LIMIT.secrets };
  let server: Promise<Server> | undefined;
  const served = () => {
    server ??= serve(emulator, ["--json", "--speed", "0"]);
    return server;
  };
  const ups: Sizes = { ...sizes, rounds: Math.min(3, sizes.rounds) };
  return {
    rows: [
      ...comparedRows(served, sizes, 0),
      ...comparedRows(served, ups, FAR_MS),
      ...(quick ? [] : [upRow(ups, 0, served), upRow(ups, FAR_MS, served)]),
      countRow(served, sizes, "creation"),
      countRow(served, sizes, "update"),
      limitRow(served, sizes),
    ],
    async close() {
      await (await server)?.stop();
    },
  };
}
