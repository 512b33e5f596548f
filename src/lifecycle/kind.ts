import type * as z from "zod";
import type { Client, RequestOptions } from "../client/client";
import type { Json } from "../client/json";
import type { Finding, Outlook, Prospect } from "./preview";
import type { Run } from "./run";

export type { Json };

/**
 * What happens to a field besides being changed in place by PATCH. Stands in the `.meta()` of the field's zod schema,
 * from where types, checks, request bodies, masks, drift and documentation take it.
 */
export interface Behaviour {
  /** A change replaces the object. */
  immutable?: true;
  /** The API never returns it: what state holds stands. */
  inputOnly?: true;
  /** An option of the create request alone: a later change is no diff. */
  createOnly?: true;
  /** An option of the delete request: a change renews state and sends nothing. */
  deleteOnly?: true;
  /** Encrypted in state and never printed. */
  secret?: true;
  /** Ours: never sent to the gateway. */
  local?: true;
  /** Sent as a query parameter of the create request instead of in its body. */
  query?: true;
  /** A list compared as a set. */
  unordered?: true;
  /** Compared by value: `"60s"` is `"60.0s"`, `"7"` is `7`; `json` is another value as soon as it is written otherwise. */
  format?: "duration" | "int64" | "timestamp" | "json";
  /** The enumeration's first value, which the API may leave out where its name does not say so (`…_UNSPECIFIED`). */
  zero?: string;
  /** The server stores another spelling: a deployment shape becomes one of its versions. */
  rewritten?: "version";
  /** What holds when the field is left out, for the reference page. */
  default?: string;
  /** Values that the specification knows; others are passed on. */
  suggestions?: readonly string[];
}

declare module "zod" {
  interface GlobalMeta extends Behaviour {}
}

export interface Failure {
  property: string;
  reason: string;
}

/** A check over several fields. Fields whose value is not known yet are absent from `known`; `given` has their keys. */
export type Rule = (known: Json, given: ReadonlySet<string>) => Failure | Failure[] | undefined;

/** What a wait makes of an object: `done`, `pending` with what to tell the user, or `failed` with the reason. */
export type Verdict = { is: "done" } | { is: "pending"; why: string } | { is: "failed"; why: string };

export interface Enriched {
  inputs: Json;
  failures: Failure[];
  warnings?: string[];
}

/** What `enrich` may want to know besides the inputs. */
export interface Circumstances {
  /** The program names an object to take over: nothing has to be made. */
  importing: boolean;
  /** Shown in the resource's row while it lasts. */
  say: (message: string) => void;
}

export interface Kind {
  /** The resource's type, as in `new fireworks.Deployment`. */
  type: string;
  /** The collection's segment in full names: `accounts/a/deployments/x`. */
  collection: string;
  /** The field that pins the API's id. Absent where the server makes the id. */
  idField?: string;
  /** The documentation of the class: first line, then paragraphs. */
  doc: { summary: string; example: string; replaced: string; leftAlone: string; tornDown: string };
  fields: z.ZodObject;
  outputs: z.ZodObject;
  /** Properties of the specification's schema that are neither argument nor output, each with the reason. */
  leftOut: Record<string, string>;
  rules?: readonly Rule[];
  states: {
    /** States that end a wait well. */
    ready: readonly string[];
    /** Made, but not finished: what an interrupted run leaves. */
    unfinished: readonly string[];
    failed?: readonly string[];
    /** On its way out. */
    closing?: readonly string[];
    /** A tombstone: the object is gone, its id is not free. */
    gone?: readonly string[];
  };
  /** Limits of the waits in seconds. */
  timeouts: { create: number; update: number; delete: number };

  /** Facts that need a look outside (files), added to the inputs before the id is derived. */
  enrich?: (inputs: Json, olds: Json | undefined, circumstances: Circumstances) => Enriched | Promise<Enriched>;
  /** The full name of the parent; by default the account. */
  parent?: (inputs: Json) => string | undefined;
  /** Why a change of an immutable input is refused instead of replacing the object. */
  irreplaceable?: string;
  /** The id when it is not pinned; by default from logical name, URN and immutable inputs. */
  deriveId?: (inputs: Json, logicalName: string) => string | undefined;
  /** Schema-required fields of PATCH, sent in its body but not in its mask. */
  patchRequires?: readonly string[];
  /** Where the API has room for the mark of who made an object. */
  mark?: "annotations";
  /** The create request's body; by default the fields. */
  createBody?: (run: Run, body: Json) => Json | Promise<Json>;
  /** The gateway takes `validateOnly`: it checks the request that makes an object, and makes none. */
  validates?: true;
  /** What a preview should say of an object that is made, changed or replaced. */
  foresee?: (prospect: Prospect, outlook: Outlook) => Promise<Finding[]>;
  /** The object as it is; undefined where it is not. By default a GET, a 404 being "not". */
  observe?: (run: Run, name: string) => Promise<Json | undefined>;
  /** Server-made ids: what an earlier attempt or the service itself left for this resource. */
  find?: (run: Run) => Promise<Json | undefined>;
  /** What follows the creation before the object can be ready: uploads, imports. Repeatable. */
  fill?: (run: Run, object: Json) => Promise<Json>;
  /** What a change needs besides PATCH: the object as it is then. Repeatable. */
  sync?: (run: Run, object: Json) => Promise<Json>;
  /** What the outputs need besides the object itself. */
  complete?: (run: Run, object: Json) => Promise<Json>;
  /** The same from a list that the reads of an operation share; undefined where that does not tell. */
  completeFromList?: (run: Run, object: Json) => Promise<Json | undefined>;
  /** When the wait is over; by default by state. */
  verdict?: (object: Json, inputs: Json, creating: boolean) => Verdict;
  /** How far it has come, in the words of a row, while it is waited for. */
  progress?: (object: Json, inputs: Json) => string[];
  /** More words on a failed or overdue wait, from the gateway. */
  explain?: (run: Run, object: Json) => Promise<string | undefined>;
  /** The full name of an object whose answers do not bear it. */
  nameOf?: (run: Run, object: Json) => string | undefined;
  /** Query parameters of create, update and delete that depend on more than one field. */
  updateQuery?: (inputs: Json) => Json;
  deleteQuery?: (props: Json) => Json;
  /** Ends the object; by default DELETE. */
  remove?: (run: Run, name: string) => Promise<void>;
  /** Every object of the account; by default one list. */
  list?: (client: Client, account: string, options: RequestOptions) => Promise<Json[]>;
  /** Whether the service made it without being asked to; `look` answers what else is there under a name. */
  ofService?: (object: Json, look: (name: string) => Promise<Json | undefined>) => Promise<boolean>;
  /** Why an object may not be taken over, changed or deleted by us. */
  refuse?: (object: Json) => string | undefined;
  /** Outputs that are computed, beside those that carry the API's name. */
  present?: (object: Json, inputs: Json) => Json;
  /** What an object looks like as inputs, where that is more than its fields (imports). */
  describe?: (object: Json) => Json;
}

/** The meta data of a field, optional or not. */
export function behaviour(schema: z.core.$ZodType | undefined): Behaviour & { description?: string } {
  return ((schema as z.ZodType | undefined)?.meta?.() ?? {}) as Behaviour & { description?: string };
}

/** The keys of a kind's fields that have a behaviour. */
export function keysWith(kind: Kind, trait: keyof Behaviour): string[] {
  return Object.entries(kind.fields.shape).flatMap(([key, schema]) => (behaviour(schema)[trait] ? [key] : []));
}
