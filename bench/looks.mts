import { multiplied } from "../test/engine/multiplied.mts";
import type { Stack } from "../test/engine/stack.mts";
import { control, journal, withoutQuota } from "./gateway.mts";
import { load } from "./load.mts";
import { once } from "./once.mts";
import type { Area, Row, Scale } from "./row.mts";
import { runPython } from "./sdk.mts";
import { emulator, type Server, serve } from "./server.mts";
import { stackAt } from "./stacks.mts";

const ACCOUNT = "/v1/accounts/emulator";
const DEPLOYMENTS = `${ACCOUNT}/deployments`;
/** So many are on a page. */
const PAGE = 200;
const baseModel = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const deploymentShape = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

async function withGateway<T>(speed: number, work: (gateway: Server) => Promise<T>): Promise<T> {
  const gateway = await serve(emulator, ["--json", "--speed", String(speed)]);
  try {
    return await work(await withoutQuota(gateway));
  } finally {
    await gateway.stop();
  }
}

async function withStack<T>(
  gateway: Server,
  program: string,
  env: object,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  const files = { "index.js": `const fireworks = require("pulumi-fireworks");\n${program}\n` };
  const stack = await stackAt(gateway, files, env);
  try {
    return await work(stack);
  } finally {
    await stack.dispose();
  }
}

interface Kind {
  plural: string;
  program: string;
  create: (n: number) => { method: string; path: string; body: object };
}

const kinds: Kind[] = [
  {
    plural: "secrets",
    program: 'new fireworks.Secret("item-0", { keyName: "ITEM_0", value: "value" });',
    create: (n) => ({
      ...{ method: "POST", path: `${ACCOUNT}/secrets` },
      body: { name: `item-${n}`, keyName: `ITEM_${n}`, value: "value" },
    }),
  },
  {
    plural: "deployments",
    program: `new fireworks.Deployment("item-0", ${JSON.stringify({ deploymentId: "item-0", baseModel, deploymentShape, waitFor: "none" })});`,
    create: (n) => ({
      ...{ method: "POST", path: `${DEPLOYMENTS}?deploymentId=item-${n}` },
      body: { baseModel, deploymentShape },
    }),
  },
];

/** The gateway's time stands still, so that all are made in the same moment, and state of one holds for all. */
async function refreshRequests({ plural, program, create }: Kind, count: number): Promise<string[]> {
  return withGateway(0, (gateway) =>
    withStack(gateway, program, {}, async (stack) => {
      await stack.up();
      const headers = { authorization: "Bearer fw_emulator_key" };
      await load({ url: gateway.url, requests: count - 1, call: (n) => create(n + 1), headers });
      if (plural === "deployments") await control(gateway, "POST", "clock", { advance: "3m" });
      await stack.refresh();
      await stack.import(multiplied(await stack.export(), count));
      const before = (await journal(gateway)).length;
      await control(gateway, "DELETE", "journal");
      if (before === 0) throw new Error("the journal is empty");
      await stack.refresh(["--expect-no-changes"], { limitSeconds: 600 });
      return (await journal(gateway)).map(({ method, path }) => `${method} ${path}`);
    }),
  );
}

const refreshRow = (kind: Kind, count: number): Row => ({
  name: `requests of refresh of ${count} ${kind.plural}`,
  goal: 1,
  short: true,
  async measure() {
    const sent = await refreshRequests(kind, count);
    const lists = sent.filter((one) => one === `GET ${ACCOUNT}/${kind.plural}`).length;
    return { ours: sent.length, theirs: 6, note: `${lists} lists; one by one ${count}` };
  },
});

/** How deployments were looked at until they were ready, by the gateway's time. */
interface Watched {
  /** Requests a minute, those of them that were looks, and of these the pages of a list. */
  perMinute: number;
  looks: number;
  pages: number;
  /** The longest time from ready until its own GET, or a list, which has all of them on a page, in seconds. */
  late: number;
}

/** No multiple of the fifteen seconds that the SDK sleeps: it would always look in time. */
const CREATE_SECONDS = 127;

