import { copyFileSync, mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { destroy, type Life, refresh, up } from "../life.mts";
import type { Emulator, Json } from "../provider.mts";
import type { Sample } from "../samples.mts";
import { SPEED } from "../world.mts";
import { jump, rightAgain, setDate, stopwatch } from "./clocks.mts";

export interface Scene {
  life: Life;
  sample: Sample;
  gateway: Emulator;
  /** What rows showed and what was warned of, so far. */
  said: readonly string[];
  /** Called one after the other, each when a row says that something is waited for. */
  whileWaiting: (...acts: (() => void)[]) => void;
  wrong: string[];
  expect: (what: string, held: boolean) => void;
}

export interface Situation {
  name: string;
  has?: (sample: Sample) => boolean;
  /** Answers whether there was anything to wait for. */
  act: (scene: Scene) => Promise<boolean>;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const YEAR = 365 * 24 * HOUR;
/** So long the gateway takes for everything, where it is slow. */
const SLOW = 5 * HOUR;
/** In seconds: long enough for requests on a busy machine, and short enough to wait for. */
const LIMIT = 60;

const quick = new WeakMap<Emulator, Emulator["settings"]["timing"]>();

function slow(gateway: Emulator, takes = SLOW): void {
  const { timing } = gateway.settings;
  quick.set(gateway, quick.get(gateway) ?? { ...timing });
  for (const key of Object.keys(timing)) Object.assign(timing, { [key]: takes / SECOND });
}

/** What was begun meanwhile ends, too. */
function fast(gateway: Emulator): void {
  const known = quick.get(gateway);
  if (!known) return;
  Object.assign(gateway.settings.timing, known);
  gateway.clock.advance(2 * SLOW);
}

async function failure(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const id = ({ held }: Life): string | undefined => held.current?.id;

/** Whoever waits in vain says for what, how long, and what would allow more. */
function honest({ expect, life }: Scene, error: string, option: string, seconds: number): void {
  const named = [id(life), id(life)?.split("/").at(-1)].some((name) => name && error.includes(name));
  expect(`does not name the object: ${error}`, named);
  expect(`does not name the option: ${error}`, error.includes(`customTimeouts: { ${option}: "`));
  expect(`does not say how long: ${error}`, new RegExp(`after (${seconds} s|\\d+m\\d\\ds|\\d+s)`).test(error));
  expect(`has a stack: ${error}`, !/\n\s+at /.test(error));
}

/** A limit ends a command, what it made is in state, and the same command carries on. */
function limit(option: "create" | "update" | "delete", before: "nothing" | "made", shift?: number): Situation["act"] {
  return async (scene) => {
    const { life, sample, gateway, expect } = scene;
    const command: Record<typeof option, () => Promise<void>> = {
      create: () => up(life, sample.args),
      update: () => up(life, sample.changed),
      delete: () => destroy(life),
    };
    life.options.customTimeouts = option === "delete" ? { delete: LIMIT } : {};
    if (before === "made") await up(life, sample.args);
    const made = life.held.current;
    slow(gateway);
    life.options.customTimeouts = { [option]: LIMIT };
    if (shift !== undefined) scene.whileWaiting(() => setDate(shift));
    const passed = stopwatch();
    const error = await failure(command[option]);
    const seconds = (passed() * SPEED) / SECOND;
    rightAgain();
    fast(gateway);
    if (error === undefined) return false;
    honest(scene, error, option, LIMIT);
    expect(`ended after ${seconds} s`, seconds >= LIMIT);
    expect("is not in state", life.held.current !== undefined);
    if (option !== "create") expect("is another in state", life.held.current?.id === made?.id);
    const kept = id(life);
    await command[option]();
    if (option === "delete") return true;
    expect(`was ${kept} and is ${id(life)}`, id(life) === kept);
    await calm(scene, option === "create" ? sample.args : sample.changed);
    return true;
  };
}

/** Nothing is left to do. */
async function calm({ life, gateway, expect }: Scene, program: Json): Promise<void> {
  await refresh(life);
  gateway.clearJournal();
  await up(life, program);
  expect("there was still something to do", gateway.journal().length === 0);
}

/** A wait that is to end well, and what happens during it. */
function wait(
  limits: Json,
  during: ((gateway: Emulator) => void)[],
  { takes = SLOW, shown }: { takes?: number; shown?: RegExp } = {},
): Situation["act"] {
  return async (scene) => {
    const { life, sample, gateway, said, expect } = scene;
    let acts = 0;
    slow(gateway, takes);
    scene.whileWaiting(
      ...during.map((act) => () => {
        acts++;
        act(gateway);
      }),
    );
    life.options.customTimeouts = limits as Record<string, number>;
    const error = await failure(() => up(life, sample.args));
    rightAgain();
    fast(gateway);
    expect(`failed: ${error}`, error === undefined);
    // Whoever has waited through all of it has said how long.
    if (acts === during.length && shown)
      expect(
        `did not say ${shown}`,
        said.some((message) => shown.test(message)),
      );
    if (acts > 0) await calm(scene, sample.args);
    return acts > 0;
  };
}

/** A creation that its limit has cut off goes on as an update; what was raised is the limit that the error named. */
async function raised(scene: Scene): Promise<boolean> {
  const { life, sample, gateway, expect } = scene;
  slow(gateway);
  life.options.customTimeouts = { create: 10 };
  const error = await failure(() => up(life, sample.args));
  if (error === undefined || life.held.current === undefined) return false;
  life.options.customTimeouts = { create: 3600, update: 10 };
  scene.whileWaiting(
    () => pass(0.1),
    () => gateway.clock.advance(2 * SLOW),
  );
  const again = await failure(() => up(life, sample.args));
  fast(gateway);
  expect(`did not wait on: ${again}`, again === undefined);
  return true;
}

/** Time that nobody has to wait for. */
const pass = (hours: number) => jump((hours * HOUR) / SPEED);

/** The state is lost, and the program makes again what there is already. */
function lost(hours: number, shift: number, taken: boolean): Situation["act"] {
  return async ({ life, sample, gateway, said, expect }) => {
    await up(life, sample.args);
    const made = id(life);
    life.held = { condemned: [] };
    gateway.clock.advance(hours * HOUR);
    setDate(shift);
    const error = await failure(() => up(life, sample.args));
    rightAgain();
    if (taken) {
      expect(`was not taken over: ${error}`, error === undefined && id(life) === made);
      expect(
        "did not say so",
        said.some((message) => message.includes("Taking over")),
      );
    } else expect(`does not name import: ${error}`, error?.includes(`import: "${made}"`) === true);
    return true;
  };
}

/** The only kinds that bear both a mark and a date. */
const isMarked = ({ type }: Sample) => type === "Deployment";

const hasFile = ({ args }: Sample) => (args.source as Json | undefined)?.file !== undefined;

/** A moment of the gateway's clock, which is not this machine's. */
function retryAt(shift: number): Situation["act"] {
  return async ({ life, sample, gateway, expect }) => {
    const pause = 20;
    const at = new Date(gateway.clock.now().getTime() + (pause + 1) * SECOND).toUTCString();
    const action = { status: 503, headers: { "retry-after": at }, body: { code: 14, message: "later" } };
    // Nobody insists on a list: what is asked instead meets the second.
    gateway.faults.add({ method: "GET", times: 2, action });
    setDate(shift);
    const passed = stopwatch();
    await up(life, sample.args);
    await refresh(life);
    rightAgain();
    const seconds = (passed() * SPEED) / SECOND;
    expect(`went on after ${seconds} s`, seconds >= pause - 2);
    return true;
  };
}

/** Content is known by what is in it, whatever clock its times are from. */
function content(shift: number): Situation["act"] {
  return async ({ life, expect }) => {
    const folder = `content-${Math.abs(shift)}-${process.hrtime.bigint()}`;
    const file = `${folder}/rows.jsonl`;
    mkdirSync(folder);
    copyFileSync("first.jsonl", file);
    const hour = new Date(Date.now() - HOUR);
    utimesSync(file, hour, hour);
    const args = { source: { file } };
    await up(life, args);
    const before = id(life);
    const { size, mtime } = statSync(file);
    setDate(shift);
    writeFileSync(file, '{"messages": [{"role": "user", "content": "other"}]}\n');
    utimesSync(file, mtime, mtime);
    expect("the file is not of the same size", statSync(file).size === size);
    await up(life, args);
    rightAgain();
    expect("the change was not seen", id(life) !== before);
    return true;
  };
}

const clocks: [string, number][] = [
  ["three hours ahead", 3 * HOUR],
  ["three hours behind", -3 * HOUR],
  ["ten years ahead", 10 * YEAR],
  ["ten years behind", -10 * YEAR],
];

export const situations: readonly Situation[] = [
  { name: "the limit of create", act: limit("create", "nothing") },
  { name: "the limit of create, raised", act: raised },
  { name: "the limit of update", act: limit("update", "made") },
  { name: "the limit of delete", act: limit("delete", "made") },
  { name: "the limit of delete is stored when it is set", act: stored },
  { name: "hours", act: wait({ create: 12 * 3600 }, [() => pass(4), () => pass(2)], { shown: /\(4h\d\dm of 12h\)/ }) },
  {
    name: "days",
    act: wait({ create: 100 * 3600 }, [() => pass(48), () => pass(20)], {
      takes: 60 * HOUR,
      shown: /\(48h\d\dm of 100h\)/,
    }),
  },
  { name: "the machine slept, and time stood still", act: wait({}, [(gateway) => gateway.clock.advance(8 * HOUR)]) },
  { name: "the machine slept beyond the limit", act: wait({}, [() => pass(8)]) },
  ...clocks.flatMap(([name, by]): Situation[] => [
    { name: `the clock is set ${name}, and the limit holds`, act: limit("create", "nothing", by) },
    {
      name: `the clock is set ${name}`,
      act: wait({ create: 12 * 3600 }, [() => setDate(by), (gateway) => gateway.clock.advance(6 * HOUR)]),
    },
    {
      name: `what is two hours old is not taken over, the clock being ${name}`,
      has: isMarked,
      act: lost(2, by, false),
    },
    { name: `what was just made is taken over, the clock being ${name}`, has: isMarked, act: lost(0, by, true) },
    { name: `a moment to try again, the clock being ${name}`, act: retryAt(by) },
    { name: `a file changes, the clock being ${name}`, has: hasFile, act: content(by) },
  ]),
];

/** Only then, for state alone, and obeyed when the program is gone: `the limit of delete` has seen to that. */
async function stored({ life, sample, gateway, expect }: Scene): Promise<boolean> {
  const inState = () => [life.held.current?.inputs.deleteTimeout, life.held.current?.outputs.deleteTimeout];
  await up(life, sample.args);
  expect(
    "state has a limit that nobody set",
    inState().every((one) => one === undefined),
  );
  for (const [limits, seconds] of [
    [{ delete: 1234 }, 1234],
    [{ delete: 4321 }, 4321],
    [{}, undefined],
  ] as const) {
    life.options.customTimeouts = limits;
    gateway.clearJournal();
    await up(life, sample.args);
    const sent = gateway.journal().map(({ method, path }) => `${method} ${path}`);
    expect(`a limit of ${seconds} sent ${sent}`, sent.length === 0);
    expect(
      `state has ${inState()} instead of ${seconds}`,
      inState().every((one) => one === seconds),
    );
  }
  return true;
}
