import type { Place } from "./scene.mts";
import { held, loseState, readState, writeState } from "./scene.mts";
import {
  type Age,
  declares,
  destroy,
  dev,
  type End,
  elsewhere,
  refresh,
  type Situation,
  type Step,
  staging,
  up,
} from "./steps.mts";
import { derived, onlyOne, type Subject, serverMade, stays } from "./subjects.mts";

const taken: End = { refused: /exists already|is loaded on/ };

/** Another stack's object has the name that this one would give: it is named, and nothing happens to it. */
const namesake = (subject: Subject): End => (serverMade(subject) && !onlyOne(subject) ? "anew" : taken);

/** Derived ids follow from the stack's name, too. */
const neighbour = (subject: Subject): End => (derived(subject) ? "anew" : namesake(subject));

const init = (by: Place): Step => ({ does: "stack init", by, args: ["stack", "init", by.stack], ends: () => "any" });

const production: Place = { backend: "here", stack: "production" };

const rename: Step = {
  does: "stack rename",
  by: dev,
  args: ["stack", "rename", production.stack],
  ends: () => "any",
};

const move: Step = {
  does: "state move",
  by: dev,
  args: (scene) => {
    const urns = held(scene, dev).map(({ urn }) => urn);
    return ["state", "move", "--yes", "--source", dev.stack, "--dest", staging.stack, ...urns];
  },
  ends: () => "forgotten",
};

/** What follows the first attempt is the second, which must find no more. */
const twice = (by: Place, ends: (subject: Subject, age: Age) => End): Step[] => [
  up(by, { ends }),
  up(by, { ends: (subject, age) => (ends(subject, age) === "anew" ? "kept" : ends(subject, age)) }),
];

const ended = (by: Place, rest: Place): Step[] => [destroy(by), refresh(rest), up(rest)];

const replaced = declares({ args: ({ sample }) => sample.replaced ?? sample.args });

/** What was made since is known to nobody. */
const found = (subject: Subject): End => {
  if (stays(subject)) return "kept";
  return subject.pinned || (serverMade(subject) && !onlyOne(subject)) ? "anew" : taken;
};

export const stacks: readonly Situation[] = [
  {
    title: "two stacks of one program",
    always: "young",
    steps: [...twice(staging, neighbour), ...ended(staging, dev)],
  },
  {
    title: "two backends with the same names",
    always: "young",
    steps: [...twice(elsewhere, namesake), ...ended(elsewhere, dev)],
  },
  {
    title: "stack rename, and a new stack of the old name",
    always: "young",
    steps: [rename, init(dev), ...twice(dev, namesake), ...ended(dev, production)],
  },
  {
    title: "state move, and then up of the source",
    always: "young",
    steps: [move, ...twice(dev, namesake), ...ended(dev, staging)],
  },
  {
    title: "a lost state file",
    steps: [
      { does: "the state file is lost", act: (scene) => loseState(scene, dev) },
      init(dev),
      ...twice(dev, namesake),
      destroy(dev),
    ],
  },
  {
    title: "a restored old state file",
    steps: [
      {
        does: "the state is kept",
        act: (scene) => {
          scene.kept = readState(scene, dev);
        },
      },
      replaced,
      up(dev, { ends: (subject) => (stays(subject) ? "kept" : "anew") }),
      { does: "the old state is restored", act: (scene) => writeState(scene, dev, scene.kept as string) },
      up(dev, { ends: found }),
    ],
  },
];
