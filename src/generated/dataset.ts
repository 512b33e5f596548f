// Made from the declarations of Dataset in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface DatasetFields {
  /**
   * The dataset's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name and the content.
   */
  datasetId?: string;
  /**
   * Human-readable name, at most 63 characters.
   */
  displayName?: string;
  /**
   * What the examples look like: `CHAT` needs a list `messages` in each, `COMPLETION` the texts `prompt` and `completion`. Checked in preview. A change replaces the object.
   */
  format?: "CHAT" | "COMPLETION" | "RL" | (string & {});
  /**
   * The examples: exactly one of its members. They are checked line by line and counted before anything is sent. Other content replaces the dataset.
   */
  source?: {
    /**
     * JSONL file on the machine that runs Pulumi, relative to the project: one JSON object in each line, in UTF-8.
     */
    file?: string;
    /**
     * The examples themselves, for small datasets: they are part of the stack's state.
     *
     * @minItems 1
     */
    rows?: [
      {
        [k: string]: unknown;
      },
      ...{
        [k: string]: unknown;
      }[]
    ];
  };
  /**
   * Where the examples are, if they stay there: jobs read them with credentials of their own. A change replaces the object.
   */
  externalUrl?: string;
  /**
   * Number of examples, where it cannot be counted (`externalUrl`). A change replaces the object. Default: counted.
   */
  exampleCount?: string;
  /**
   * Marks a dataset that a user uploads. A change replaces the object. Default: `{}` with a `source`.
   */
  userUploaded?: {};
  /**
   * Marks the result of an evaluation job. A change replaces the object.
   */
  evaluationResult?: {
    /**
     * Id of the job.
     */
    evaluationJobId: string;
  };
  /**
   * Marks a dataset that was made from another. A change replaces the object.
   */
  transformed?: {
    /**
     * The dataset it was made from.
     */
    sourceDatasetId: string;
    /**
     * Which of its examples.
     */
    filter?: string;
    /**
     * Its format.
     */
    originalFormat?: "CHAT" | "COMPLETION" | "RL" | (string & {});
  };
  /**
   * Marks a part of another dataset. A change replaces the object.
   */
  splitted?: {
    /**
     * The dataset that was split.
     */
    sourceDatasetId: string;
  };
  /**
   * Marks a dataset of the evaluation protocol. A change replaces the object.
   */
  evalProtocol?: {};
  /**
   * Full name of the job that it comes from. A change replaces the object.
   */
  sourceJobName?: string;
  /**
   * Makes the dataset from another of the account. A change replaces the object. Never read back.
   */
  sourceDatasetId?: string;
  /**
   * Which examples of `sourceDatasetId`. A change replaces the object. Never read back.
   */
  filter?: string;
  /**
   * What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard".
   */
  deletionPolicy?: "hard" | "retain";
  /**
   * The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last.
   */
  extra?: {
    /**
     * Fields of the object, in the API's camelCase.
     */
    body?: {
      [k: string]: unknown;
    };
    /**
     * Query parameters of the create request.
     */
    query?: {
      [k: string]: unknown;
    };
  };
}

export interface DatasetOutputs {
  /**
   * Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to.
   */
  name: string;
  /**
   * State as the gateway last told it.
   */
  state: string;
  /**
   * The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message.
   */
  status: {
    code?: string;
    message?: string;
  };
  /**
   * When the object was created (RFC 3339).
   */
  createTime: string;
  /**
   * When the object was last changed (RFC 3339).
   */
  updateTime: string;
  /**
   * E-mail of the user who created the dataset.
   */
  createdBy: string;
  /**
   * Number of examples as the gateway has it.
   */
  storedExampleCount: string;
  /**
   * Number of tokens as the service estimates it.
   */
  estimatedTokenCount: string;
  /**
   * Average number of turns in a conversation.
   */
  averageTurnCount: number;
}

/** Arguments of Dataset, each a value or an output of another resource. */
export interface DatasetArgs extends Inputs<DatasetFields> {}

const about: ResourceType = {
  "type": "Dataset",
  "idField": "datasetId",
  "properties": [
    "datasetId",
    "displayName",
    "format",
    "source",
    "externalUrl",
    "exampleCount",
    "userUploaded",
    "evaluationResult",
    "transformed",
    "splitted",
    "evalProtocol",
    "sourceJobName",
    "sourceDatasetId",
    "filter",
    "deletionPolicy",
    "extra",
    "name",
    "state",
    "status",
    "createTime",
    "updateTime",
    "createdBy",
    "storedExampleCount",
    "estimatedTokenCount",
    "averageTurnCount"
  ],
  "secrets": []
};

