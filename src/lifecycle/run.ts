import type { Client } from "../client/client";
import type { Json, Kind } from "./kind";

/** All that one create, update, read or delete of one object needs to know. */
export interface Run {
  kind: Kind;
  client: Client;
  /** Full name; for a server-made id known once the object is. */
  name: string | undefined;
  /** Full name of the parent, `accounts/a`. */
  parent: string;
  inputs: Json;
  /** What state held before: inputs and outputs of the last success. Undefined while the object is to be made. */
  olds?: Json;
  /** What an update has asked the gateway to write, and nobody has heard yet that it did. */
  doubtful?: string[];
  signal: AbortSignal;
  /** When waiting ends, by the client's time, and how long it was allowed to take. */
  deadline: number;
  limit: { seconds: number; option: "create" | "update" | "delete" };
  /** The resource's URN, where it was told. */
  urn: string | undefined;
  /** Who we are, for the mark on objects and for telling a predecessor's leftover: `project/stack/name#hash`. */
  mark: string | undefined;
  /** Within which age an object bearing our name may be a crashed run's leftover, in seconds. */
  freshness: number;
  /** Shown in the resource's row until the next message; an empty one clears it. */
  say: (message: string) => void;
  /** Shown, and kept among the diagnostics. */
  warn: (message: string) => void;
  /** The name under which this stack's state already holds the object, if it does; "unknown" if nobody could be asked. */
  recorded: (name: string) => Promise<string | undefined | "unknown">;
  /** Whether the stack's state knows of an earlier creation of this resource that was cut off. */
  interrupted: () => Promise<boolean>;
  /** For how many seconds no run of this stack has ended well; 0 when the last one did; undefined if nobody could be asked. */
  failingFor: () => Promise<number | undefined>;
  /** When the first request to make the object was sent, by the client's time. */
  asked?: number;
  /** A request to make it may have taken effect, though nobody knows. */
  doubted?: boolean;
  /** Tells the engine's process-wide memory that `name` is somebody's current object. */
  current: (name: string) => void;
}
