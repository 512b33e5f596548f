// pulumi stack export | node ci/left.mjs: fails if a run that was killed may have left objects which no state knows.
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

/** @typedef {{ urn: string, type?: string, id?: string, inputs?: Record<string, unknown> }} Resource */
/** @typedef {{ resources?: Resource[], pending_operations?: { type: string, resource: Resource }[] }} Deployment */

/** The full name of what a creation makes, which becomes its id. @type {(resource: Resource) => string | undefined} */
export function nameOf({ inputs = {} }) {
  const { name } = inputs;
  return typeof name === "string" && name.startsWith("accounts/") ? name : undefined;
}

/** What was being created when a run was killed, and is in no state. @type {(deployment: Deployment) => Resource[]} */
export function left({ resources = [], pending_operations: pending = [] }) {
  const ids = new Set(resources.map(({ id }) => id));
  const urns = new Set(resources.map(({ urn }) => urn));
  const creations = pending.filter(({ type }) => type === "creating").map(({ resource }) => resource);
  return creations.filter((resource) => {
    const name = nameOf(resource);
    // In a replacement the old object has the same URN: only its name tells the new one from it.
    return name === undefined ? !urns.has(resource.urn) : !ids.has(name);
  });
}

/** @type {(resource: Resource) => string} */
const shown = (resource) => {
  const name = nameOf(resource);
  return `${resource.urn.split("::").at(-1)}${name ? ` (${name})` : ""}`;
};

/** @type {(resources: Resource[]) => string} */
export function advice(resources) {
  const names = resources.map((resource) => nameOf(resource) ?? "NAME").join(" ");
  return `a job that was killed was creating ${resources.map(shown).join(", ")}, which this commit does not declare. It may exist, and cost. \`pulumi refresh --clear-pending-creates\` takes it out of the record; then \`npx pulumi-fireworks orphans\` shows it, and \`npx pulumi-fireworks orphans --delete ${names}\` deletes it, an hour after it was made`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const exported = /** @type {{ deployment: Deployment }} */ (await json(process.stdin));
  const found = left(exported.deployment);
  if (found.length > 0) {
    console.error(`error: ${advice(found)}`);
    process.exitCode = 1;
  }
}
