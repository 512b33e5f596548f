import { nameOf } from "../../engine/deployment.mts";
import type { RunResult } from "../../engine/stack.mts";
import { flowOf, title } from "../faults/cases.mts";
import { madeAllTheSame, quiet, strike, strikesTheNext } from "../faults/run.mts";
import type { Outcome } from "../part.mts";
import { samples } from "../samples.mts";
import { toldIn } from "../scan.mts";
import { differing, idle, inState, leftInState } from "./judge.mts";
import { after } from "./line-up.mts";
import { type Diagnostics, diagnosed } from "./printed.mts";
import { wrongWithPrinted } from "./seen.mts";
import type { Site } from "./site.mts";
import { type Row, struckBy } from "./strikes.mts";
import { act, command, prepared, type Trial } from "./trial.mts";

export async function run(site: Site, { flow, row }: Row): Promise<Outcome> {
  const { gateway } = site;
  const trial = await prepared(site, flowOf(flow), row);
  const rules = trial.strikes.map(({ one }) => ({ one, id: strike(gateway, one) }));
  const first = await act(trial);
  const struck = struckBy(gateway);
  const count = rules.filter(({ one, id }) => one.fault === "no capacity" || struck.has(id)).length;
  gateway.faults.clear();
  await quiet(gateway);
  const said = diagnosed(first);
  note(trial, "at first", [...wrongWithPrinted(trial, first, said), ...atOnce(trial, said)]);
  if (first.code !== 0 || trial.strikes.some(({ one }) => strikesTheNext(one))) await again(trial, row);
  if (trial.wrong.length === 0) await calm(trial);
  if (trial.wrong.length === 0) await ended(trial);
  note(trial, "in state", toldIn(trial.planted, site.stack.backend));
  return { struck: count > 0, count: Math.max(1, count), ...seen(said), wrong: blamed(trial) };
}

const note = (trial: Trial, when: string, wrong: readonly string[]) =>
  void trial.wrong.push(...wrong.map((what) => `${when}: ${what}`));

/** What failed is for the next run; all else is done. */
function atOnce(trial: Trial, said: readonly Diagnostics[]): string[] {
  const failed = said.filter(({ errors }) => errors.length > 0).map(({ name }) => name);
  if (failed.length > 0 && !trial.goesOn && trial.flow.command === "up") return [];
  const late = trial.strikes.filter(({ one }) => strikesTheNext(one)).map(({ resource }) => resource.name);
  // After a failure the engine leaves what was replaced to the next run.
  const replaced = inState(trial.site).flatMap((one) => (one.delete ? [nameOf(one)] : []));
  const open = new Set([...failed, ...late, ...replaced]);
  return differing(trial, ({ name }) => !open.has(name));
}

/** The same command once more, now that nothing is in its way. */
async function again(trial: Trial, row: number): Promise<void> {
  const late = trial.strikes.some(({ one }) => strikesTheNext(one));
  if (late || row % 2 === 0) succeeded(trial, "refresh after the failure", await command(trial, "refresh"));
  let result = await act(trial);
  if (takenUp(trial, diagnosed(result))) result = await act(trial);
  succeeded(trial, "once more", result);
  note(trial, "once more", [...differing(trial), ...leftInState(trial)]);
}

/** What was refused and yet made: nobody but the person can say whose it is, and the error tells them how. */
function takenUp({ strikes, imports }: Trial, said: readonly Diagnostics[]): boolean {
  const before = imports.size;
  for (const { resource } of strikes.filter(({ one }) => madeAllTheSame(one))) {
    const errors = said.find(({ name }) => name === resource.name)?.errors ?? [];
    const [, leftover] = /`import: "([^"]+)"`/.exec(errors.join("\n")) ?? [];
    if (leftover !== undefined) imports.set(resource.name, leftover);
  }
  return imports.size > before;
}

/** Nothing is left to do: neither refresh nor another `up` finds a difference. */
async function calm(trial: Trial): Promise<void> {
  const { flow, site, resources } = trial;
  if (!resources.some((resource) => after(flow, resource))) return;
  if (flow.command === "refresh") succeeded(trial, "up after it", await command(trial, "up"));
  succeeded(trial, "a refresh that changes nothing", await command(trial, "refresh", ["--expect-no-changes"]));
  site.gateway.clearJournal();
  succeeded(trial, "an up that changes nothing", await command(trial, "up", ["--expect-no-changes"]));
  note(trial, "afterwards", [...idle(trial), ...differing(trial), ...leftInState(trial)]);
}

async function ended(trial: Trial): Promise<void> {
  if (trial.flow.command !== "destroy") succeeded(trial, "destroy", await command(trial, "destroy"));
  note(trial, "destroyed", [
    ...differing(
      trial,
      () => true,
      () => undefined,
    ),
    ...inState(trial.site).map((one) => `state still has ${one.urn}`),
  ]);
}

function succeeded(trial: Trial, what: string, { code, output }: RunResult): void {
  if (code !== 0) note(trial, what, [output.slice(Math.max(0, output.indexOf("Diagnostics:")))]);
}

function seen(said: readonly Diagnostics[]): { error?: string } {
  const errors = said.flatMap(({ name, errors, warnings, others }) => [
    ...errors.map((text) => `${name}: ${text}`),
    ...warnings.map((text) => `${name} warns: ${text}`),
    ...others.map((text) => `${name} says: ${text}`),
  ]);
  return errors.length > 0 ? { error: errors.join("\n") } : {};
}

/** With what befell it. */
const blamed = ({ strikes, wrong }: Trial): string[] =>
  wrong.length === 0 ? [] : [...wrong, ...strikes.map(({ one }) => `befallen: ${title(samples, one)}`)];
