import { parseArgs } from "node:util";
import { emulatorArea } from "./emulator.mts";
import { filesArea } from "./files.mts";
import { loadingArea } from "./loading.mts";
import { looksArea } from "./looks.mts";
import { compared, comparisonHead, type Recorded, readRecord, recordFile, summary, writeRecord } from "./recorded.mts";
import { requestsArea } from "./requests.mts";
import { type Area, type Measured, type Result, type Row, rounded, type Scale } from "./row.mts";
import { conditions } from "./server.mts";
import { stackArea } from "./stack.mts";

const usage = `npm run bench -- [--json] [--quick] [--full] [--only TEXT] [--record]
npm run bench:compare

  --json     print {"rows": [{"name", "ours", "theirs", "ratio", "goal"}]}: a ratio up to its goal is good
  --quick    to see that it works, not how fast: everything small
  --full     what takes long, too
  --only     the rows whose names contain the text
  --record   write the ratios down, in bench/recorded.json; with --only those of the others stay
  --compare  a few rows in a minute or two, beside the ratios that are written down
  --file     another file than bench/recorded.json`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    record: { type: "boolean", default: false },
    compare: { type: "boolean", default: false },
    file: { type: "string", default: recordFile },
    help: { type: "boolean", default: false },
  },
});

const areas: ((scale: Scale) => Area)[] = [emulatorArea, stackArea, loadingArea, filesArea, looksArea, requestsArea];

const isWanted = ({ name, short }: Row): boolean => name.includes(values.only) && (!values.compare || short === true);

async function results(area: Area, report: (result: Result, note?: string) => void): Promise<Result[]> {
  const found: Result[] = [];
  try {
    for (const row of area.rows.filter(isWanted)) {
      const { note, ...figures } = await row.measure();
      const result = resultOf(row, figures);
      report(result, note);
      found.push(result);
    }
  } finally {
    await area.close();
  }
  return found;
}

const resultOf = ({ name, goal }: Row, { ours, theirs }: Measured): Result => {
  return { name, ours, theirs, ratio: ours / theirs, goal };
};

const tableHead = `${"".padEnd(72)}${["ours", "theirs", "ratio", "goal"].map((head) => head.padStart(8)).join("")}`;

function tableLine({ name, ours, theirs, ratio, goal }: Result, note = ""): string {
  const verdict = rounded(ratio) <= goal ? "" : "  OVER";
  const figures = [ours, theirs, ratio, goal].map((figure) => String(rounded(figure)).padStart(8)).join("");
  return `${name.padEnd(72)}${figures}${verdict}  ${note}`;
}

interface Form {
  head: string;
  line: (result: Result, note?: string) => string;
}

const table: Form = { head: tableHead, line: tableLine };

const comparison = (recorded: Recorded): Form => ({
  head: comparisonHead,
  line: (result) => compared(result, recorded),
});

async function main(): Promise<void> {
  const recorded = values.compare ? readRecord(values.file) : undefined;
  const { head, line } = recorded ? comparison(recorded) : table;
  const print = values.json ? () => {} : console.log;
  print(`${new Date().toISOString()}, Node ${process.version}, ${conditions()}\n`);
  print(head);
  const rows: Result[] = [];
  for (const area of areas) {
    const scale = { quick: values.quick, full: values.full, short: values.compare };
    rows.push(...(await results(area(scale), (result, note) => print(line(result, note)))));
  }
  if (recorded) print(`\n${summary(rows, recorded)}`);
  if (values.record) writeRecord(values.file, rows, values.only !== "");
  if (values.json) console.log(JSON.stringify({ rows }));
}

if (values.help) console.log(usage);
else await main();
