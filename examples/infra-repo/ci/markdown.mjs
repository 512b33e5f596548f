// node ci/markdown.mjs REPORT HEADING: what pulumi printed, as Markdown that shows no secret.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** GitHub takes 65,536 characters in a comment. */
const LIMIT = 60_000;

/** Stores of secrets mask logs, not what is sent to an API: whatever is in such a variable of this job must not be seen. */
const SECRET = /KEY|TOKEN|SECRET|PASSPHRASE|PASSWORD/;

/** @type {(text: string) => string} */
const withoutSecrets = (text) =>
  Object.entries(process.env)
    .filter(([name, value]) => SECRET.test(name) && value !== undefined && value.length >= 6)
    .sort(([, one = ""], [, other = ""]) => other.length - one.length)
    .reduce((masked, [, value = ""]) => masked.replaceAll(value, "***"), text);

/** What the client of an S3-compatible server says of every answer. @type {(line: string) => boolean} */
const isNoise = (line) => /^SDK \d.* WARN Response has no supported checksum/.test(line);

/** Longer than any fence in the text. @type {(text: string) => string} */
const fenceFor = (text) =>
  "`".repeat(1 + Math.max(2, ...[...text.matchAll(/`+/g)].map(([backticks]) => backticks.length)));

/** @type {(text: string) => string} */
const shortened = (text) =>
  text.length <= LIMIT ? text : `${text.slice(0, LIMIT)}\n… ${text.length - LIMIT} characters more in the job's log`;

/** @type {(report: string, heading: string) => string} */
export function markdown(report, heading) {
  const lines = readFileSync(report, "utf8").split("\n");
  const text = shortened(
    withoutSecrets(
      lines
        .filter((line) => !isNoise(line))
        .join("\n")
        .trim(),
    ),
  );
  const fence = fenceFor(text);
  return `${withoutSecrets(heading)}\n\n${fence}diff\n${text}\n${fence}\n`;
}

const [, script = "", report = "", heading = ""] = process.argv;
if (import.meta.url === pathToFileURL(script).href) process.stdout.write(markdown(report, heading));
