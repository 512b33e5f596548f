import { Dataset } from "../../../src/resources/dataset";
import type { Sample } from "./sample";

const rows = (text: string) => ({ rows: [{ messages: [{ role: "user", content: text }] }] });

export const sample: Sample = {
  kind: Dataset,
  args: (index) => ({ source: rows(`example ${index}`) }),
  values: {
    datasetId: ["examples-first", "examples-second"],
    externalUrl: ["s3://bucket/first.jsonl", "s3://bucket/second.jsonl"],
    exampleCount: ["7", "8"],
    format: ["CHAT", "RL"],
    evaluationResult: [{ evaluationJobId: "first" }, { evaluationJobId: "second" }],
    transformed: [{ sourceDatasetId: "first" }, { sourceDatasetId: "second", filter: "x" }],
    splitted: [{ sourceDatasetId: "first" }, { sourceDatasetId: "second" }],
  },
  beside: { exampleCount: () => ({ externalUrl: "s3://bucket/counted.jsonl" }) },
  without: { externalUrl: ["source"], exampleCount: ["source"] },
  apart: {
    source: "content is no field of the API: test/engine/content.test.ts",
    userUploaded: "can be left out or empty, and is filled in for a source",
    evalProtocol: "can be left out or empty",
    sourceDatasetId: "makes the dataset from another: test/resources/dataset.test.ts",
    filter: "goes with sourceDatasetId: test/resources/dataset.test.ts",
  },
  uncleared: {
    externalUrl: "a dataset without content is none",
    exampleCount: "counted for a source, required otherwise",
  },
};
