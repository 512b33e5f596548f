import * as z from "zod";
import type { Kind } from "../lifecycle/kind";
import {
  atMostOne,
  createTime,
  deletionPolicy,
  displayName,
  extra,
  int64,
  name,
  state,
  status,
  updateTime,
} from "./common";
import { completed, enrich } from "./dataset/content";
import { fill } from "./dataset/fill";
import { DATASET_FORMAT, suggested } from "./values";

const source = z.strictObject({
  file: z.string().min(1, "must not be empty").optional().meta({
    description:
      "JSONL file on the machine that runs Pulumi, relative to the project: one JSON object in each line, in UTF-8.",
  }),
  rows: z
    .array(z.record(z.string(), z.any()))
    .min(1, "must hold at least one example")
    .optional()
    .meta({ description: "The examples themselves, for small datasets: they are part of the stack's state." }),
});

const datasetId = z.string().min(1, "must not be empty");

const fields = z.object({
  datasetId: z.string().optional().meta({
    immutable: true,
    default: "derived from the logical name and the content",
    description: "The dataset's id in the API. Pinned ids are deleted before they are replaced.",
  }),
  displayName,
  format: suggested(DATASET_FORMAT).optional().meta({
    immutable: true,
    description:
      "What the examples look like: `CHAT` needs a list `messages` in each, `COMPLETION` the texts `prompt` and `completion`. Checked in preview.",
  }),
  source: source.optional().meta({
    local: true,
    format: "json",
    description:
      "The examples: exactly one of its members. They are checked line by line and counted before anything is sent. Other content replaces the dataset.",
  }),
  externalUrl: z
    .string()
    .regex(/^(s3|gs):\/\/./, 'must be an address such as "s3://bucket/path" or "gs://bucket/path"')
    .optional()
    .meta({
      immutable: true,
      description: "Where the examples are, if they stay there: jobs read them with credentials of their own.",
    }),
  exampleCount: int64.optional().meta({
    immutable: true,
    format: "int64",
    default: "counted",
    description: "Number of examples, where it cannot be counted (`externalUrl`).",
  }),
  userUploaded: z
    .strictObject({})
    .optional()
    .meta({ immutable: true, default: "`{}` with a `source`", description: "Marks a dataset that a user uploads." }),
  evaluationResult: z
    .strictObject({ evaluationJobId: z.string().meta({ description: "Id of the job." }) })
    .optional()
    .meta({ immutable: true, description: "Marks the result of an evaluation job." }),
  transformed: z
    .strictObject({
      sourceDatasetId: datasetId.meta({ description: "The dataset it was made from." }),
      filter: z.string().optional().meta({ description: "Which of its examples." }),
      originalFormat: suggested(DATASET_FORMAT).optional().meta({ description: "Its format." }),
    })
    .optional()
    .meta({ immutable: true, description: "Marks a dataset that was made from another." }),
  splitted: z
    .strictObject({ sourceDatasetId: datasetId.meta({ description: "The dataset that was split." }) })
    .optional()
    .meta({ immutable: true, description: "Marks a part of another dataset." }),
  evalProtocol: z
    .strictObject({})
    .optional()
    .meta({ immutable: true, description: "Marks a dataset of the evaluation protocol." }),
  sourceJobName: z
    .string()
    .optional()
    .meta({ immutable: true, description: "Full name of the job that it comes from." }),
  sourceDatasetId: datasetId
    .optional()
    .meta({ immutable: true, inputOnly: true, description: "Makes the dataset from another of the account." }),
  filter: z
    .string()
    .optional()
    .meta({ immutable: true, inputOnly: true, description: "Which examples of `sourceDatasetId`." }),
  deletionPolicy,
  extra,
});

const outputs = z.object({
  name,
  state,
  status,
  createTime,
  updateTime,
  createdBy: z.string().meta({ description: "E-mail of the user who created the dataset." }),
  storedExampleCount: z.string().meta({ description: "Number of examples as the gateway has it." }),
  estimatedTokenCount: z.string().meta({ description: "Number of tokens as the service estimates it." }),
  averageTurnCount: z.number().meta({ description: "Average number of turns in a conversation." }),
});

export const Dataset: Kind = {
  type: "Dataset",
  collection: "datasets",
  idField: "datasetId",
  doc: {
    summary:
      "Examples for fine-tuning, evaluation and batch inference, from a file, from the program or from a bucket.",
    example: `const examples = new fireworks.Dataset("support-examples", {
  format: "CHAT",
  source: { file: "./support.jsonl" },
});`,
    replaced:
      "Content is immutable in the API: everything but `displayName` replaces the dataset. A file is known by its bytes: a fresh clone with other times is the same content.",
    leftAlone: "A file that is missing, as long as nothing has to be uploaded.",
    tornDown: "Deleted at once. What lies behind an `externalUrl` stays.",
  },
  fields,
  outputs,
  leftOut: {},
  rules: [atMostOne("source", "externalUrl", "sourceDatasetId")],
  states: { ready: ["READY"], unfinished: ["UPLOADING"] },
  timeouts: { create: 3600, update: 3600, delete: 300 },
  enrich,
  createBody: completed,
  fill,
  present: (dataset) => ({ storedExampleCount: dataset.exampleCount }),
  // What was uploaded is counted and marked by itself.
  describe: (dataset) => (dataset.externalUrl ? {} : { exampleCount: undefined, userUploaded: undefined }),
};
