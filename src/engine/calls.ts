import type { Json } from "../client/json";
import type { ConfigureRequest } from "./settings";

/** What Pulumi's Node plugin calls: `pulumi.dynamic.ResourceProvider`, without its generic types. */
export interface Handler {
  configure: (request: ConfigureRequest) => Promise<void>;
  check: (olds: Json, news: Json) => Promise<{ inputs: Json; failures: { property: string; reason: string }[] }>;
  diff: (id: string, olds: Json, news: Json) => Promise<{ replaces: string[]; deleteBeforeReplace: boolean }>;
  create: (inputs: Json) => Promise<{ id: string; outs: Json }>;
  update: (id: string, olds: Json, news: Json) => Promise<{ outs: Json }>;
  read: (id: string, props: Json) => Promise<{ id?: string; props?: Json; inputs?: Json }>;
  delete: (id: string, props: Json) => Promise<void>;
}
