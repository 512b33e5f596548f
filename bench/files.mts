import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { median } from "./median.mts";
import { once } from "./once.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { isOnPath, run } from "./run.mts";
import { fileHere, type Server, serve } from "./server.mts";
import { inTurn } from "./turns.mts";

/** As many as the provider sends at once. */
const STREAMS = 4;
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

interface Sizes {
  /** Bytes of a file with weights. */
  file: number;
  uploaded: number;
  hashed: number;
  small: number;
  rounds: number;
}

const full: Sizes = { file: 500_000_000, uploaded: 8, hashed: 40, small: 5_000, rounds: 5 };
const tiny: Sizes = { file: 5_000_000, uploaded: 8, hashed: 4, small: 50, rounds: 1 };

/** What `bench/model.mts` prints. */
interface Shown {
  check: number;
  create: number;
  idle: number;
  peak: number;
}

interface Place {
  folder: string;
  sink: Server;
}

/** Holes: nothing is on the disk, so that it is not what is measured. */
function modelFolder({ folder }: Place, files: number, bytes: number): string {
  const made = path.join(folder, `${files}-${bytes}`);
  mkdirSync(made);
  const names = Array.from({ length: files }, (_, at) => `weights-${at}.safetensors`);
  for (const name of ["config.json", ...names]) {
    const file = path.join(made, name);
    writeFileSync(file, "{}");
    if (name !== "config.json") truncateSync(file, bytes);
    utimesSync(file, LONG_AGO, LONG_AGO);
    const { blocks, size } = statSync(file);
    if (size > 1e6 && blocks * 512 > size / 10)
      throw new Error("The file system of the temporary folder has no holes: set TMPDIR to one that does.");
  }
  return made;
}

const sizesOf = (model: string): Record<string, number> =>
  Object.fromEntries(readdirSync(model).map((name) => [name, statSync(path.join(model, name)).size]));

/** Fails unless what was sent are as many bytes of each file as it has. */
async function sent<T>({ sink }: Place, model: string, send: () => Promise<T>): Promise<T> {
  const received = async () => (await (await fetch(`${sink.url}/received`)).json()) as Record<string, number>;
  await received();
  const result = await send();
  const arrived = await received();
  for (const [name, size] of Object.entries(sizesOf(model)))
    if (arrived[name] !== size) throw new Error(`${arrived[name] ?? 0} bytes of ${name} arrived, of ${size}`);
  return result;
}

async function provider({ folder, sink }: Place, model: string, ...calls: string[]): Promise<Shown> {
  await fetch(`${sink.url}/v1/accounts/a/models/m`, { method: "DELETE" });
  const args = ["--disable-warning=ExperimentalWarning", fileHere("model.mts"), sink.url, model, ...calls];
  return JSON.parse(await run(process.execPath, args, { XDG_CACHE_HOME: path.join(folder, "cache") })) as Shown;
}

const uploaded = (place: Place, model: string) => sent(place, model, () => provider(place, model, "create"));

/** In milliseconds. */
async function curl({ sink }: Place, model: string): Promise<number> {
  const names = readdirSync(model);
  const body = JSON.stringify({ filenameToSize: Object.fromEntries(names.map((name) => [name, "0"])) });
  const signed = await fetch(`${sink.url}/v1/accounts/a/models/m:getUploadEndpoint`, { method: "POST", body });
  const { filenameToSignedUrls: urls } = (await signed.json()) as { filenameToSignedUrls: Record<string, string> };
  const uploads = names.flatMap((name) => ["-T", path.join(model, name), String(urls[name])]);
  const began = performance.now();
  // Neither what stands in ~/.curlrc nor a proxy. Without the header it would wait for a leave to send that the sink does not give.
  const options = ["-q", "--noproxy", "*", "-sSfZ", "--parallel-max", String(STREAMS), "-H", "Expect:"];
  await run("curl", [...options, ...uploads]);
  return performance.now() - began;
}

/** Brings the files into the system's memory, where all find them. */
async function readOnce(model: string): Promise<void> {
  for (const name of readdirSync(model))
    for await (const _ of createReadStream(path.join(model, name), { highWaterMark: 2 ** 22 }));
}

interface Uploads {
  ours: Shown[];
  theirs: number[];
  first: number;
}

