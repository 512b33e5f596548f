import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { cut } from "../../client/errors";
import type { Piece } from "../../client/storage";
import { localFile, unreadable } from "../../content/file";
import { type BadExample, examineFile, wrongWith } from "../../content/jsonl";
import { pieceOfFile, pieceOfText } from "../../content/piece";
import { canonical, lastSegment } from "../../lifecycle/identity";
import type { Circumstances, Enriched, Failure, Json } from "../../lifecycle/kind";
import type { Run } from "../../lifecycle/run";
import { hasUnknown, UNKNOWN } from "../../lifecycle/unknown";
import { notOne } from "../common";

interface Source {
  file?: string;
  rows?: Json[];
}

interface Content {
  digest: string;
  examples: number;
  piece: Piece;
}

const sourceOf = (inputs: Json) => (inputs.source ?? {}) as Source;

/** Reads and checks the examples. */
export async function enrich(inputs: Json, olds: Json | undefined, { importing }: Circumstances): Promise<Enriched> {
  const stored = olds?.contentDigest === undefined ? {} : { contentDigest: olds.contentDigest };
  if (inputs.source === undefined) {
    const origins = ["externalUrl", "sourceDatasetId", "evaluationResult", "transformed", "splitted", "sourceJobName"];
    const none = olds === undefined && !importing && !origins.some((key) => inputs[key] !== undefined);
    const reason =
      'is required: source: { file: "./examples.jsonl" } or { rows: […] }; or give externalUrl, for examples in a bucket';
    return none
      ? { inputs, failures: [{ property: "source", reason }] }
      : { inputs: { ...inputs, ...(inputs.externalUrl === undefined ? stored : {}) }, failures: [] };
  }
  const wrong = notOne("source", inputs.source, ["file", "rows"]);
  if (wrong) return { inputs, failures: [wrong] };
  const { file } = sourceOf(inputs);
  if (typeof file === "string" && !existsSync(path.resolve(file))) return withoutFile(inputs, olds, path.resolve(file));
  if (hasUnknown([inputs.source, inputs.format]))
    return { inputs: { ...inputs, contentDigest: UNKNOWN }, failures: badRows(inputs) };
  const found = await contentOf(inputs);
  if ("failures" in found) return { inputs, failures: found.failures };
  const { exampleCount } = inputs;
  if (typeof exampleCount === "string" && Number(exampleCount) !== found.examples) {
    const reason = `is ${exampleCount}, but there are ${found.examples} examples: leave it out, they are counted`;
    return { inputs, failures: [{ property: "exampleCount", reason }] };
  }
  return { inputs: { ...inputs, contentDigest: found.digest }, failures: [] };
}

/** A pipeline need not have the file, as long as nothing is to be uploaded: a replacement is checked without olds. */
function withoutFile(inputs: Json, olds: Json | undefined, file: string): Enriched {
  const contentDigest = sourceOf(olds ?? {}).file === undefined ? undefined : olds?.contentDigest;
  if (contentDigest === undefined) {
    const reason = `${cut(file, 200)} does not exist, and the dataset has to be uploaded from it`;
    return { inputs, failures: [{ property: "source.file", reason }] };
  }
  const warnings = [`${cut(file, 200)} does not exist: the dataset is taken to hold what was uploaded last.`];
  return { inputs: { ...inputs, contentDigest }, failures: [], warnings };
}

async function contentOf(inputs: Json): Promise<Content | { failures: Failure[] }> {
  const { file, rows = [] } = sourceOf(inputs);
  if (file !== undefined) return fileContent(path.resolve(file), inputs.format as string | undefined);
  const failures = badRows(inputs);
  if (failures.length > 0) return { failures };
  const text = rows.map((row) => `${canonical(row)}\n`).join("");
  const digest = createHash("sha256").update(text).digest("hex");
  return { digest: `sha256:${digest}`, examples: rows.length, piece: pieceOfText("rows.jsonl", text) };
}

async function fileContent(place: string, format: string | undefined): Promise<Content | { failures: Failure[] }> {
  const wrong = (reason: string) => ({ failures: [{ property: "source.file", reason }] });
  try {
    if (!statSync(place).isFile()) return wrong(`${place} is not a file: name the JSONL file that holds the examples`);
    const file = localFile(path.basename(place), place);
    const examined = await examineFile(file, format);
    if ("bad" in examined) return { failures: examined.bad.map((bad) => badLine(place, bad)) };
    const { sha256, examples } = examined.facts;
    if (examples === 0) return wrong(`${place} holds no example`);
    return { digest: `sha256:${sha256}`, examples, piece: pieceOfFile(file) };
  } catch (error) {
    return wrong(unreadable(place, error));
  }
}

const badLine = (place: string, { number, reason }: BadExample): Failure => ({
  property: "source.file",
  reason: `line ${number} of ${path.basename(place)} ${reason}`,
});

/** Rows that are not known yet are not looked at. */
function badRows(inputs: Json): Failure[] {
  const { rows } = sourceOf(inputs);
  const format = inputs.format === UNKNOWN ? undefined : (inputs.format as string | undefined);
  return (Array.isArray(rows) ? rows : []).flatMap((row, index) => {
    const reason = hasUnknown(row) ? undefined : wrongWith(row, format);
    return reason === undefined ? [] : [{ property: `source.rows[${index}]`, reason }];
  });
}

/** What is to be uploaded: what check saw. */
export async function contentToSend(run: Run): Promise<Content> {
  const { file } = sourceOf(run.inputs);
  if (file !== undefined && !existsSync(path.resolve(file)))
    throw new Error(
      `${run.name} has to be uploaded, but ${path.resolve(file)} does not exist: run \`pulumi up\` where the file is.`,
    );
  const content = await contentOf(run.inputs);
  if ("failures" in content)
    throw new Error(content.failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  const { contentDigest } = run.inputs;
  if (contentDigest !== undefined && content.digest !== contentDigest)
    throw new Error(
      `${file ?? "source.rows"} is no longer what it was in the preview: run \`pulumi up\` again when nothing writes to it any more.`,
    );
  return content;
}

/** The create request: the number of examples goes along, as text. */
export async function completed(run: Run, body: Json): Promise<Json> {
  const { sourceDatasetId, filter, ...dataset } = body;
  if (run.inputs.source !== undefined) {
    dataset.exampleCount = String((await contentToSend(run)).examples);
    const origins = ["evaluationResult", "transformed", "splitted", "evalProtocol"];
    if (!origins.some((key) => key in dataset)) dataset.userUploaded ??= {};
  }
  return {
    datasetId: lastSegment(run.name as string),
    dataset,
    ...(sourceDatasetId === undefined ? {} : { sourceDatasetId }),
    ...(filter === undefined ? {} : { filter }),
  };
}
