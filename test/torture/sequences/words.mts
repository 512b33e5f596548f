import type { Json } from "../provider.mts";
import type { Ended } from "./driver.mts";
import type { Program } from "./program.mts";

/** What became of a program, from one to the next. */
export function changed(before: Program, after: Program): string {
  const gone = before.filter(({ name }) => !after.some((one) => one.name === name));
  const words = after.flatMap((declared) => {
    const old = before.find(({ name }) => name === declared.name);
    if (!old) return [`+ ${declared.name} ${JSON.stringify(declared.args)}${options(declared.options)}`];
    const fields = [
      ...Object.keys({ ...old.args, ...declared.args }).flatMap((key) => field(old.args, declared.args, key)),
    ];
    if (options(old.options) !== options(declared.options)) fields.push(`options${options(declared.options)}`);
    return fields.length > 0 ? [`~ ${declared.name}: ${fields.join(", ")}`] : [];
  });
  const all = [...gone.map(({ name }) => `- ${name}`), ...words];
  return all.length > 0 ? `the program: ${all.join("; ")}` : "the program stays";
}

const options = (given: object) => (Object.keys(given).length > 0 ? ` with ${JSON.stringify(given)}` : "");

function field(old: Json, now: Json, key: string): string[] {
  if (JSON.stringify(old[key]) === JSON.stringify(now[key])) return [];
  return [now[key] === undefined ? `without ${key}` : `${key} ${JSON.stringify(now[key])}`];
}

export const how = ({ error }: Ended) => (error === undefined ? "well" : `failed: ${error.split("\n")[0]}`);
