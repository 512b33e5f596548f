import { soleAccount } from "../client/account";
import { type Prices, PUBLIC, pricesIn } from "../cost/prices";
import type { Replacement } from "../lifecycle/diff";
import { canonical, lastSegment } from "../lifecycle/identity";
import type { Failure, Json, Kind } from "../lifecycle/kind";
import { inputsOf } from "../lifecycle/present";
import type { Outlook, Prospect } from "../lifecycle/preview";
import { SECONDS, type Trial, tryOut } from "../lifecycle/trial";
import { hasUnknown } from "../lifecycle/unknown";
import { presentable, strings } from "./conceal";
import type { Hidden } from "./hidden";
import { known } from "./known";
import { memory, type Replaced } from "./memory";
import { type PreviewSettings, previewSettings } from "./preview-settings";
import { flushed, log, type Severity } from "./progress";
import { gateway, ownKey } from "./settings";
import { startRun } from "./start";

/** A resource in a preview, and what its user wants to be told. */
interface Scene {
  kind: Kind;
  hidden: Hidden;
  settings: PreviewSettings;
}

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

/** @throws what is wrong with the configuration */
function sceneOf(kind: Kind, hidden: Hidden): Scene {
  const settings = text(hidden.preview?.settings) ?? process.env.FIREWORKS_PREVIEW ?? "";
  return { kind, hidden, settings: previewSettings(settings) };
}

/** @throws what is wrong with the user's own */
function pricesOf({ hidden, settings }: Scene): Prices | undefined {
  if (!settings.wanted.has("cost")) return undefined;
  const file = text(hidden.preview?.prices) ?? text(process.env.FIREWORKS_PRICES);
  memory.preview.prices ??= file === undefined ? PUBLIC : pricesIn(file);
  return memory.preview.prices;
}

/** What a preview says of a resource that check has found right: failures, and messages beside. */
export async function foreseeChecked(
  kind: Kind,
  hidden: Hidden,
  olds: Json | undefined,
  inputs: Json,
): Promise<Failure[]> {
  const name = inputs.name ?? inputs.mark;
  const settled = olds !== undefined && canonical(olds) === canonical(inputs);
  if (typeof name === "string" && !settled) memory.preview.unsettled.add(name);
  // What is taken over is there already, and costs what it costs.
  if (!kind.foresee || (olds === undefined && hidden.import !== undefined)) return [];
  let scene: Scene;
  try {
    scene = sceneOf(kind, hidden);
    if (!settled) pricesOf(scene);
  } catch (error) {
    const reason = (error as Error).message;
    // It is the same for all.
    return isNew(reason) ? [{ property: "", reason }] : [];
  }
  return olds === undefined ? foreseeCreation(scene, inputs) : [];
}

async function foreseeCreation(scene: Scene, inputs: Json): Promise<Failure[]> {
  const { kind, hidden } = scene;
  const past = memory.preview.replacing.get(hidden.urn);
  const trial = await tried(scene, inputs, past);
  if (trial?.is === "refused") return trial.failures;
  if (trial?.is === "made") return [{ property: "", reason: ignored(trial.name) }];
  const secrets = known(kind, inputs);
  if (trial?.is === "doubtful") {
    // Processes of other providers do not tell what they are going to make.
    const elsewhere = trial.reference === true && Number(hidden.preview?.processes ?? 1) > 1;
    const text = elsewhere
      ? `${trial.text} Nothing is wrong if another provider of this program makes it.`
      : trial.text;
    sayOf(hidden, elsewhere ? "info" : "warning", presentable(text, secrets));
  }
  const validated = trial?.is === "accepted" && Object.keys(trial.object).length > 0 ? trial.object : undefined;
  await tell(scene, { inputs, ...past, ...(validated ? { validated } : {}) });
  return [];
}

/** Silent where anything is not known yet, or refers to what this very run is going to make or change. */
async function tried(scene: Scene, inputs: Json, past: Replaced | undefined): Promise<Trial | undefined> {
  const { kind, hidden, settings } = scene;
  const asked = kind.validates && settings.wanted.has("validation");
  const name = String(inputs.name);
  if (!asked || hasUnknown(inputs) || refersAhead(name, inputs)) return undefined;
  const { preview } = memory;
  const circumstances = { gap: past?.gap === true, held: past?.before.name === name, honest: preview.honest };
  const trial = await inTime(hidden, (signal) => tryOut(startRun(kind, inputs, name, "create"), signal, circumstances));
  if (trial?.is === "accepted" && trial.filled) preview.honest = true;
  if (trial?.is === "made" || trial?.is === "unanswered") preview.spent = MOST_MS;
  if (trial?.is !== "unanswered") return trial;
  const why = `New ${kind.collection} are not validated by the service in this preview: ${trial.why}.`;
  const { outlook = "" } = trial;
  say(hidden, outlook ? "warning" : "info", presentable(`${why} ${outlook}`.trim(), known(kind, inputs)));
  return undefined;
}

const ignored = (name: string) =>
  `The service made ${name}, although it was asked only to check it: this gateway ignores validateOnly. ` +
  "IT RUNS AND COSTS MONEY. Delete it: `npx pulumi-fireworks orphans` lists it, and " +
  `\`firectl deployment delete ${lastSegment(name)}\` deletes it; or keep it with the resource option \`import: "${name}"\`. ` +
  "So that no preview makes another: `pulumi config set fireworks:preview no-validation`.";

