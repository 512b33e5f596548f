import { emulatorArea } from "./emulator.mts";
import { filesArea } from "./files.mts";
import { endChildren, isInterrupted, leaveNothing } from "./interrupt.mts";
import { loadingArea } from "./loading.mts";
import { looksArea } from "./looks.mts";
import { type Options, readOptions, usage, WrongOptions } from "./options.mts";
import { compared, comparisonHead, type Recorded, readRecord, summary, writeRecord } from "./recorded.mts";
import { requestsArea } from "./requests.mts";
import type { Area, Measured, Result, Row, Scale } from "./row.mts";
import { isOnPath } from "./run.mts";
import { conditions } from "./server.mts";
import { stackArea } from "./stack.mts";
import { tableHead, tableLine } from "./table.mts";

const makers: ((scale: Scale) => Area)[] = [emulatorArea, stackArea, loadingArea, filesArea, looksArea, requestsArea];

const areasOf = (scale: Scale): Area[] => makers.map((make) => make(scale));
const namesOf = (areas: Area[]): string[] => areas.flatMap(({ rows }) => rows.map(({ name }) => name));

type Line = (result: Result, note: string) => string;

interface Found {
  rows: Result[];
  failed: number;
}

/** One that cannot be measured is said, and costs only itself. */
async function measured(row: Row): Promise<Measured | undefined> {
  try {
    return await row.measure();
  } catch (error) {
    if (!isInterrupted()) notMeasured(row, (error as Error).message.split("\n")[0] ?? "");
    return undefined;
  }
}

const notMeasured = ({ name }: Row, reason: string) => console.error(`${name}: not measured: ${reason}`);

async function measureArea(area: Area, wanted: Row[], found: Found, report: (row: Row, figures: Measured) => void) {
  area.open?.();
  for (const row of wanted) {
    if (row.needs !== undefined && !isOnPath(row.needs)) {
      notMeasured(row, `there is no ${row.needs}`);
      continue;
    }
    const figures = await measured(row);
    if (figures) report(row, figures);
    else found.failed++;
  }
  await area.close();
}

function wantedOf(areas: Area[], { only, compare }: Options): Row[] {
  const wanted = areas
    .flatMap(({ rows }) => rows)
    .filter(({ name, short }) => name.includes(only) && (!compare || short));
  if (wanted.length > 0) return wanted;
  const some = namesOf(areas).filter((_, at) => at % 12 === 0);
  throw new WrongOptions(
    `no row${compare ? " that is compared" : ""} has "${only}" in its name; some are ${some.map((name) => `"${name}"`).join(", ")}`,
  );
}

async function bench(options: Options): Promise<void> {
  const { quick, full, compare, json, file, record } = options;
  const areas = areasOf({ quick, full, short: compare });
  const wanted = wantedOf(areas, options);
  const recorded: Recorded | undefined = compare ? readRecord(file) : undefined;
  const line: Line = recorded ? (result, note) => compared(result, recorded, note) : tableLine;
  const print = json ? () => {} : console.log;
  leaveNothing();
  print(`${new Date().toISOString()}, Node ${process.version}, ${conditions()}\n`);
  print(recorded ? comparisonHead : tableHead);
  const found: Found = { rows: [], failed: 0 };
  const report = (row: Row, { ours, theirs, note }: Measured) => {
    const result = { name: row.name, ours, theirs, ratio: ours / theirs, goal: row.goal };
    found.rows.push(result);
    print(line(result, [row.constant ? "against a constant" : "", note ?? ""].filter(Boolean).join("; ")));
  };
  for (const area of areas) {
    const rows = area.rows.filter((row) => wanted.includes(row));
    if (rows.length > 0) await measureArea(area, rows, found, report);
  }
  await endChildren();
  if (recorded) print(`\n${summary(found.rows, recorded)}`);
  if (record) writeRecord(file, found.rows, namesOf(areasOf({ quick: false, full: true, short: false })));
  if (json) console.log(JSON.stringify({ rows: found.rows }));
  if (found.failed > 0) process.exitCode = 1;
}

try {
  const options = readOptions();
  if (options.help) console.log(usage);
  else await bench(options);
} catch (error) {
  if (!(error instanceof WrongOptions)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}