async function watched(gateway: Server): Promise<Watched> {
  const entries = (await journal(gateway)).map((entry) => ({ ...entry, at: Date.parse(entry.time) / 1000 }));
  const made = entries.filter(({ method, path }) => method === "POST" && path === DEPLOYMENTS);
  const looks = entries.filter(({ method, path }) => method === "GET" && path.startsWith(DEPLOYMENTS));
  const probes = entries.filter(({ path }) => path.startsWith("/inference/"));
  const began = Math.min(...made.map(({ at }) => at));
  const minutes = (Math.max(...looks.map(({ at }) => at)) - began) / 60;
  const late = made.map(({ at, query: { deploymentId } }) => {
    if (deploymentId === undefined) throw new Error("a deployment was made without an id of its own");
    const ready = at + CREATE_SECONDS;
    const telling = [DEPLOYMENTS, `${DEPLOYMENTS}/${deploymentId}`];
    const after = looks.flatMap(({ path, at }) => (telling.includes(path) && at >= ready ? [at - ready] : []));
    // What nobody looked at afterwards was told by a look that was under way, which takes no less.
    return after.length > 0 ? Math.min(...after) : 0.1;
  });
  return {
    perMinute: (looks.length + probes.length) / minutes,
    looks: looks.length / minutes,
    pages: looks.filter(({ path }) => path === DEPLOYMENTS).length / minutes,
    late: Math.max(...late),
  };
}

async function byUs(count: number, speed: number): Promise<Watched> {
  const args = JSON.stringify({ baseModel, deploymentShape });
  const program = `for (let n = 0; n < ${count}; n++) new fireworks.Deployment(\`item-\${n}\`, { deploymentId: \`item-\${n}\`, ...${args} });`;
  return withGateway(speed, async (gateway) => {
    await control(gateway, "PATCH", "settings", { timing: { deploymentCreateSeconds: CREATE_SECONDS } });
    await withStack(gateway, program, { FIREWORKS_SPEED: String(speed) }, (stack) => stack.up(["--parallel", "128"]));
    return watched(gateway);
  });
}

/** Each in a thread of its own, as the SDK has it: every 15 seconds its state, and whether it answers already. */
async function bySdk(count: number, speed: number): Promise<Watched> {
  return withGateway(speed, async (gateway) => {
    await control(gateway, "PATCH", "settings", { timing: { deploymentCreateSeconds: CREATE_SECONDS } });
    await runPython(gateway, "ready.py", [count, speed, baseModel, deploymentShape]);
    return watched(gateway);
  });
}

export function looksArea({ quick }: Scale): Area {
  const [many, hundred, speed] = quick ? [20, 5, 60] : [1000, 100, 8];
  const ours = once(() => byUs(hundred, speed));
  const single = once(() => byUs(1, speed));
  const sdk = once(() => bySdk(hundred, speed));
  const ready = `${hundred} deployments becoming ready (--parallel 128)`;
  return {
    rows: [
      ...kinds.slice(0, quick ? 1 : undefined).map((kind) => refreshRow(kind, many)),
      {
        name: `${ready}: requests a minute, against one deployment's and a page for each of its looks`,
        goal: 1,
        async measure() {
          const [all, one] = [await ours(), await single()];
          const pages = one.looks * Math.ceil(hundred / PAGE);
          const note = `${all.pages.toFixed(1)} of them pages, ${pages.toFixed(1)} allowed; one alone ${one.perMinute.toFixed(1)}`;
          return { ours: all.perMinute, theirs: one.perMinute + pages, note };
        },
      },
      {
        name: `${ready}: requests a minute, against the SDK's deployment manager`,
        goal: 1,
        measure: async () => ({ ours: (await ours()).perMinute, theirs: (await sdk()).perMinute }),
      },
      {
        name: `${ready}: from ready to noticed, s, against the poll interval`,
        goal: 1,
        async measure() {
          const note = `the SDK's deployment manager ${(await sdk()).late.toFixed(1)}`;
          return { ours: (await ours()).late, theirs: CREATE_SECONDS / 10, note };
        },
      },
    ],
    close: async () => {},
  };
}
