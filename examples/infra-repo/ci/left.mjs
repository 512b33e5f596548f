// pulumi stack export | node ci/left.mjs: fails if a run that was killed may have left objects which no state knows.
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

/** @typedef {{ resources?: { urn: string }[], pending_operations?: { type: string, resource: { urn: string } }[] }} Deployment */

/** What was being created when a run was killed, and was not taken up since. @type {(deployment: Deployment) => string[]} */
export function left({ resources = [], pending_operations: pending = [] }) {
  const known = new Set(resources.map(({ urn }) => urn));
  const creations = pending.filter(({ type, resource }) => type === "creating" && !known.has(resource.urn));
  return creations.map(({ resource }) => resource.urn.split("::").at(-1) ?? "");
}

/** @type {(names: string[]) => string} */
export const advice = (names) =>
  `a job that was killed was creating ${names.join(", ")}, which this commit does not declare. It may exist, and cost: \`npx pulumi-fireworks orphans\` shows and deletes it. Then \`pulumi refresh --clear-pending-creates\``;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const exported = /** @type {{ deployment: Deployment }} */ (await json(process.stdin));
  const names = left(exported.deployment);
  if (names.length > 0) {
    console.error(`error: ${advice(names)}`);
    process.exitCode = 1;
  }
}
