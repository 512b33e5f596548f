import type { Json, Kind } from "../provider.mts";
import { type Form, forms, own } from "./catalogue.mts";

/** A resource as a program declares it; `${other.name}` among the arguments stands for another's name. */
export interface Declared {
  name: string;
  type: string;
  args: Json;
  options: { deleteBeforeReplace?: true; import?: string };
}

/** In the order in which it declares them: what is referred to stands before. */
export type Program = readonly Declared[];

/** How one resource is to be declared, before it is clear which others there are. */
export interface Draft {
  form: number;
  slot: number;
  base: number;
  fields: Json;
  link: number;
  pinned?: true;
  first?: true;
}

export type Drafts = readonly Draft[];

/** Its numbers mean something only among what there is: whatever is left out of a sequence, the rest still makes sense. */
export type Edit =
  | { edit: "add"; form: number; slot: number; base: number; link: number }
  | { edit: "remove" | "pin" | "order"; which: number }
  | { edit: "base"; which: number; base: number }
  | { edit: "link"; which: number; link: number }
  | { edit: "set"; which: number; field: number; value: number }
  | { edit: "clear"; which: number; field: number }
  | { edit: "back"; to: number };

export const SLOTS = 2;

export const pick = <T,>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
const formOf = ({ form }: Draft): Form => pick(forms, form) as Form;
const slug = ({ title }: Form) => title.toLowerCase().replaceAll(/[^a-z]+/g, "-");
export const nameOf = (draft: Draft) => `${slug(formOf(draft))}-${draft.slot}`;

export const edited = (drafts: Drafts, edit: Edit, history: readonly Drafts[]): Drafts => {
  if (edit.edit === "back") return history.at(-2 - edit.to) ?? drafts;
  if (edit.edit === "add") return added(drafts, edit);
  const chosen = pick(drafts, edit.which);
  if (!chosen) return drafts;
  if (edit.edit === "remove") return drafts.filter((draft) => draft !== chosen);
  const next = altered(chosen, edit);
  return drafts.map((draft) => (draft === chosen ? next : draft));
};

function added(drafts: Drafts, { form, slot, base, link }: Edit & { edit: "add" }): Drafts {
  const draft = { form: form % forms.length, slot: slot % SLOTS, base, link, fields: {} };
  return drafts.some((one) => nameOf(one) === nameOf(draft)) ? drafts : [...drafts, draft];
}

type Alteration = Exclude<Edit, { edit: "back" | "add" }>;

function altered(draft: Draft, edit: Alteration): Draft {
  const { first, pinned, ...rest } = draft;
  const { fields } = formOf(draft);
  switch (edit.edit) {
    case "base":
      return { ...draft, base: edit.base };
    case "link":
      return { ...draft, link: edit.link };
    case "pin":
      return pinned || !pins(formOf(draft).kind)
        ? { ...rest, ...(first ? { first } : {}) }
        : { ...draft, pinned: true };
    case "order":
      return first ? { ...rest, ...(pinned ? { pinned } : {}) } : { ...draft, first: true };
    case "clear": {
      const key = pick(Object.keys(draft.fields), edit.field);
      return { ...draft, fields: Object.fromEntries(Object.entries(draft.fields).filter(([one]) => one !== key)) };
    }
    case "set": {
      const [key, values] = pick(Object.entries(fields), edit.field) ?? [];
      if (key === undefined || values === undefined) return draft;
      return { ...draft, fields: { ...draft.fields, [key]: pick(values, edit.value) } };
    }
    default:
      return draft;
  }
}

/** A user is never replaced. */
const pins = (kind: Kind) =>
  kind.idField !== undefined && kind.idField in kind.fields.shape && kind.irreplaceable === undefined;

/** What is referred to comes first: no form refers to a later one of these. */
const RANK = ["User", "Model", "DeploymentShape", "Deployment"];
const rank = (draft: Draft) => {
  const at = RANK.indexOf(formOf(draft).kind.type);
  return at < 0 ? RANK.length : at;
};

export function programOf(drafts: Drafts): Program {
  const sorted = drafts
    .map((draft, at) => ({ draft, at }))
    .sort((a, b) => rank(a.draft) - rank(b.draft) || a.at - b.at);
  return sorted.map(({ draft }) => declaredAs(draft, drafts));
}

function declaredAs(draft: Draft, drafts: Drafts): Declared {
  const { kind, bases } = formOf(draft);
  const args: Json = {
    ...own(pick(bases, draft.base) as Json, draft.slot),
    ...draft.fields,
    ...linksOf(draft, drafts),
  };
  if (draft.pinned) args[kind.idField as string] = `pinned-${nameOf(draft)}`;
  return { name: nameOf(draft), type: kind.type, args, options: draft.first ? { deleteBeforeReplace: true } : {} };
}

/** What somebody else made is as good as a resource: each may be referred to. A pinned one is gone while it is replaced. */
function linksOf(draft: Draft, drafts: Drafts): Json {
  const { links, bases } = formOf(draft);
  return Object.fromEntries(
    Object.entries(links).flatMap(([field, titles]) => {
      const fits = drafts.filter(
        (one) =>
          titles.includes(formOf(one).title) &&
          !one.pinned &&
          !one.first &&
          (field !== "model" || one.slot === draft.slot),
      );
      const target = draft.link % (fits.length + 1) === fits.length ? undefined : pick(fits, draft.link);
      if (!target) return [];
      const reference = `\${${nameOf(target)}.name}`;
      return [[field, Array.isArray(bases[0]?.[field]) ? [reference] : reference]];
    }),
  );
}