/** Where there is no curl, ours alone. */
async function uploads(place: Place, sizes: Sizes, rival: boolean): Promise<Uploads> {
  const model = modelFolder(place, sizes.uploaded, sizes.file);
  await readOnce(model);
  const { check: first } = await provider(place, model);
  const found: Uploads = { ours: [], theirs: [], first };
  const ways = {
    ours: async () => void found.ours.push(await uploaded(place, model)),
    theirs: async () => void found.theirs.push(await sent(place, model, () => curl(place, model))),
  };
  const sides = rival ? (["ours", "theirs"] as const) : (["ours"] as const);
  for (let round = 0; round < sizes.rounds; round++) for (const side of inTurn(sides, round)) await ways[side]();
  return found;
}

const above = (all: Shown[]): number => Math.max(...all.map(({ peak, idle }) => peak - idle)) / 1e6;

function uploadRows(place: () => Promise<Place>, sizes: Sizes): Row[] {
  const measured = once(async () => uploads(await place(), sizes, isOnPath("curl")));
  const gigabytes = (sizes.uploaded * sizes.file) / 1e9;
  const what = `${gigabytes} GB in ${sizes.uploaded} files`;
  return [
    {
      name: `upload of ${what}, ms against curl -Z with ${STREAMS} streams`,
      goal: 1 / 0.9,
      needs: "curl",
      async measure(): Promise<Measured> {
        const { ours, theirs } = await measured();
        const note = `all of create; median of ${sizes.rounds}`;
        return { ours: median(ours.map(({ create }) => create)), theirs: median(theirs), note };
      },
    },
    {
      name: `upload of ${what}, MB of memory above idle`,
      goal: 1,
      constant: true,
      measure: async () => ({ ours: above((await measured()).ours), theirs: 100, note: "the most of all rounds" }),
    },
    {
      name: `upload of ${gigabytes} GB in one file, MB of memory above idle`,
      goal: 1,
      constant: true,
      async measure() {
        const there = await place();
        const model = modelFolder(there, 1, sizes.uploaded * sizes.file);
        return { ours: above([await uploaded(there, model)]), theirs: 100, note: "the first check included" };
      },
    },
    {
      name: `first check of a model of ${what}, ms`,
      goal: 1,
      constant: true,
      async measure() {
        const { first } = await measured();
        return { ours: first, theirs: gigabytes * 1000, note: `${((gigabytes * 1000) / first).toFixed(2)} GB/s` };
      },
    },
  ];
}

/** What an unchanged folder costs in `check` beyond one with a single small file. */
function unchangedRow(name: string, place: () => Promise<Place>, files: number, bytes: number, rounds: number): Row {
  return {
    name: `check of an unchanged model of ${name}, ms more than of a small one`,
    goal: 1,
    constant: true,
    async measure() {
      const there = await place();
      const [large, small] = [modelFolder(there, files, bytes), modelFolder(there, 1, files)];
      const times = { large: [] as number[], small: [] as number[] };
      const { check: first } = await provider(there, large);
      await provider(there, small);
      for (let round = 0; round < 2 * rounds + 1; round++) {
        for (const which of inTurn(["large", "small"] as const, round))
          times[which].push((await provider(there, which === "large" ? large : small)).check);
      }
      // On a quick machine the small one may have been the slower.
      const more = Math.max(0.01, median(times.large) - median(times.small));
      return { ours: more, theirs: 100, note: `the first: ${Math.round(first)}` };
    },
  };
}

/** Models on this machine: what reading and sending them takes. */
export function filesArea({ quick }: Scale): Area {
  const sizes = quick ? tiny : full;
  let sink: Server | undefined;
  const place = once(async () => {
    sink = await serve(fileHere("sink.mts"), []);
    return { folder: mkdtempSync(path.join(tmpdir(), "fireworks-files-")), sink };
  });
  const gigabytes = (sizes.hashed * sizes.file) / 1e9;
  return {
    rows: [
      ...uploadRows(place, sizes),
      unchangedRow(`${gigabytes} GB in ${sizes.hashed} files`, place, sizes.hashed, sizes.file, sizes.rounds),
      unchangedRow(`${sizes.small} small files`, place, sizes.small, 2, sizes.rounds),
    ],
    async close() {
      await sink?.stop();
    },
  };
}
