import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { median } from "./median.mts";
import { openPlugin, type Plugin } from "./plugin.mts";
import type { Area, Row, Scale } from "./row.mts";
import { fileHere } from "./server.mts";

/** What a program pays for one more import, in a process of its own. */
function importTime(name: string): number {
  const script = `require("@pulumi/pulumi");
    const began = performance.now();
    require(${JSON.stringify(name)});
    console.log(performance.now() - began);`;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: fileHere(".."), encoding: "utf8" }));
}

function importRow(name: string, theirs: number, rounds: number): Row {
  return {
    name: `import of ${name} into a program, ms over @pulumi/pulumi`,
    goal: 1,
    short: true,
    async measure() {
      const times = Array.from({ length: rounds }, () => importTime(name));
      return { ours: median(times), theirs, note: `median of ${rounds}` };
    },
  };
}

const handlers = {
  ours: "exports.handler=()=>require('pulumi-fireworks/provider').Secret",
  theirs:
    "exports.handler=()=>({check:async(olds,inputs)=>({inputs,failures:[]}),create:async(outs)=>({id:'x',outs})})",
};

interface Beginning {
  /** Milliseconds until the first call was answered, which loads the handler. */
  check: number;
  /** From there to the first request at the gateway. */
  request: number;
  memory: number;
}

/** A gateway that only says when it was asked for the first time. */
async function begun(plugin: Plugin, handler: string, requests: boolean): Promise<Beginning> {
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
    const inputs = await plugin.check({ keyName: "KEY", value: "planted", __provider: handler });
    const checked = performance.now();
    const memory = plugin.memory();
    const asked = performance.now();
    const arrived = requests ? once(gateway, "request") : undefined;
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
  const plugin = await openPlugin();
  try {
    return await begun(plugin, handlers[side], side === "ours");
  } finally {
    plugin.stop();
  }
}

type Beginnings = Record<keyof typeof handlers, Beginning[]>;

async function beginnings(rounds: number): Promise<Beginnings> {
  const found: Beginnings = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++)
    for (const side of ["ours", "theirs"] as const) found[side].push(await beginning(side));
  return found;
}

const middle = (all: Beginning[], key: keyof Beginning): number => median(all.map((one) => one[key]));

function processRows(rounds: number): Row[] {
  let made: Promise<Beginnings> | undefined;
  const both = () => {
    made ??= beginnings(rounds);
    return made;
  };
  return [
    {
      name: "the provider's process, ms until its first call is answered",
      goal: 1,
      async measure() {
        const { ours, theirs } = await both();
        const floor = middle(theirs, "check").toFixed(0);
        return { ours: middle(ours, "check"), theirs: 100, note: `no-op handler: ${floor}; median of ${rounds}` };
      },
    },
    {
      name: "the provider's process, ms until its first request is sent",
      goal: 1,
      async measure() {
        const { ours } = await both();
        return { ours: middle(ours, "check") + middle(ours, "request"), theirs: 100, note: "check and create" };
      },
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
      importRow("pulumi-fireworks", 20, rounds),
      importRow("pulumi-fireworks/stack", 40, rounds),
      ...processRows(rounds),
    ],
    async close() {},
  };
}
