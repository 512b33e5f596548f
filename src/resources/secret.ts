import * as z from "zod";
import { hasStatus } from "../client/errors";
import { accountOf, lastSegment } from "../lifecycle/identity";
import type { Circumstances, Enriched, Json, Kind } from "../lifecycle/kind";
import { lookUp } from "../lifecycle/observe";
import { deletionPolicy, extra, name } from "./common";

const KEY_NAME = /^[A-Z][A-Z0-9_]*$/;

/** The id that the official clients give a secret: its key name in lower case with hyphens. */
const idOf = (keyName: string) => keyName.toLowerCase().replaceAll("_", "-");

const fields = z.object({
  keyName: z
    .string()
    .regex(KEY_NAME, "must be upper case letters, digits and underscores, a letter first, such as OPENAI_API_KEY")
    .max(63, "must be at most 63 characters")
    .meta({
      immutable: true,
      description:
        "Name of the environment variable that jobs see, such as `OPENAI_API_KEY`. The secret's id follows from it: `openai-api-key`.",
    }),
  value: z.string().min(1, "must not be empty").optional().meta({
    secret: true,
    inputOnly: true,
    description:
      "The secret itself. A change rotates it in place. The API never returns it, so a change made elsewhere cannot be seen. Left out only for a secret that exists already and was imported: its value is then left alone.",
  }),
  deletionPolicy,
  extra,
});

const outputs = z.object({ name });

/** What cannot be read cannot be had by an import: only then the value may be somebody else's. */
function enrich(inputs: Json, olds: Json | undefined, { importing }: Circumstances): Enriched {
  const needed = olds === undefined ? !importing : olds.value !== undefined;
  if (inputs.value !== undefined || !needed) return { inputs, failures: [] };
  const reason = 'is required: value: new pulumi.Config().requireSecret("…")';
  return { inputs, failures: [{ property: "value", reason }] };
}

export const Secret: Kind = {
  type: "Secret",
  collection: "secrets",
  idField: "secretId",
  doc: {
    summary: "A value that jobs, evaluators and imports use without seeing it in their definitions.",
    example: `const openai = new fireworks.Secret("openai", {
  keyName: "OPENAI_API_KEY",
  value: new pulumi.Config().requireSecret("openaiKey"),
});`,
    replaced: "A change of `keyName` replaces the secret.",
    leftAlone: "The value is never read back.",
    tornDown: "Deleted at once.",
  },
  fields,
  outputs,
  leftOut: {},
  states: { ready: ["STATE_UNSPECIFIED"], unfinished: [] },
  timeouts: { create: 120, update: 120, delete: 120 },
  patchRequires: ["keyName"],
  enrich,
  deriveId: (inputs) => (typeof inputs.keyName === "string" ? idOf(inputs.keyName) : undefined),
  createBody: (run, body) => ({ ...body, name: run.name }),
  // A secret that does not exist may answer 500 (seen in two official clients): the list says what is true.
  observe: async (run, secret) => {
    try {
      return await lookUp(run, secret, 500);
    } catch (error) {
      if (!hasStatus(error, 500)) throw error;
      const all = await run.client.list(`v1/${accountOf(secret)}/secrets`, "secrets", { signal: run.signal });
      return all.find((entry) => lastSegment(String(entry.name)) === lastSegment(secret));
    }
  },
  remove: async (run, secret) => {
    try {
      await run.client.request("DELETE", `v1/${secret}`, { signal: run.signal, answer: 500 });
    } catch (error) {
      if (!hasStatus(error, 500)) throw error;
      if (await Secret.observe?.(run, secret))
        await run.client.request("DELETE", `v1/${secret}`, { signal: run.signal });
    }
  },
};
