import { held, type Scene } from "./scene.mts";
import { declares, destroy, dev, type End, refresh, type Situation, type Step, up } from "./steps.mts";
import { onlyOne, type Subject, serverMade } from "./subjects.mts";

/** Those that the service keeps for a while after they were deleted. */
const buried = ({ kind, sample }: Subject) => kind.states.gone !== undefined && !sample.survives;

const idsOf = (scene: Scene, which: (subject: Subject) => boolean) => {
  const names = scene.subjects.filter(which).map(({ name }) => name);
  return held(scene, dev)
    .filter(({ urn }) => names.some((name) => urn.endsWith(`::${name}`)))
    .flatMap(({ id }) => id ?? []);
};

const softly = async ({ url, apiKey }: Scene["gateway"], name: string): Promise<void> => {
  const answer = await fetch(`${url}/v1/${name}`, { method: "DELETE", headers: { authorization: `Bearer ${apiKey}` } });
  if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
};

interface Way {
  title: string;
  /** Whom it befalls. */
  who: (subject: Subject) => boolean;
  happens: (scene: Scene) => void | Promise<void>;
}

const WAYS: readonly Way[] = [
  {
    title: "deleted behind the stack's back",
    who: () => true,
    happens: (scene) => {
      for (const id of idsOf(scene, () => true)) scene.gateway.remove(id);
    },
  },
  {
    title: "soft-deleted",
    who: buried,
    happens: async (scene) => {
      for (const id of idsOf(scene, buried)) await softly(scene.gateway, id);
      scene.gateway.clock.advance("1m");
    },
  },
  { title: "idle-deleted", who: buried, happens: ({ gateway }) => gateway.clock.advance("8d") },
];

const changed = (who: Way["who"]): Step =>
  declares({ args: (subject) => (who(subject) ? subject.sample.changed : subject.sample.args) });

/** The engine keeps the id that it knows, so that what has another one each time needs a refresh. */
const updated = (subject: Subject): End => {
  if (!serverMade(subject)) return "anew";
  return onlyOne(subject) ? { refused: /pulumi refresh/ } : "kept";
};

const situationsOf = ({ title, who, happens }: Way): Situation[] => {
  const it: Step = { does: title, act: happens };
  const only =
    (end: (subject: Subject) => End) =>
    (subject: Subject): End =>
      who(subject) ? end(subject) : "kept";
  return [
    { title: `${title}, then up`, ages: ["young"], steps: [it, changed(who), up(dev, { ends: only(updated) })] },
    {
      title: `${title}, then refresh and up`,
      ages: ["young"],
      steps: [it, refresh(dev, { ends: only(() => "none") }), up(dev, { ends: only(() => "anew") })],
    },
    { title: `${title}, then destroy`, ages: ["young"], steps: [it, destroy(dev)] },
  ];
};

export const gone: readonly Situation[] = WAYS.flatMap(situationsOf);
