import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { control } from "./gateway.mts";
import { type Call, load } from "./load.mts";
import { median } from "./median.mts";
import { account, deployment, empty, fill, filled, type Kind, key, kinds, secret, send } from "./objects.mts";
import { once } from "./once.mts";
import type { Area, Row, Scale } from "./row.mts";
import { emulator, end, fileHere, keepApart, launch, listening, type Server, serve } from "./server.mts";
import { inTurn } from "./turns.mts";

const bareServer = fileHere("bare.mjs");

interface Sizes {
  few: number;
  many: number;
  requests: number;
  rounds: number;
  starts: number;
}

const full: Sizes = { few: 100, many: 10_000, requests: 4_000, rounds: 4, starts: 15 };
const small: Sizes = { few: 20, many: 100, requests: 100, rounds: 1, starts: 2 };

/** Microseconds of the server's CPU time, and of real time, per request. */
interface Cost {
  cpu: number;
  wall: number;
}

async function costOf(server: Server, requests: number, call: (n: number) => Call): Promise<Cost> {
  const [began, before] = [performance.now(), await server.cpu()];
  await send(server, requests, call);
  const cpu = (await server.cpu()) - before;
  return { cpu: cpu / requests, wall: ((performance.now() - began) * 1000) / requests };
}

const least = (costs: Cost[]): Cost => ({
  cpu: Math.min(...costs.map(({ cpu }) => cpu)),
  wall: Math.min(...costs.map(({ wall }) => wall)),
});

interface Action {
  name: string;
  /** Seconds of CPU time that ten thousand of them may take; a deployment is no simple object, and gets twice as many. */
  allowed: number;
  call(kind: Kind, objects: number): (n: number) => Call;
}

let serial = 0;

const actions: Action[] = [
  { name: "GET", allowed: 1, call: (kind, objects) => (n) => kind.get(`o${n % objects}`) },
  { name: "PATCH", allowed: 1, call: (kind, objects) => (n) => kind.patch(`o${n % objects}`, serial++) },
  { name: "POST", allowed: 1, call: (kind) => (n) => kind.create(`new${n}`) },
  { name: "GET of a page of 50", allowed: 10, call: (kind) => () => kind.list },
];

/** The least of several rounds, of all servers in turn: whatever else the machine does can only add to it. */
async function costs(servers: [Server, number][], kind: Kind, action: Action, sizes: Sizes): Promise<Cost[]> {
  const requests = action.allowed > 1 ? sizes.requests / 4 : sizes.requests;
  const found: Cost[][] = servers.map(() => []);
  for (let round = 0; round <= sizes.rounds; round++) {
    for (const [at, [server, objects]] of inTurn([...servers.entries()], round)) {
      const cost = await costOf(server, requests, action.call(kind, objects));
      // The first round is for the compiler.
      if (round > 0) found[at]?.push(cost);
      if (action.name === "POST") await undo(server, kind, requests);
    }
  }
  return found.map(least);
}

async function undo(server: Server, kind: Kind, requests: number): Promise<void> {
  await send(server, requests, (n) => kind.remove(`new${n}`));
  await control(server, "POST", "clock", { advance: "1m" });
}

const perSecond = ({ wall, cpu }: Cost): string =>
  `${Math.round(1e6 / wall)}/s as seen by the client, ${cpu.toFixed(1)} µs of CPU`;

export function emulatorArea({ quick }: Scale): Area {
  const sizes = quick ? small : full;
  const kept: Server[] = [];
  const keep = (make: () => Promise<Server>) => async () => {
    const server = await make();
    kept.push(server);
    return server;
  };
  const folder = () => mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
  const [few, many] = [once(keep(() => filled(sizes.few))), once(keep(() => filled(sizes.many)))];
  const durable = once(keep(() => filled(sizes.few, "--state", folder())));
  let together = () => {};

  return {
    rows: [
      ...kinds.flatMap((kind) => actions.flatMap((action) => speedRows(kind, action, { few, many, sizes }))),
      ...["POST", "PATCH"].map((name) => durableRow(name, { few, durable, sizes })),
      bareRow({ few, sizes, keep }),
      ...startRows(folder, sizes),
      memoryRow(sizes),
    ],
    open() {
      together = keepApart();
    },
    async close() {
      together();
      for (const server of kept) await server.stop();
    },
  };
}

interface Servers {
  few(): Promise<Server>;
  many(): Promise<Server>;
  sizes: Sizes;
}