/**
 * Examples for fine-tuning, evaluation and batch inference, from a file, from the program or from a bucket.
 *
 * @example
 * const examples = new fireworks.Dataset("support-examples", {
 *   format: "CHAT",
 *   source: { file: "./support.jsonl" },
 * });
 *
 * Content is immutable in the API: everything but `displayName` replaces the dataset. A file is known by its bytes: a fresh clone with other times is the same content.
 * A file that is missing, as long as nothing has to be uploaded.
 * Deleted at once. What lies behind an `externalUrl` stays.
 */
export class Dataset extends FireworksResource {
  /** The dataset's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name and the content. */
  declare readonly datasetId: pulumi.Output<DatasetFields["datasetId"]>;
  /** Human-readable name, at most 63 characters. */
  declare readonly displayName: pulumi.Output<DatasetFields["displayName"]>;
  /** What the examples look like: `CHAT` needs a list `messages` in each, `COMPLETION` the texts `prompt` and `completion`. Checked in preview. A change replaces the object. */
  declare readonly format: pulumi.Output<DatasetFields["format"]>;
  /** The examples: exactly one of its members. They are checked line by line and counted before anything is sent. Other content replaces the dataset. */
  declare readonly source: pulumi.Output<DatasetFields["source"]>;
  /** Where the examples are, if they stay there: jobs read them with credentials of their own. A change replaces the object. */
  declare readonly externalUrl: pulumi.Output<DatasetFields["externalUrl"]>;
  /** Number of examples, where it cannot be counted (`externalUrl`). A change replaces the object. Default: counted. */
  declare readonly exampleCount: pulumi.Output<DatasetFields["exampleCount"]>;
  /** Marks a dataset that a user uploads. A change replaces the object. Default: `{}` with a `source`. */
  declare readonly userUploaded: pulumi.Output<DatasetFields["userUploaded"]>;
  /** Marks the result of an evaluation job. A change replaces the object. */
  declare readonly evaluationResult: pulumi.Output<DatasetFields["evaluationResult"]>;
  /** Marks a dataset that was made from another. A change replaces the object. */
  declare readonly transformed: pulumi.Output<DatasetFields["transformed"]>;
  /** Marks a part of another dataset. A change replaces the object. */
  declare readonly splitted: pulumi.Output<DatasetFields["splitted"]>;
  /** Marks a dataset of the evaluation protocol. A change replaces the object. */
  declare readonly evalProtocol: pulumi.Output<DatasetFields["evalProtocol"]>;
  /** Full name of the job that it comes from. A change replaces the object. */
  declare readonly sourceJobName: pulumi.Output<DatasetFields["sourceJobName"]>;
  /** Makes the dataset from another of the account. A change replaces the object. Never read back. */
  declare readonly sourceDatasetId: pulumi.Output<DatasetFields["sourceDatasetId"]>;
  /** Which examples of `sourceDatasetId`. A change replaces the object. Never read back. */
  declare readonly filter: pulumi.Output<DatasetFields["filter"]>;
  /** What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<DatasetFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<DatasetFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<DatasetOutputs["name"]>;
  /** State as the gateway last told it. */
  declare readonly state: pulumi.Output<DatasetOutputs["state"]>;
  /** The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message. */
  declare readonly status: pulumi.Output<DatasetOutputs["status"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<DatasetOutputs["createTime"]>;
  /** When the object was last changed (RFC 3339). */
  declare readonly updateTime: pulumi.Output<DatasetOutputs["updateTime"]>;
  /** E-mail of the user who created the dataset. */
  declare readonly createdBy: pulumi.Output<DatasetOutputs["createdBy"]>;
  /** Number of examples as the gateway has it. */
  declare readonly storedExampleCount: pulumi.Output<DatasetOutputs["storedExampleCount"]>;
  /** Number of tokens as the service estimates it. */
  declare readonly estimatedTokenCount: pulumi.Output<DatasetOutputs["estimatedTokenCount"]>;
  /** Average number of turns in a conversation. */
  declare readonly averageTurnCount: pulumi.Output<DatasetOutputs["averageTurnCount"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: DatasetArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Dataset {
    return new Dataset(name, {} as DatasetArgs, { ...options, id });
  }
}
