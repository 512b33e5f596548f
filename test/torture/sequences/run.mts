import { wrongWithError } from "../faults/judge.mts";
import type { Life } from "../life.mts";
import type { Outcome } from "../part.mts";
import { behaviour, bodyKeys, type Emulator, type Json } from "../provider.mts";
import { post, samples } from "../samples.mts";
import { forms } from "./catalogue.mts";
import type { Driver, Ended, Held } from "./driver.mts";
import { differences, handsOff, type Known, objectsOf } from "./judge.mts";
import { type Program, pick } from "./program.mts";
import type { Event, Leg } from "./steps.mts";
import { inWords, type Trouble } from "./trouble.mts";
import { changed, how } from "./words.mts";

/** Where a sequence has come to. */
interface Course {
  driver: Driver;
  known: Known;
  program: Program;
  /** What the gateway may have otherwise than state says, as nobody has looked since. */
  unseen: Set<string>;
  /** Whether a command has failed since the gateway was as the program says. */
  troubled: boolean;
  /** What was done, in words. */
  log: string[];
  wrong: string[];
}

export async function endure(driver: Driver, legs: readonly Leg[]): Promise<Outcome> {
  const { gateway } = driver;
  const others = new Map(objectsOf(gateway).map((object) => [String(object.name), object]));
  const known: Known = { others, written: [], attempted: new Map(), left: new Set() };
  const course: Course = {
    driver,
    known,
    program: [],
    unseen: new Set(),
    troubled: false,
    log: [],
    wrong: [],
  };
  for (const { program, events, trouble } of legs) {
    for (const event of events) if (course.wrong.length === 0) await happen(course, event);
    if (course.wrong.length > 0) break;
    course.log.push(changed(course.program, program));
    course.program = program;
    await run(course, trouble);
  }
  if (course.wrong.length === 0) await recover(course, await ended(course, () => driver.refresh()));
  if (course.wrong.length === 0) await leave(course);
  course.wrong.push(...told(await driver.said()));
  return { struck: true, error: course.log.join("\n"), wrong: course.wrong };
}

/** The first letters of a key are shown, for recognising it. */
const PLANTED = /planted-[a-z]+|fw_emulator_(key|\w{5,})/;
const told = (texts: string[]) =>
  texts.filter((text) => PLANTED.test(text)).map((text) => `a secret was told: ${text}`);

/** A command that nothing was in the way of; what it fails with is looked at by whoever asked. */
async function ended(course: Course, command: () => Promise<Ended>): Promise<Ended> {
  // What destroy leaves, and what its policy leaves, is no leak.
  for (const { id, kind, outputs } of await course.driver.held())
    if (kind.irreplaceable !== undefined || outputs.deletionPolicy === "retain") course.known.left.add(id);
  return command();
}

async function run(course: Course, trouble: Trouble | null): Promise<void> {
  const { driver, program } = course;
  const before = new Set(objectsOf(driver.gateway).map(({ name }) => String(name)));
  attempt(course, program);
  const end = await ended(course, () => driver.up(program, trouble ?? undefined));
  course.log.push(`up${inWords(trouble)}: ${how(end)}`);
  if (end.error === undefined) {
    // What is read now may be as it was before an earlier command: then only another look can tell.
    if (trouble?.fault === "stale") for (const { name } of program) course.unseen.add(name);
    return settled(course, program);
  }
  if (!trouble) return recover(course, end);
  if (!trouble.kill) course.wrong.push(...badWords(end));
  await troubled(course, end, before);
}

/** What a command that failed leaves: the next one takes it up, or never hears of it. */
async function troubled(course: Course, { unheard = [] }: Ended, before: Set<string>): Promise<void> {
  const { driver, known, unseen } = course;
  course.troubled = true;
  const held = new Set((await driver.held()).map(({ id }) => id));
  for (const { name } of objectsOf(driver.gateway))
    if (!before.has(String(name)) && !held.has(String(name))) known.left.add(String(name));
  // The engine asks nobody whether it is still there.
  for (const name of unheard) unseen.add(name);
}

function badWords({ error = "", kind, names = [] }: Ended): string[] {
  if (kind === undefined) return [];
  return wrongWithError({ kind } as Life, error, kind.deriveId ? [...names, kind.collection] : names);
}

/** All that holds after a success; what nobody has looked at since somebody else changed it can be otherwise. */
async function settled(course: Course, program: Program): Promise<void> {
  const { driver, known, wrong } = course;
  if (course.unseen.size > 0) {
    wrong.push(...handsOff(driver.gateway, known));
    return;
  }
  wrong.push(...differences(driver.gateway, program, await driver.held(), known));
  if (wrong.length > 0) return;
  wrong.push(...(await driver.noise(program)).map((what) => `there was still something to do: ${what}`));
  if (wrong.length > 0) return;
  wrong.push(...differences(driver.gateway, program, await driver.held(), known));
  course.troubled = false;
  known.attempted.clear();
  attempt(course, program);
}

function attempt({ known }: Course, program: Program): void {
  for (const { name, args } of program) known.attempted.set(name, { ...known.attempted.get(name), ...args });
  const has = (id: string, key: string) =>
    program.some(({ name, args }) => (id.includes(`/${name}`) || id.includes(`/pinned-${name}`)) && key in args);
  known.written = known.written.filter(({ id, key }) => !has(id, key));
}