function speedRows(kind: Kind, action: Action, { few, many, sizes }: Servers): Row[] {
  const both = once(async () => {
    const servers: [Server, number][] = [
      [await few(), sizes.few],
      [await many(), sizes.many],
    ];
    return (await costs(servers, kind, action, sizes)) as [Cost, Cost];
  });
  return [
    {
      name: `${kind.name}: ${action.name}, CPU seconds for 10,000`,
      goal: 1,
      constant: true,
      async measure() {
        const [cost] = await both();
        const theirs = kind === deployment ? 2 * action.allowed : action.allowed;
        return { ours: cost.cpu / 100, theirs, note: perSecond(cost) };
      },
    },
    {
      name: `${kind.name}: ${action.name}, ${sizes.many} objects against ${sizes.few}, µs of CPU`,
      goal: 1.2,
      async measure() {
        const [small, large] = await both();
        return { ours: large.cpu, theirs: small.cpu };
      },
    },
  ];
}

interface Durable {
  few(): Promise<Server>;
  durable(): Promise<Server>;
  sizes: Sizes;
}

/** What it costs that an acknowledged write survives a kill. */
function durableRow(name: string, { few, durable, sizes }: Durable): Row {
  return {
    name: `secret: ${name} with a state folder against memory only, µs of CPU`,
    goal: 2,
    async measure() {
      const action = actions.find((one) => one.name === name) as Action;
      const servers: [Server, number][] = [
        [await durable(), sizes.few],
        [await few(), sizes.few],
      ];
      const [folder, memory] = (await costs(servers, secret, action, sizes)) as [Cost, Cost];
      return { ours: folder.cpu, theirs: memory.cpu, note: perSecond(folder) };
    },
  };
}

function bareRow({
  few,
  sizes,
  keep,
}: {
  few(): Promise<Server>;
  sizes: Sizes;
  keep(make: () => Promise<Server>): () => Promise<Server>;
}): Row {
  return {
    name: "secret: GET against bare node:http answering the same bytes, µs of CPU",
    goal: 3,
    async measure() {
      const ours = await few();
      const response = await fetch(ours.url + secret.get("o0").path, { headers: key });
      const headers = [...response.headers].filter(
        ([name]) => !["connection", "date", "content-length"].includes(name),
      );
      const args = [await response.text(), ...headers.map(([name, value]) => `${name}: ${value}`)];
      const made = await keep(() => serve(bareServer, args))();
      const servers: [Server, number][] = [
        [ours, sizes.few],
        [made, sizes.few],
      ];
      const [emulated, bare] = (await costs(servers, secret, actions[0] as Action, sizes)) as [Cost, Cost];
      return { ours: emulated.cpu, theirs: bare.cpu };
    },
  };
}

async function startTime(script: string, args: string[]): Promise<number> {
  const began = performance.now();
  const child = launch(script, args);
  try {
    const { url } = await listening(child);
    await load({ url, requests: 1, call: () => ({ method: "GET", path: account }), headers: key });
    return performance.now() - began;
  } finally {
    await end(child);
  }
}

/** Medians of both, in turn, and the least of ours. */
async function starts(ours: () => Promise<number>, theirs: () => Promise<number>, rounds: number) {
  const times: Record<"ours" | "theirs", number[]> = { ours: [], theirs: [] };
  const ways = { ours, theirs };
  for (let round = 0; round < rounds; round++)
    for (const side of inTurn(["ours", "theirs"] as const, round)) times[side].push(await ways[side]());
  const note = `median of ${rounds}, least ${Math.round(Math.min(...times.ours))}`;
  return { ours: median(times.ours), theirs: median(times.theirs), note };
}

const emulatorStart = (...args: string[]) => startTime(emulator, ["--json", ...args]);

function startRows(folder: () => string, sizes: Sizes): Row[] {
  const measured = once(() => starts(emulatorStart, () => startTime(bareServer, ["{}"]), sizes.starts));
  return [
    {
      name: "start, ms until the first answer",
      goal: 1,
      constant: true,
      measure: async () => ({ ...(await measured()), theirs: 200 }),
    },
    { name: "start, ms against a bare node:http server's", goal: 3, short: true, measure: measured },
    {
      name: `start on a folder with ${sizes.many} secrets, ms against one without`,
      goal: 2,
      async measure() {
        const state = folder();
        const server = await empty("--state", state);
        try {
          await fill(server, secret, sizes.many);
        } finally {
          await server.stop();
        }
        return starts(() => emulatorStart("--state", state), emulatorStart, sizes.starts);
      },
    },
  ];
}

const memoryRow = ({ many }: Sizes): Row => ({
  name: `memory with ${many} objects made over HTTP, MB`,
  goal: 1,
  constant: true,
  async measure() {
    const server = await empty();
    try {
      await send(server, many / 2, (n) => deployment.create(`o${n}`));
      const note = `${many / 2} deployments and as many deployed models`;
      return { ours: (await server.memory()) / 1024 / 1024, theirs: 120, note };
    } finally {
      await server.stop();
    }
  },
});
