import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Call, load } from "./load.mts";
import { median } from "./median.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { emulator, end, fileHere, keepApart, launch, listening, type Server, serve } from "./server.mts";

const key = { authorization: "Bearer fw_emulator_key" };
const account = "/v1/accounts/emulator";
const baseModel = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const deploymentShape = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

interface Kind {
  name: string;
  create(id: string): Call;
  get(id: string): Call;
  patch(id: string, n: number): Call;
  remove(id: string): Call;
  list: Call;
}

const secret: Kind = {
  name: "secret",
  create: (id) => ({ method: "POST", path: `${account}/secrets`, body: { name: id, keyName: "KEY", value: "value" } }),
  get: (id) => ({ method: "GET", path: `${account}/secrets/${id}` }),
  patch: (id, n) => ({
    method: "PATCH",
    path: `${account}/secrets/${id}?updateMask=value`,
    body: { keyName: "KEY", value: `value ${n}` },
  }),
  remove: (id) => ({ method: "DELETE", path: `${account}/secrets/${id}` }),
  list: { method: "GET", path: `${account}/secrets` },
};

/** Each of them is two objects: the deployment, and its base model as deployed on it. */
const deployment: Kind = {
  name: "deployment",
  create: (id) => ({
    method: "POST",
    path: `${account}/deployments?deploymentId=${id}`,
    body: { baseModel, deploymentShape, displayName: id, maxReplicaCount: 1 },
  }),
  get: (id) => ({ method: "GET", path: `${account}/deployments/${id}` }),
  patch: (id, n) => ({
    method: "PATCH",
    path: `${account}/deployments/${id}?updateMask=display_name`,
    body: { baseModel, displayName: `number ${n}` },
  }),
  remove: (id) => ({ method: "DELETE", path: `${account}/deployments/${id}?hard=true&ignoreChecks=true` }),
  list: { method: "GET", path: `${account}/deployments` },
};

const kinds = [secret, deployment];

interface Sizes {
  few: number;
  many: number;
  requests: number;
  rounds: number;
  starts: number;
}

const full: Sizes = { few: 100, many: 10_000, requests: 4_000, rounds: 4, starts: 15 };
const small: Sizes = { few: 20, many: 100, requests: 100, rounds: 1, starts: 2 };

async function control(server: Server, method: string, name: string, body?: object): Promise<void> {
  const response = await fetch(`${server.url}/__emulator/${name}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${name} answered ${response.status}: ${await response.text()}`);
}

async function empty(...options: string[]): Promise<Server> {
  const server = await serve(emulator, ["--json", "--speed", "0", ...options]);
  const value = "1000000000";
  const name = "accounts/emulator/quotas/global--h200-count";
  await control(server, "PUT", "objects", { name, value, maxValue: value });
  return server;
}

const send = ({ url }: Server, requests: number, call: (n: number) => Call) =>
  load({ url, requests, call, headers: key });

async function fill(server: Server, kind: Kind, count: number): Promise<void> {
  await send(server, count, (n) => kind.create(`o${n}`));
  // What is being created cannot be changed.
  await control(server, "POST", "clock", { advance: "3m" });
}

async function filled(count: number, ...options: string[]): Promise<Server> {
  const server = await empty(...options);
  for (const kind of kinds) await fill(server, kind, count);
  return server;
}

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
    for (const [at, [server, objects]] of servers.entries()) {
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
  const kept: Promise<Server>[] = [];
  const folders: string[] = [];
  const once = (make: () => Promise<Server>) => {
    let made: Promise<Server> | undefined;
    return () => {
      if (made) return made;
      made = make();
      kept.push(made);
      return made;
    };
  };
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), "fireworks-emulator-"));
    folders.push(made);
    return made;
  };
  const [few, many] = [once(() => filled(sizes.few)), once(() => filled(sizes.many))];
  const durable = once(() => filled(sizes.few, "--state", folder()));
  const together = keepApart();

  return {
    rows: [
      ...kinds.flatMap((kind) => actions.flatMap((action) => speedRows(kind, action, { few, many, sizes }))),
      ...["POST", "PATCH"].map((name) => durableRow(name, { few, durable, sizes })),
      bareRow({ few, sizes, keep: (server) => kept.push(server) }),
      { ...startRow("start, ms until the first answer", [], sizes), short: true },
      startWithFolderRow(folder, sizes),
      memoryRow(sizes),
    ],
    async close() {
      together();
      for (const server of kept) await (await server).stop();
      for (const made of folders) rmSync(made, { recursive: true, force: true });
    },
  };
}

interface Servers {
  few(): Promise<Server>;
  many(): Promise<Server>;
  sizes: Sizes;
}

function speedRows(kind: Kind, action: Action, { few, many, sizes }: Servers): Row[] {
  let measured: Promise<Cost[]> | undefined;
  const both = () => {
    measured ??= Promise.all([few(), many()]).then(([a, b]) =>
      costs(
        [
          [a, sizes.few],
          [b, sizes.many],
        ],
        kind,
        action,
        sizes,
      ),
    );
    return measured as Promise<[Cost, Cost]>;
  };
  return [
    {
      name: `${kind.name}: ${action.name}, CPU seconds for 10,000`,
      goal: 1,
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
  keep(server: Promise<Server>): void;
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
      const made = serve(fileHere("bare.mts"), [
        await response.text(),
        ...headers.map(([name, value]) => `${name}: ${value}`),
      ]);
      keep(made);
      const servers: [Server, number][] = [
        [ours, sizes.few],
        [await made, sizes.few],
      ];
      const [emulated, bare] = (await costs(servers, secret, actions[0] as Action, sizes)) as [Cost, Cost];
      return { ours: emulated.cpu, theirs: bare.cpu };
    },
  };
}

async function startTime(args: string[]): Promise<number> {
  const began = performance.now();
  const child = launch(emulator, ["--json", ...args]);
  try {
    const { url } = await listening(child);
    await load({ url, requests: 1, call: () => ({ method: "GET", path: account }), headers: key });
    return performance.now() - began;
  } finally {
    await end(child);
  }
}

const startRow = (name: string, args: string[], { starts }: Sizes): Row => ({
  name,
  goal: 1,
  async measure(): Promise<Measured> {
    const times: number[] = [];
    for (let at = 0; at < starts; at++) times.push(await startTime(args));
    return { ours: median(times), theirs: 200, note: `median of ${starts}, least ${Math.round(Math.min(...times))}` };
  },
});

const startWithFolderRow = (folder: () => string, sizes: Sizes): Row => ({
  name: `start on a folder with ${sizes.many} secrets, ms until the first answer`,
  goal: 2,
  async measure() {
    const state = folder();
    const server = await empty("--state", state);
    await fill(server, secret, sizes.many);
    await server.stop();
    return startRow("", ["--state", state], sizes).measure();
  },
});

const memoryRow = ({ many }: Sizes): Row => ({
  name: `memory with ${many} objects made over HTTP, MB`,
  goal: 1,
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