function refersAhead(name: string, inputs: Json): boolean {
  const ahead = [...memory.preview.unsettled].filter((one) => one !== name);
  return strings(inputs).some((value) => ahead.some((one) => value === one || value.startsWith(`${one}/`)));
}

/** So long may all requests of a preview take together. */
const MOST_MS = 5000;

const shareOf = ({ preview }: Hidden) => MOST_MS / Math.max(1, Number(preview?.processes ?? 1));

/** Undefined when no time is left. What takes the rest of it was the last. */
async function inTime<T>(hidden: Hidden, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const left = Math.floor(shareOf(hidden) - memory.preview.spent);
  if (left <= 0) return undefined;
  return counted(() => work(AbortSignal.timeout(left)));
}

/** What else a preview has to ask takes of the same time. */
async function counted<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    memory.preview.spent += performance.now() - started;
  }
}

/** The account of the configuration, or the key's: undefined where nobody says in time, as it is of what is not known yet. */
export function accountInTime(hidden: Hidden): Promise<string | undefined> {
  memory.preview.account ??= counted(() => accountWithin(hidden, AbortSignal.timeout(Math.floor(shareOf(hidden)))));
  return memory.preview.account;
}

async function accountWithin({ urn }: Hidden, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await soleAccount(gateway(), { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    const why = presentable((error as Error).message.split("\n")[0] as string, ownKey());
    const remedy = "Set fireworks:accountId, or FIREWORKS_ACCOUNT_ID, and nobody has to be asked.";
    log("info", urn, `Names are not known in this preview, since the key's account is not: ${why} ${remedy}`);
    return undefined;
  }
}

/** What a preview says of a resource that state has already. */
export async function foreseeDiff(
  kind: Kind,
  hidden: Hidden,
  olds: Json,
  news: Json,
  { replaces, deleteBeforeReplace }: Replacement,
) {
  if (!kind.foresee) return;
  if (replaces.length > 0) {
    const gap = deleteBeforeReplace || hidden.preview?.deleteBeforeReplace === true;
    // Checked once more as what takes its place: only then is told what it will be.
    memory.preview.replacing.set(hidden.urn, { before: olds, replacedFor: replaces, gap });
    return;
  }
  const unchanged = canonical(inputsOf(kind, olds)) === canonical(news);
  let scene: Scene;
  try {
    scene = sceneOf(kind, hidden);
  } catch {
    // Check has said what is wrong.
    return;
  }
  if (!unchanged || scene.settings.unchanged) await tell(scene, { inputs: news, before: olds, unchanged });
}

async function tell(scene: Scene, prospect: Prospect): Promise<void> {
  const { kind, hidden, settings } = scene;
  if (settings.wanted.size === 0) return;
  const { protect } = hidden.preview ?? {};
  const foreseen = async () => kind.foresee?.({ ...prospect, protect: protect === true }, outlook(scene));
  // What cannot be foreseen must not fail what can be done.
  const all = await foreseen().catch(() => []);
  const wanted = (all ?? []).filter(({ about }) => settings.wanted.has(about));
  const secrets = known(kind, prospect.inputs, prospect.before ?? {});
  const infos = wanted.filter(({ severity }) => severity === "info").map((one) => one.text);
  const warnings = wanted.filter(({ severity }) => severity === "warning").map((one) => one.text);
  if (infos.length > 0) sayOf(hidden, "info", presentable(infos.join("; "), secrets));
  for (const warning of warnings) sayOf(hidden, "warning", presentable(warning, secrets));
  await flushed();
}

function outlook(scene: Scene): Outlook {
  const { hidden, settings } = scene;
  const { preview } = memory;
  const prices = pricesOf(scene);
  return {
    ...(prices ? { prices } : {}),
    quotas: async () => {
      if (!settings.usage || !settings.wanted.has("quotas")) return undefined;
      preview.quotas ??= quotasOf(hidden);
      return preview.quotas;
    },
    claimed: preview.claimed,
  };
}

/** One request, for all deployments. */
async function quotasOf(hidden: Hidden): Promise<Json[] | undefined> {
  try {
    return await inTime(hidden, async (signal) => {
      const { list, connection } = gateway();
      const options = { signal, retries: 0, timeout: SECONDS * connection.speed };
      const account = await accountInTime(hidden);
      return account === undefined ? undefined : list(`v1/${account}/quotas`, "quotas", options);
    });
  } catch (error) {
    memory.preview.spent = MOST_MS;
    const why = presentable((error as Error).message.split("\n")[0] as string, ownKey());
    say(hidden, "info", `How much of the quotas is in use is not known in this preview: ${why}`);
    return undefined;
  }
}

function isNew(message: string): boolean {
  const { told } = memory.preview;
  return told.size !== told.add(message).size;
}

/** With the resource's name: `pulumi preview --diff` prints messages without saying whose they are. */
const sayOf = (hidden: Hidden, severity: Severity, message: string): void =>
  say(hidden, severity, `${hidden.urn.slice(hidden.urn.lastIndexOf("::") + 2)}: ${message}`);

function say({ urn }: Hidden, severity: Severity, message: string): void {
  if (isNew(`${urn} ${message}`)) log(severity, urn, message);
}
