import { asNew, control, farAway, journal } from "./gateway.mts";
import { median } from "./median.mts";
import { once } from "./once.mts";
import { plainSecrets } from "./programs.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { byNobody, byProvider, bySdk, type Took } from "./secrets.mts";
import { emulator, type Server, serve } from "./server.mts";
import { openSite } from "./stacks.mts";
import { inTurn } from "./turns.mts";

/** What a service on the other side of an ocean adds to each answer. */
const FAR_MS = 100;

/** Requests a second, and how many secrets are made by them. */
const LIMIT = { perSecond: 5, secrets: 40 };

interface Sizes {
  secrets: number;
  rounds: number;
  limited: number;
}

type Served = () => Promise<Server>;

const makers = { ours: byProvider, theirs: bySdk, floor: byNobody };

type Compared = Record<keyof typeof makers, Took[]>;

/** All in turn, each on a gateway as new. The first of each is for the caches. */
async function compared(server: Server, { secrets, rounds }: Sizes, delay: number): Promise<Compared> {
  const found: Compared = { ours: [], theirs: [], floor: [] };
  for (let round = 0; round <= rounds; round++)
    for (const side of inTurn(["ours", "theirs", "floor"] as const, round)) {
      await asNew(server, delay);
      const took = await makers[side](server, secrets);
      if (round > 0) found[side].push(took);
    }
  return found;
}

const secretsRow = ({ secrets }: Sizes, delay: number, what: string, measure: () => Promise<Measured>): Row => ({
  name: `${secrets} secrets${delay > 0 ? `, ${delay} ms away` : ""}: ${what}, 8 threads, ms`,
  goal: 1,
  measure,
});

function comparedRows(served: Served, sizes: Sizes, delay: number): Row[] {
  const both = once(async () => compared(await served(), sizes, delay));
  const measure = (part: keyof Took) => async () => {
    const { ours, theirs, floor } = await both();
    const of = (all: Took[]) => median(all.map((took) => took[part]));
    const note = `a no-op handler's process: ${of(floor).toFixed(0)}; median of ${sizes.rounds}`;
    return { ours: of(ours), theirs: of(theirs), note };
  };
  return [
    secretsRow(sizes, delay, "the provider's process, from its start, against the SDK's script", measure("process")),
    secretsRow(
      sizes,
      delay,
      "the provider's process, from when it is ready, against the SDK's requests",
      measure("requests"),
    ),
  ];
}

async function upTime(count: number, delay: number): Promise<number> {
  const site = await openSite(plainSecrets, count);
  try {
    await farAway(site.gateway, delay);
    const began = performance.now();
    await site.stack.up();
    return performance.now() - began;
  } finally {
    await site.close();
  }
}

/** The whole command, with all that the engine does beside. */
const upRow = (sizes: Sizes, delay: number, served: Served): Row =>
  secretsRow(sizes, delay, "pulumi up against the SDK's script", async () => {
    const times: Record<"ours" | "theirs", number[]> = { ours: [], theirs: [] };
    const ways = {
      ours: () => upTime(sizes.secrets, delay),
      async theirs() {
        const server = await served();
        await asNew(server, delay);
        return (await bySdk(server, sizes.secrets)).process;
      },
    };
    for (let round = 0; round < sizes.rounds; round++)
      for (const side of inTurn(["ours", "theirs"] as const, round)) times[side].push(await ways[side]());
    return { ours: median(times.ours), theirs: median(times.theirs), note: `median of ${sizes.rounds}` };
  });

function countRows(served: Served, { secrets }: Sizes): Row[] {
  const counts = once(async () => {
    const server = await served();
    await asNew(server);
    await byProvider(server, secrets);
    const created = (await journal(server)).length;
    await asNew(server);
    await byProvider(server, secrets, true);
    return { created: created / secrets, updated: ((await journal(server)).length - created) / secrets };
  });
  const row = (what: string, theirs: number, note: string, of: "created" | "updated"): Row => ({
    name: `requests of one secret's ${what}, of ${secrets}`,
    goal: 1,
    short: true,
    measure: async () => ({ ours: (await counts())[of], theirs, note }),
  });
  return [
    row("creation", 2, "with the list that tells what was there before", "created"),
    row("update", 3, "looked at, changed, read back", "updated"),
  ];
}

function limitRows(served: Served, { limited }: Sizes): Row[] {
  // Each secret is one request, after one list for all.
  const least = (limited + 1) / LIMIT.perSecond;
  const measured = once(async () => {
    const server = await served();
    await asNew(server);
    await control(server, "PATCH", "settings", { requestsPerSecond: LIMIT.perSecond });
    try {
      // What fails ends the process, and the rows.
      const { requests } = await byProvider(server, limited);
      const entries = await journal(server);
      const refused = entries.filter(({ status }) => status === 429).length;
      return { seconds: requests / 1000, refused, taken: entries.length - refused };
    } finally {
      await control(server, "PATCH", "settings", { requestsPerSecond: 0 });
    }
  });
  const what = `${LIMIT.perSecond} requests a second, ${limited} secrets`;
  return [
    {
      name: `${what}: refused, against one a second of the least possible time`,
      goal: 1,
      short: true,
      async measure() {
        const { refused, taken } = await measured();
        return { ours: refused, theirs: least, note: `${taken} taken, no error` };
      },
    },
    {
      name: `${what}: s, against the least possible and one`,
      goal: 1.25,
      short: true,
      measure: async () => ({ ours: (await measured()).seconds, theirs: limited / LIMIT.perSecond + 1 }),
    },
  ];
}

export function requestsArea({ quick }: Scale): Area {
  const sizes = quick ? { secrets: 20, rounds: 1, limited: 12 } : { secrets: 200, rounds: 5, limited: LIMIT.secrets };
  let server: Server | undefined;
  const served = once(async () => {
    server = await serve(emulator, ["--json", "--speed", "0"]);
    return server;
  });
  const ups: Sizes = { ...sizes, rounds: Math.min(3, sizes.rounds) };
  return {
    rows: [
      ...(quick ? [] : comparedRows(served, sizes, 0)),
      ...comparedRows(served, ups, FAR_MS),
      ...(quick ? [] : [upRow(ups, 0, served), upRow(ups, FAR_MS, served)]),
      ...countRows(served, sizes),
      ...limitRows(served, sizes),
    ],
    async close() {
      await server?.stop();
    },
  };
}