/** Until it succeeds, what the errors say is done, as a person would. */
async function recover(course: Course, first: Ended): Promise<void> {
  const { driver, known } = course;
  const imports: Record<string, string> = {};
  let end = first;
  const excused = course.troubled || course.unseen.size > 0;
  for (let again = 0; again < 10; again++) {
    const { error } = end;
    if (error !== undefined) {
      course.wrong.push(...badWords(end));
      const leftover = /`import: "([^"]+)"`/.exec(error)?.[1];
      const mine = leftover === undefined || known.left.has(leftover);
      if ((!excused && !mine) || (!excused && leftover === undefined) || course.wrong.length > 0) break;
      if (leftover !== undefined && end.names) imports[end.names[0] as string] = leftover;
      else if (/cannot be taken over|choose another id or delete/.test(error)) discard(driver.gateway, error);
      else await ended(course, () => driver.refresh());
    } else if (again > 0) {
      course.unseen.clear();
      return settled(course, course.program);
    }
    const program = course.program.map((declared) => {
      const from = imports[declared.name];
      return from === undefined ? declared : { ...declared, options: { ...declared.options, import: from } };
    });
    attempt(course, program);
    end = await ended(course, () => driver.up(program));
    course.log.push(
      `up again${Object.keys(imports).length > 0 ? `, importing ${JSON.stringify(imports)}` : ""}: ${how(end)}`,
    );
    if (end.error === undefined && again === 0 && first.error === undefined) course.unseen.clear();
  }
  course.wrong.push(`without faults: ${end.error ?? "it does not come to rest"}`);
}

function discard(gateway: Emulator, error: string): void {
  const name = /accounts\/[^/\s]+\/[a-zA-Z]+\/[\w.-]+/.exec(error)?.[0];
  if (name) gateway.remove(name);
}

async function leave(course: Course): Promise<void> {
  const { driver, known } = course;
  const end = await ended(course, () => driver.destroy());
  if (end.error !== undefined) course.wrong.push(`destroy: ${end.error}`);
  course.wrong.push(...differences(driver.gateway, [], await driver.held(), known));
}

async function happen(course: Course, event: Event): Promise<void> {
  const { driver, log } = course;
  const { gateway } = driver;
  log.push(
    Object.values(event)
      .map((value) => (typeof value === "object" ? "" : value))
      .join(" "),
  );
  switch (event.event) {
    case "wait":
      return gateway.clock.advance(event.minutes * 60_000);
    case "preview":
      return looked(course);
    case "stranger":
      return stranger(course, event.form);
    case "refresh":
    case "destroy": {
      const before = new Set(objectsOf(gateway).map(({ name }) => String(name)));
      const end = await ended(course, () => driver[event.event](event.trouble ?? undefined));
      log.push(`${event.event}${inWords(event.trouble)}: ${how(end)}`);
      if (event.event === "destroy" && end.error === undefined) course.unseen.clear();
      if (end.error === undefined) return;
      if (!event.trouble) course.wrong.push(`${event.event}: ${end.error}`);
      if (!event.trouble?.kill) course.wrong.push(...badWords(end));
      return troubled(course, end, before);
    }
    default:
      return drift(course, event, pick(await driver.held(), event.which));
  }
}

/** A preview sends nothing but questions, and fails only where `up` would. */
async function looked({ driver, program, wrong }: Course): Promise<void> {
  await driver.preview(program);
  const written = driver.gateway
    .journal()
    .filter(({ method, query }) => method !== "GET" && query.validateOnly !== "true");
  wrong.push(...written.map(({ method, path }) => `preview sent ${method} ${path}`));
}

/** Somebody makes an object of a kind that the program has too. */
async function stranger({ driver, known }: Course, form: number): Promise<void> {
  const sample = pick(samples, form);
  const id = `stranger-${known.others.size}`;
  if (!sample || sample.type === "Secret" || sample.type === "DeployedModel") return;
  const had = new Set(objectsOf(driver.gateway).map(({ name }) => String(name)));
  await post(driver.gateway, sample.byHand(id));
  driver.gateway.clock.advance("1m");
  for (const object of objectsOf(driver.gateway)) {
    const name = String(object.name);
    if (!had.has(name)) known.others.set(name, driver.gateway.get(name) as Json);
  }
}

type Drift = Extract<Event, { event: "change" | "write" | "vanish" | "discard" }>;

/** Somebody else changes what state holds. */
async function drift({ driver, known, unseen, log }: Course, event: Drift, held: Held | undefined): Promise<void> {
  const { gateway } = driver;
  const object = held && gateway.get(held.id);
  if (!held || !object) return;
  const { kind, id, name, outputs } = held;
  if (event.event === "vanish") {
    // Nobody can delete what others use.
    if (kind.type === "Deployment" || kind.type === "Model" || kind.type === "User") return;
    gateway.remove(id);
    unseen.add(name);
    return;
  }
  if (event.event === "discard") {
    if (kind.type !== "Deployment") return;
    const answer = await fetch(`${gateway.url}/v1/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${gateway.apiKey}` },
    });
    if (!answer.ok) return;
    gateway.clock.advance("1m");
    unseen.add(name);
    return;
  }
  const managed = event.event === "change";
  const fields = Object.entries(forms.find((form) => form.kind === kind)?.fields ?? {}).filter(([key]) => {
    const { immutable, inputOnly, createOnly } = behaviour(kind.fields.shape[key]);
    const own = bodyKeys(kind).includes(key) && !immutable && !inputOnly && !createOnly;
    return own && key in outputs === managed && (managed || !(key in (known.attempted.get(name) ?? {})));
  });
  const [key, values] = pick(fields, event.field) ?? [];
  if (key === undefined || values === undefined) return;
  const value = pick(values, event.value);
  gateway.put({ name: id, [key]: value });
  log.push(`somebody sets ${key} of ${name} to ${JSON.stringify(value)}`);
  if (managed) unseen.add(name);
  else known.written.push({ id, made: object.createTime, key, value });
}
