import { Dataset } from "../../../src/resources/dataset";
import { covers } from "./covers";

const rows = (text: string) => ({ rows: [{ messages: [{ role: "user", content: text }] }] });
const inBucket = () => ({ externalUrl: "s3://bucket/examples.jsonl" });

covers({
  kind: Dataset,
  args: (index) => ({ source: rows(`example ${index}`) }),
  files: {
    "one.jsonl": '{"messages": [{"role": "user", "content": "x"}]}\n',
    "two.jsonl": '{"messages": [{"role": "user", "content": "x"}]}\n',
  },
  beside: { exampleCount: inBucket },
  without: { externalUrl: ["source"], exampleCount: ["source"] },
  values: {
    datasetId: ["one", "two"],
    displayName: ["first", "second"],
    // The same content at another place.
    source: [{ file: "one.jsonl" }, { file: "two.jsonl" }],
    format: ["CHAT", "RL"],
    externalUrl: ["s3://bucket/one.jsonl", "gs://bucket/two.jsonl"],
    exampleCount: ["100", "200"],
    evaluationResult: [{ evaluationJobId: "one" }, { evaluationJobId: "two" }],
    transformed: [{ sourceDatasetId: "one" }, { sourceDatasetId: "two", filter: "x" }],
    splitted: [{ sourceDatasetId: "one" }, { sourceDatasetId: "two" }],
  },
  uncleared: { externalUrl: "without a source it must be there" },
  apart: {
    userUploaded: "an empty message has no second value",
    evalProtocol: "an empty message has no second value",
    sourceDatasetId: "datasets made from others are not emulated yet",
    filter: "belongs to sourceDatasetId",
  },
});
