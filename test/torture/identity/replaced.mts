import type { Json } from "../provider.mts";
import { held, type Scene } from "./scene.mts";
import { declares, dev, type End, type Situation, type Step, up } from "./steps.mts";
import { onlyOne, type Subject, serverMade, stays } from "./subjects.mts";

const urns = (scene: Scene) => held(scene, dev).map(({ urn }) => urn);

/** What is there twice for a moment has an id of its own each time, or is deleted first because the program says so. */
const forced = (subject: Subject): End => {
  if (stays(subject) && subject.pinned) return remains;
  if (subject.pinned || (serverMade(subject) && !onlyOne(subject))) return "anew";
  return { refused: /deleteBeforeReplace: true/ };
};

/** Nobody can delete it first: it is there still, and is named. */
const remains: End = { refused: /import: "/ };

const deletedFirst = (subject: Subject): End => (stays(subject) ? remains : "anew");

const before = declares({ options: () => "deleteBeforeReplace: true" });

const taint: Step = {
  does: "state taint",
  by: dev,
  args: (scene) => ["state", "taint", "--yes", ...urns(scene)],
};

const targeted = (ends: NonNullable<Step["ends"]>): Step => ({
  ...up(dev, { ends }),
  does: "up --target-replace",
  args: (scene) => [...(up(dev).args as string[]), ...urns(scene).flatMap((urn) => ["--target-replace", urn])],
});

/** A property that can change in place, and so that only the option makes a replacement. */
const movable = ({ sample: { args, changed } }: Subject): string =>
  Object.keys(changed).find((key) => JSON.stringify(args[key]) !== JSON.stringify(changed[key])) as string;

const moved = (subject: Subject): Json => {
  const key = movable(subject);
  return { ...subject.sample.args, [key]: subject.sample.changed[key] };
};

const option = (subject: Subject) => `replaceOnChanges: ["${movable(subject)}"]`;

export const replaced: readonly Situation[] = [
  {
    title: "taint",
    always: "young",
    steps: [taint, up(dev, { ends: forced }), before, taint, up(dev, { ends: deletedFirst })],
  },
  { title: "--target-replace", steps: [targeted(forced), before, targeted(deletedFirst)] },
  {
    title: "replaceOnChanges",
    steps: [
      declares({ args: moved, options: option }),
      up(dev, { ends: forced }),
      declares({ args: moved, options: (subject) => `${option(subject)}, deleteBeforeReplace: true` }),
      up(dev, { ends: (subject) => (forced(subject) === "anew" ? "kept" : deletedFirst(subject)) }),
    ],
  },
];
