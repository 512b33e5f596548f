import { once as event } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { median } from "./median.mts";
import { once } from "./once.mts";
import { handler, noopHandler, openPlugin, type Plugin } from "./plugin.mts";
import type { Area, Row, Scale } from "./row.mts";
import { run } from "./run.mts";
import { fileHere } from "./server.mts";
import { inTurn } from "./turns.mts";

/** Milliseconds that the import of Pulumi's SDK and the start of a provider's process take on a quiet machine, which the goals were set for. */
const QUIET = { import: 400, start: 450 };

interface Import {
  /** Milliseconds of `@pulumi/pulumi`, which every program imports. */
  pulumi: number;
  /** What one more import takes after it. */
  more: number;
}

/** In a process of its own. */
async function importTime(name: string): Promise<Import> {
  const script = `const began = performance.now();
    require("@pulumi/pulumi");
    const loaded = performance.now();
    require(${JSON.stringify(name)});
    console.log(JSON.stringify({ pulumi: loaded - began, more: performance.now() - loaded }));`;
  return JSON.parse(await run(process.execPath, ["-e", script], {}, fileHere(".."))) as Import;
}

function importRows(name: string, allowed: number, rounds: number): Row[] {
  const measured = once(async () => {
    const found: Import[] = [];
    for (let round = 0; round < rounds; round++) found.push(await importTime(name));
    const of = (key: keyof Import) => median(found.map((one) => one[key]));
    return { pulumi: of("pulumi"), more: of("more") };
  });
  return [
    {
      name: `import of ${name} into a program, ms over @pulumi/pulumi`,
      goal: 1,
      constant: true,
      measure: async () => ({ ours: (await measured()).more, theirs: allowed, note: `median of ${rounds}` }),
    },
    {
      name: `import of ${name} after @pulumi/pulumi, ms against that`,
      goal: allowed / QUIET.import,
      short: true,
      async measure() {
        const { more, pulumi } = await measured();
        return { ours: more, theirs: pulumi };
      },
    },
  ];
}

const handlers = { ours: handler, theirs: noopHandler };

interface Beginning {
  /** Milliseconds until the process listened, which every dynamic provider pays. */
  start: number;
  /** Milliseconds until the first call was answered, which loads the handler. */
  check: number;
  /** From there to the first request at the gateway. */
  request: number;
  memory: number;
}

/** A gateway that only says when it was asked for the first time. */
async function begun(plugin: Plugin, provider: string, requests: boolean): Promise<Omit<Beginning, "start">> {
  const gateway = createServer((_request, response) => response.writeHead(403).end("{}"));
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  try {
    await plugin.configure({
      "fireworks:accountId": "a",
      "fireworks:apiKey": "fw_bench",
      "fireworks:baseUrl": baseUrl,
    });
    const began = performance.now();
    const inputs = await plugin.check({ keyName: "KEY", value: "planted", __provider: provider });
    const checked = performance.now();
    const memory = plugin.memory();
    const asked = performance.now();
    const arrived = requests ? event(gateway, "request") : undefined;
    // The answer is a refusal.
    const done = plugin.create(inputs).catch(() => {});
    await arrived;
    const request = performance.now() - asked;
    await done;
    return { check: checked - began, request, memory };
  } finally {
    gateway.closeAllConnections();
    gateway.close();
  }
}

async function beginning(side: keyof typeof handlers): Promise<Beginning> {
  const began = performance.now();
  const plugin = await openPlugin();
  const start = performance.now() - began;
  try {
    return { start, ...(await begun(plugin, handlers[side], side === "ours")) };
  } finally {
    plugin.stop();
  }
}

type Beginnings = Record<keyof typeof handlers, Beginning[]>;

async function beginnings(rounds: number): Promise<Beginnings> {
  const found: Beginnings = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++)
    for (const side of inTurn(["ours", "theirs"] as const, round)) found[side].push(await beginning(side));
  return found;
}

const middle = (all: Beginning[], key: keyof Beginning): number => median(all.map((one) => one[key]));

function processRows(rounds: number): Row[] {
  const both = once(() => beginnings(rounds));
  const first = "the provider's process, ms until its first";
  const toCall = async () => middle((await both()).ours, "check");
  const toRequest = async () => (await toCall()) + middle((await both()).ours, "request");
  const start = async () => middle((await both()).ours, "start");
  return [
    {
      name: `${first} call is answered`,
      goal: 1,
      constant: true,
      async measure() {
        const floor = middle((await both()).theirs, "check").toFixed(0);
        return { ours: await toCall(), theirs: 100, note: `no-op handler: ${floor}; median of ${rounds}` };
      },
    },
    {
      name: `${first} request is sent`,
      goal: 1,
      constant: true,
      measure: async () => ({ ours: await toRequest(), theirs: 100, note: "check and create" }),
    },
    {
      name: `${first} call is answered, against its own start`,
      goal: 100 / QUIET.start,
      short: true,
      measure: async () => ({ ours: await toCall(), theirs: await start() }),
    },
    {
      name: `${first} request is sent, against its own start`,
      goal: 100 / QUIET.start,
      short: true,
      measure: async () => ({ ours: await toRequest(), theirs: await start() }),
    },
    {
      name: "the provider's process, MB after its first call, against a no-op handler's",
      goal: 1.1,
      async measure() {
        const { ours, theirs } = await both();
        return { ours: middle(ours, "memory") / 1e6, theirs: middle(theirs, "memory") / 1e6 };
      },
    },
  ];
}

/** What every `pulumi` command pays before anything is done. */
export function loadingArea({ quick, short }: Scale): Area {
  const rounds = quick ? 2 : short ? 7 : 15;
  return {
    rows: [
      ...importRows("pulumi-fireworks", 20, rounds),
      ...importRows("pulumi-fireworks/stack", 40, rounds),
      ...processRows(rounds),
    ],
    async close() {},
  };
}
