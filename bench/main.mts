import { parseArgs } from "node:util";
import { emulatorArea } from "./emulator.mts";
import type { Area, Measured, Row, Scale } from "./row.mts";
import { conditions } from "./server.mts";

const usage = `npm run bench -- [--json] [--quick] [--only TEXT]

  --json   print {"rows": [{"name", "ours", "theirs", "ratio", "goal"}]}: a ratio up to its goal is good
  --quick  to see that it works, not how fast: everything small
  --only   the rows whose names contain the text`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});

const areas: ((scale: Scale) => Area)[] = [emulatorArea];

const rounded = (value: number): number => Number(value.toPrecision(3));

async function measured(area: Area, report: (row: Row, measured: Measured) => void): Promise<void> {
  try {
    for (const row of area.rows) if (row.name.includes(values.only)) report(row, await row.measure());
  } finally {
    await area.close();
  }
}

function printed({ name, goal }: Row, { ours, theirs, note = "" }: Measured): void {
  const ratio = rounded(ours / theirs);
  const verdict = ratio <= goal ? "" : "  OVER";
  const figures = [rounded(ours), rounded(theirs), ratio, goal].map((figure) => String(figure).padStart(8)).join("");
  console.log(`${name.padEnd(64)}${figures}${verdict}  ${note}`);
}

if (values.help) {
  console.log(usage);
} else {
  const rows: object[] = [];
  if (!values.json) {
    console.log(`${new Date().toISOString()}, Node ${process.version}, ${conditions()}\n`);
    console.log(`${"".padEnd(64)}${["ours", "theirs", "ratio", "goal"].map((head) => head.padStart(8)).join("")}`);
  }
  for (const area of areas) {
    await measured(area({ quick: values.quick }), (row, { ours, theirs, note }) => {
      rows.push({ name: row.name, ours, theirs, ratio: ours / theirs, goal: row.goal });
      if (!values.json) printed(row, { ours, theirs, ...(note ? { note } : {}) });
    });
  }
  if (values.json) console.log(JSON.stringify({ rows }));
}
