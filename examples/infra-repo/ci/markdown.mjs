// node ci/markdown.mjs REPORT HEADING: what pulumi printed, as Markdown that shows no secret.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** GitHub takes 65,536 characters in a comment, with its heading, its fence and what says where to look for the rest. */
const LIMIT = 64_000;
/** The rest is the end, where pulumi says why it failed. */
const HEAD = 24_000;

/** Stores of secrets mask logs, not what is sent to an API: whatever is in such a variable of this job must not be seen. */
const SECRET = /KEY|TOKEN|SECRET|PASS|CREDENTIAL/;

/** A value of several lines stands between others' words in a report, each line by itself. */
const secrets = () =>
  Object.entries(process.env)
    .filter(([name]) => SECRET.test(name))
    .flatMap(([, value = ""]) => [value, ...value.split(/\r?\n/).map((line) => line.trim())])
    .filter((value) => value.length >= 6)
    .sort((one, other) => other.length - one.length);

/** @type {(text: string) => string} */
const withoutSecrets = (text) => secrets().reduce((masked, value) => masked.replaceAll(value, "***"), text);

/** What the client of an S3-compatible server says of every answer. @type {(line: string) => boolean} */
const isNoise = (line) => /^SDK \d.* WARN Response has no supported checksum/.test(line);

/** Longer than any fence in the text. @type {(text: string) => string} */
const fenceFor = (text) =>
  "`".repeat(1 + Math.max(2, ...[...text.matchAll(/`+/g)].map(([backticks]) => backticks.length)));

/** A fence must be longer than any of these. @type {(text: string) => string} */
const withShortFences = (text) => text.replace(/`{50,}/g, "`".repeat(50));

/** @type {(text: string) => string} */
function shortened(text) {
  if (text.length <= LIMIT) return text;
  const end = text.length - (LIMIT - HEAD);
  return `${text.slice(0, HEAD)}\n… ${end - HEAD} characters more in the job's log …\n${text.slice(end)}`;
}

/** @type {(file: string, heading: string) => string} */
export function markdown(file, heading) {
  const lines = readFileSync(file, "utf8").split("\n");
  const report = lines.filter((line) => !isNoise(line)).join("\n");
  const text = shortened(withShortFences(withoutSecrets(report.trim())));
  const fence = fenceFor(text);
  return `${withoutSecrets(heading)}\n\n${fence}diff\n${text}\n${fence}\n`;
}

const [, script = "", report = "", heading = ""] = process.argv;
if (import.meta.url === pathToFileURL(script).href) process.stdout.write(markdown(report, heading));
