import type { Prices } from "../cost/prices";
import type { Json } from "./kind";

/** What a preview tells of besides Pulumi's own; each can be left out by its name. */
export const TOPICS = ["validation", "cost", "quotas", "idle", "downtime", "floating", "protect"] as const;
export type Topic = (typeof TOPICS)[number];

export interface Finding {
  about: Topic;
  severity: "info" | "warning";
  text: string;
}

/** An object as the next `pulumi up` would make or change it. What is not known yet is UNKNOWN. */
export interface Prospect {
  inputs: Json;
  /** As state has it, of an object that is changed or replaced. */
  before?: Json;
  /** The arguments whose change replaces it; none if it is forced. */
  replacedFor?: readonly string[];
  /** It is deleted before what replaces it is made. */
  gap?: boolean;
  /** Nothing changes: it is looked at for what holds all the same. */
  unchanged?: boolean;
  /** The gateway's answer to the request that makes it, checked and not carried out. */
  validated?: Json;
  /** Pulumi's own option, where it was told. */
  protect?: boolean;
}

/** What the preview of a whole stack has besides its objects. */
export interface Outlook {
  /** What an accelerator costs; undefined unless the user wants to know. */
  prices?: Prices;
  /** The account's quotas, asked for once; undefined unless the user wants them, or when they do not come in time. */
  quotas: () => Promise<Json[] | undefined>;
  /** By how much this preview's objects so far raise the use of each quota. */
  claimed: Map<string, number>;
}
