import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { median } from "./median.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { fileHere, type Server, serve } from "./server.mts";

const run = promisify(execFile);

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

async function provider({ folder, sink }: Place, model: string, ...calls: string[]): Promise<Shown> {
  await fetch(`${sink.url}/v1/accounts/a/models/m`, { method: "DELETE" });
  const args = ["--disable-warning=ExperimentalWarning", fileHere("model.mts"), sink.url, model, ...calls];
  const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, "cache") };
  return JSON.parse((await run(process.execPath, args, { env })).stdout) as Shown;
}

/** In milliseconds. */
async function curl({ sink }: Place, model: string, files: number): Promise<number> {
  const names = ["config.json", ...Array.from({ length: files }, (_, at) => `weights-${at}.safetensors`)];
  const body = JSON.stringify({ filenameToSize: Object.fromEntries(names.map((name) => [name, "0"])) });
  const signed = await fetch(`${sink.url}/v1/accounts/a/models/m:getUploadEndpoint`, { method: "POST", body });
  const { filenameToSignedUrls: urls } = (await signed.json()) as { filenameToSignedUrls: Record<string, string> };
  const uploads = names.flatMap((name) => ["-T", path.join(model, name), String(urls[name])]);
  const began = performance.now();
  // Without the header it would wait for a leave to send that the sink does not give.
  await run("curl", ["-sSfZ", "--parallel-max", String(STREAMS), "-H", "Expect:", ...uploads]);
  return performance.now() - began;
}

interface Uploads {
  ours: Shown[];
  theirs: number[];
  first: number;
}

async function uploads(place: Place, sizes: Sizes): Promise<Uploads> {
  const model = modelFolder(place, sizes.uploaded, sizes.file);
  // Brings the files into the system's memory, where both sides find them.
  await curl(place, model, sizes.uploaded);
  const { check: first } = await provider(place, model);
  const found: Uploads = { ours: [], theirs: [], first };
  for (let round = 0; round < sizes.rounds; round++) {
    found.ours.push(await provider(place, model, "create"));
    found.theirs.push(await curl(place, model, sizes.uploaded));
  }
  return found;
}

const above = (all: Shown[]): number => Math.max(...all.map(({ peak, idle }) => peak - idle)) / 1e6;

function uploadRows(place: () => Promise<Place>, sizes: Sizes): Row[] {
  let made: Promise<Uploads> | undefined;
  const measured = () => {
    made ??= place().then((there) => uploads(there, sizes));
    return made;
  };
  const gigabytes = (sizes.uploaded * sizes.file) / 1e9;
  const what = `${gigabytes} GB in ${sizes.uploaded} files`;
  return [
    {
      name: `upload of ${what}, ms against curl -Z with ${STREAMS} streams`,
      goal: 1 / 0.9,
      async measure(): Promise<Measured> {
        const { ours, theirs } = await measured();
        const note = `all of create; median of ${sizes.rounds}`;
        return { ours: median(ours.map(({ create }) => create)), theirs: median(theirs), note };
      },
    },
    {
      name: `upload of ${what}, MB of memory above idle`,
      goal: 1,
      measure: async () => ({ ours: above((await measured()).ours), theirs: 100, note: "the most of all rounds" }),
    },
    {
      name: `upload of ${gigabytes} GB in one file, MB of memory above idle`,
      goal: 1,
      async measure() {
        const there = await place();
        const model = modelFolder(there, 1, sizes.uploaded * sizes.file);
        return { ours: above([await provider(there, model, "create")]), theirs: 100, note: "the first check included" };
      },
    },
    {
      name: `first check of a model of ${what}, ms`,
      goal: 1,
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
    async measure() {
      const there = await place();
      const [large, small] = [modelFolder(there, files, bytes), modelFolder(there, 1, files)];
      const times = { large: [] as number[], small: [] as number[] };
      const { check: first } = await provider(there, large);
      await provider(there, small);
      for (let round = 0; round < 2 * rounds + 1; round++) {
        times.large.push((await provider(there, large)).check);
        times.small.push((await provider(there, small)).check);
      }
      // On a quick machine the small one may have been the slower.
      const more = Math.max(0.01, median(times.large) - median(times.small));
      return { ours: more, theirs: 100, note: `the first: ${Math.round(first)}` };
    },
  };
}

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    console.error("bench: there is no curl to compare uploads with");
    return false;
  }
}

/** Models on this machine: what reading and sending them takes. */
export function filesArea({ quick }: Scale): Area {
  const sizes = quick ? tiny : full;
  let made: Promise<Place> | undefined;
  const place = () => {
    made ??= serve(fileHere("sink.mts"), []).then((sink) => ({
      folder: mkdtempSync(path.join(tmpdir(), "fireworks-files-")),
      sink,
    }));
    return made;
  };
  const gigabytes = (sizes.hashed * sizes.file) / 1e9;
  return {
    rows: [
      ...(hasCurl() ? uploadRows(place, sizes) : []),
      unchangedRow(`${gigabytes} GB in ${sizes.hashed} files`, place, sizes.hashed, sizes.file, sizes.rounds),
      unchangedRow(`${sizes.small} small files`, place, sizes.small, 2, sizes.rounds),
    ],
    async close() {
      if (!made) return;
      const { folder, sink } = await made;
      await sink.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
