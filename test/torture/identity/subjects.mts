import { type Json, type Kind, kinds } from "../provider.mts";
import { ACCOUNT, type Sample, samples } from "../samples.mts";

/** One resource of the program: every kind is there with the id that is derived and, where one can be pinned, with that too. */
export interface Subject {
  /** The logical name. */
  name: string;
  kind: Kind;
  sample: Sample;
  pinned: boolean;
}

const kindOf = ({ type }: Sample): Kind => {
  const kind = kinds.find((one) => one.type === type);
  if (!kind) throw new Error(`there is no kind ${type}`);
  return kind;
};

/** Whether a program can say the id: the service makes some, and some follow from other fields. */
const pinnable = ({ idField, fields }: Kind) => idField !== undefined && idField in fields.shape;

function subjectsOf(sample: Sample): Subject[] {
  const kind = kindOf(sample);
  const word = [sample.type, ...(sample.variant ?? "").split(" ")].filter(Boolean).join("-").toLowerCase();
  const derived = { name: `${word}-derived`, kind, sample, pinned: false };
  return pinnable(kind) ? [derived, { ...derived, name: `${word}-pinned`, pinned: true }] : [derived];
}

/** How content is uploaded is no matter of identity. */
export const subjects: readonly Subject[] = samples.filter(({ env }) => env === undefined).flatMap(subjectsOf);

export const serverMade = ({ kind }: Subject) => kind.idField === undefined;
/** Its id follows from what the program says besides: the same in every stack. */
export const fixed = ({ kind, pinned }: Subject) => !pinned && kind.deriveId !== undefined;
export const derived = (subject: Subject) => !subject.pinned && !serverMade(subject) && !fixed(subject);
/** Only one of its like can be, whoever makes it. */
export const onlyOne = ({ kind }: Subject) => kind.type === "DeployedModel";
/** The API deletes none. */
export const stays = ({ sample }: Subject) => sample.survives === true;

export interface Declaration {
  /** Which of the sample's programs; the first by default. */
  args?: (subject: Subject) => Json;
  /** The logical name, where it is another. */
  name?: (subject: Subject) => string;
  /** Resource options, as JavaScript. */
  options?: (subject: Subject) => string;
  /** What comes before, as JavaScript. */
  before?: string;
  /** Another account than the sample's. */
  account?: string;
}

const declared = (subject: Subject, { args, name, options, account }: Declaration): string => {
  const pinned = subject.pinned ? { [subject.kind.idField as string]: subject.name } : {};
  const given = JSON.stringify({ ...(args ?? firstArgs)(subject), ...pinned });
  const placed = account === undefined ? given : given.replaceAll(`${ACCOUNT}/`, `accounts/${account}/`);
  const logical = JSON.stringify((name ?? nameOf)(subject));
  return `new fireworks.${subject.kind.type}(${logical}, ${placed}, {${options?.(subject) ?? ""}});`;
};

const nameOf = ({ name }: Subject) => name;
const firstArgs = ({ sample }: Subject) => sample.args;

const HEAD = [
  'const pulumi = require("@pulumi/pulumi");',
  'const fireworks = require("pulumi-fireworks");',
  'class Team extends pulumi.ComponentResource { constructor(name) { super("test:Team", name); } }',
];

export function programOf(all: readonly Subject[], ...declarations: Declaration[]): string {
  const lines = declarations.flatMap((one) => [one.before ?? "", ...all.map((subject) => declared(subject, one))]);
  return `${[...HEAD, ...lines].join("\n")}\n`;
}
