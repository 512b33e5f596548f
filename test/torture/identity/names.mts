import { declares, dev, type End, type Situation, type Step, up, upUntilFailure } from "./steps.mts";
import { type Declaration, onlyOne, type Subject, serverMade } from "./subjects.mts";

const other = ({ name }: Subject) => `${name}-other`;

const renamed: Declaration = { name: other, options: ({ name }) => `aliases: [{ name: "${name}" }]` };

const provider = (name: string) =>
  `const ${name} = new fireworks.Provider("${name}", { apiKey: process.env.FIREWORKS_API_KEY, accountId: "emulator", baseUrl: process.env.FIREWORKS_BASE_URL });`;

const through = (name: string): Declaration => ({ before: provider(name), options: () => `provider: ${name}` });

const under = (more: string): Declaration => ({
  before: 'const team = new Team("team");',
  options: () => `parent: team, ${more}`,
});

/** Commands work in another account from here on. */
const move = (account: string): Step => ({
  does: `the account is ${account}`,
  act: (scene) => {
    scene.account = account;
  },
});

const moved = (subject: Subject): End => {
  if (subject.pinned || (serverMade(subject) === false && subject.kind.deriveId !== undefined))
    return { refused: /aliases/ };
  return onlyOne(subject) ? { refused: /in this stack's state is that/ } : "anew";
};

export const names: readonly Situation[] = [
  {
    title: "renaming with an alias, and the old name used again",
    ages: ["young"],
    steps: [
      declares(renamed),
      up(dev, { named: other }),
      declares(renamed, {}),
      up(dev, { ends: () => "any", fails: /is the id of .* too .*: one object, one resource/ }),
      declares(renamed),
      up(dev, { named: other }),
    ],
  },
  {
    title: "a new parent",
    ages: ["young"],
    steps: [declares(under("aliases: [{ parent: pulumi.rootStackResource }]")), up(dev), declares(under("")), up(dev)],
  },
  { title: "a new parent without an alias", steps: [declares(under("")), up(dev, { ends: moved })] },
  {
    title: "another provider with the same account",
    ages: ["young"],
    steps: [declares(through("one")), up(dev), declares(through("two")), up(dev), declares({}), up(dev)],
  },
  {
    title: "another account",
    ages: ["young"],
    steps: [move("second"), declares({}), up(dev, { ends: () => "anew" })],
  },
  {
    title: "another account, and a key that opens that alone",
    ages: ["young"],
    steps: [
      move("third"),
      declares({}),
      {
        ...up(dev, { ends: () => "any", fails: /accounts\/emulator\/.*, so it may well exist\. Nothing was changed/ }),
        // To go on after a deletion before a replacement has failed makes the engine hang (pulumi/pulumi#16373).
        args: upUntilFailure,
      },
    ],
  },
];
