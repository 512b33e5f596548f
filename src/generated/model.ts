// Made from the declarations of Model in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface ModelFields {
  /**
   * The model's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name and the content.
   */
  modelId?: string;
  /**
   * What it is: `HF_BASE_MODEL` for whole models, `HF_PEFT_ADDON` for LoRA adapters. A change replaces the object. Default: "HF_PEFT_ADDON".
   */
  kind?:
    | "HF_BASE_MODEL"
    | "HF_PEFT_ADDON"
    | "HF_TEFT_ADDON"
    | "FLUMINA_BASE_MODEL"
    | "FLUMINA_ADDON"
    | "DRAFT_ADDON"
    | "FIRE_AGENT"
    | "LIVE_MERGE"
    | "CUSTOM_MODEL"
    | "EMBEDDING_MODEL"
    | "SNAPSHOT_MODEL"
    | (string & {});
  /**
   * Where the weights come from: exactly one of its members. Other content replaces the model; the same content from another place, with other times or other credentials, does not. Left out for a model that exists already.
   */
  source?: {
    /**
     * Folder on the machine that runs Pulumi, relative to the project. Hidden files and unfinished downloads are left out; of an adapter only what the API takes is sent.
     */
    directory?: string;
    /**
     * A bucket of Amazon S3.
     */
    awsS3Source?: {
      /**
       * Name of the bucket.
       */
      s3Bucket: string;
      /**
       * Folder in the bucket.
       */
      s3Path?: string;
      /**
       * IAM role that the service assumes.
       */
      roleArn?: string;
      /**
       * Access key, where there is no role. Secret: encrypted in state, never printed.
       */
      accessKeyId?: string;
      /**
       * Its secret, or the name of a Secret such as `accounts/my-account/secrets/aws-credentials`. Secret: encrypted in state, never printed.
       */
      accessSecret?: string;
    };
    /**
     * A container of Azure Blob Storage.
     */
    azureBlobSource?: {
      /**
       * Name of the storage account.
       */
      storageAccount: string;
      /**
       * Name of the container.
       */
      container: string;
      /**
       * Folder in the container.
       */
      path?: string;
      /**
       * Name of the Secret that holds a SAS token. Secret: encrypted in state, never printed.
       */
      sasTokenSecret?: string;
      /**
       * Client of a federated identity, instead of a token.
       */
      clientId?: string;
      /**
       * Its tenant.
       */
      tenantId?: string;
    };
  };
  /**
   * Any text. A change imports again: what lies in a bucket may change without its address changing. A change replaces the object.
   */
  sourceVersion?: string;
  /**
   * Human-readable name, at most 63 characters.
   */
  displayName?: string;
  /**
   * What the model is for.
   */
  description?: string;
  /**
   * Facts about a base model. A change replaces the object. Default: for HF_BASE_MODEL made from the folder.
   */
  baseModelDetails?: {
    /**
     * Format of the weights. Default: "HUGGINGFACE".
     */
    checkpointFormat?: "NATIVE" | "HUGGINGFACE" | "UNINITIALIZED" | (string & {});
    /**
     * For how many GPUs the checkpoint is cut. Default: 1.
     */
    worldSize?: number;
    /**
     * Names of the files. Default: the files of `source.directory`.
     */
    huggingfaceFiles?: string[];
    /**
     * Number of parameters.
     */
    parameterCount?: string;
    /**
     * Whether it is a mixture of experts.
     */
    moe?: boolean;
    /**
     * Whether it can be fine-tuned.
     */
    tunable?: boolean;
    /**
     * Architecture, as in `config.json`.
     */
    modelType?: string;
    /**
     * Whether FireAttention can serve it.
     */
    supportsFireattention?: boolean;
    /**
     * Whether multi-token prediction works with it.
     */
    supportsMtp?: boolean;
  };
  /**
   * Facts about a LoRA adapter. Required for `HF_PEFT_ADDON`. A change replaces the object.
   */
  peftDetails?: {
    /**
     * Full name of the model that the adapter was trained on; it must be READY.
     */
    baseModel: string;
    /**
     * Rank of the adapter. Default: from `adapter_config.json` of `source.directory`.
     */
    r?: number;
    /**
     * Modules that the adapter changes. Default: from `adapter_config.json` of `source.directory`.
     *
     * @minItems 1
     */
    targetModules?: [string, ...string[]];
    /**
     * Model that the adapter is merged into.
     */
    mergeAddonModelName?: string;
  };
  /**
   * Marks a TEFT add-on. A change replaces the object.
   */
  teftDetails?: {};
  /**
   * Precisions that the weights are converted to beforehand, so that deployments start sooner. One that is taken out stays prepared.
   */
  preparedPrecisions?:
    | "FP16"
    | "FP8"
    | "FP8_MM"
    | "FP8_AR"
    | "FP8_MM_KV_ATTN"
    | "FP8_KV"
    | "FP8_MM_V2"
    | "FP8_V2"
    | "FP8_MM_KV_ATTN_V2"
    | "NF4"
    | "FP4"
    | "BF16"
    | "FP4_BLOCKSCALED_MM"
    | "FP4_MX_MOE"
    | (string & {})[];
  /**
   * Where its code is.
   */
  githubUrl?: string;
  /**
   * Where it is on Hugging Face.
   */
  huggingFaceUrl?: string;
  /**
   * Whether other accounts may use the model. Default: false.
   */
  public?: boolean;
  /**
   * How chat messages become a prompt. Default: from the files.
   */
  conversationConfig?: {
    /**
     * Chat template, such as `jinja`.
     */
    style: string;
    /**
     * Default system prompt.
     */
    system?: string;
    /**
     * Jinja template, for the style `jinja`.
     */
    template?: string;
  };
  /**
   * Longest context in tokens. Default: from the files.
   */
  contextLength?: number;
  /**
   * Longest context in tokens when it is fine-tuned.
   */
  trainingContextLength?: number;
  /**
   * Whether it sees images. Default: from the files.
   */
  supportsImageInput?: boolean;
  /**
   * Whether it calls tools. Default: from the files.
   */
  supportsTools?: boolean;
  /**
   * Whether adapters can be loaded on it.
   */
  supportsLora?: boolean;
  /**
   * Uses the chat template of its tokenizer.
   */
  useHfApplyChatTemplate?: boolean;
  /**
   * Model that deployments speculate with by default.
   */
  defaultDraftModel?: string;
  /**
   * Tokens that it proposes at a time.
   */
  defaultDraftTokenCount?: number;
  /**
   * When it goes out of service.
   */
  deprecationDate?: {
    /**
     * Year.
     */
    year?: number;
    /**
     * Month, 1 to 12.
     */
    month?: number;
    /**
     * Day of the month.
     */
    day?: number;
  };
  /**
   * Whether a snapshot is whole or builds on another. A change replaces the object. Default: "FULL_SNAPSHOT".
   */
  snapshotType?: "FULL_SNAPSHOT" | "INCREMENTAL_SNAPSHOT" | (string & {});
  /**
   * Hugging Face repository of its renderer. Newer than the specification file.
   */
  rendererHuggingFaceRepoId?: string;
  /**
   * Full name of the cluster of your own that the model is made on. A change replaces the object. Never read back.
   */
  cluster?: string;
  /**
   * Accepts an upload whose `config.json` is not understood. Default: false.
   */
  skipHfConfigValidation?: boolean;
  /**
   * Accepts an upload that brings code of its own. Default: false.
   */
  trustRemoteCode?: boolean;
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

export interface ModelOutputs {
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
   * What an inference request names as its `model`.
   */
  inferenceModel: string;
  /**
   * Where the service imported it from.
   */
  importedFrom: string;
  /**
   * The job that made it.
   */
  fineTuningJob: string;
  /**
   * Whether it is calibrated for lower precisions.
   */
  calibrated: boolean;
  /**
   * Whether it can be fine-tuned.
   */
  tunable: boolean;
  /**
   * Whether it can be tuned by reinforcement learning.
   */
  rlTunable: boolean;
  /**
   * Whether an adapter for it can be trained on examples.
   */
  supervisedLoraTunable: boolean;
  /**
   * Whether all its parameters can be trained on examples.
   */
  supervisedFullParameterTunable: boolean;
  /**
   * Whether an adapter for it can be trained by reinforcement learning.
   */
  rlLoraTunable: boolean;
  /**
   * Whether all its parameters can be trained by reinforcement learning.
   */
  rlFullParameterTunable: boolean;
  /**
   * Whether it can be used without a deployment.
   */
  supportsServerless: boolean;
  /**
   * Sampling parameters that requests get by default.
   */
  defaultSamplingParams: {
    [k: string]: number;
  };
  /**
   * Precisions that deployments can serve it with.
   */
  supportedPrecisions: string[];
  /**
   * Precisions that it can be served with once it is calibrated.
   */
  supportedPrecisionsWithCalibration: string[];
}

/** Arguments of Model, each a value or an output of another resource. */
export interface ModelArgs extends Inputs<ModelFields> {}

const about: ResourceType = {
  "type": "Model",
  "idField": "modelId",
  "properties": [
    "modelId",
    "kind",
    "source",
    "sourceVersion",
    "displayName",
    "description",
    "baseModelDetails",
    "peftDetails",
    "teftDetails",
    "preparedPrecisions",
    "githubUrl",
    "huggingFaceUrl",
    "public",
    "conversationConfig",
    "contextLength",
    "trainingContextLength",
    "supportsImageInput",
    "supportsTools",
    "supportsLora",
    "useHfApplyChatTemplate",
    "defaultDraftModel",
    "defaultDraftTokenCount",
    "deprecationDate",
    "snapshotType",
    "rendererHuggingFaceRepoId",
    "cluster",
    "skipHfConfigValidation",
    "trustRemoteCode",
    "deletionPolicy",
    "extra",
    "name",
    "state",
    "status",
    "createTime",
    "updateTime",
    "inferenceModel",
    "importedFrom",
    "fineTuningJob",
    "calibrated",
    "tunable",
    "rlTunable",
    "supervisedLoraTunable",
    "supervisedFullParameterTunable",
    "rlLoraTunable",
    "rlFullParameterTunable",
    "supportsServerless",
    "defaultSamplingParams",
    "supportedPrecisions",
    "supportedPrecisionsWithCalibration"
  ],
  "secrets": [
    "source.awsS3Source.accessKeyId",
    "source.awsS3Source.accessSecret",
    "source.azureBlobSource.sasTokenSecret"
  ]
};

/**
 * Weights of your own, a base model or a LoRA adapter, uploaded from a folder or imported from a bucket.
 *
 * @example
 * const weights = new fireworks.Model("support-weights", {
 *   kind: "HF_BASE_MODEL",
 *   source: { directory: "./weights" },
 * });
 * const adapter = new fireworks.Model("tone", {
 *   source: { awsS3Source: { s3Bucket: "my-adapters", s3Path: "tone/v3", roleArn } },
 *   peftDetails: { baseModel: weights.name, r: 16, targetModules: ["q_proj", "v_proj"] },
 * });
 *
 * Other content replaces the model, as do `modelId`, `kind`, `sourceVersion`, `cluster`, `snapshotType`, and the details. A folder is known by what is in its files: a fresh clone with other times is the same content.
 * What the service reads from the files where the program says nothing. A folder that is missing, as in a pipeline without the weights, as long as nothing has to be uploaded.
 * Deleted, for about two minutes again and again while the service still counts deployments that are gone. One whose upload never finished is finished with empty files first, since the API may refuse to delete it.
 */
export class Model extends FireworksResource {
  /** The model's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name and the content. */
  declare readonly modelId: pulumi.Output<ModelFields["modelId"]>;
  /** What it is: `HF_BASE_MODEL` for whole models, `HF_PEFT_ADDON` for LoRA adapters. A change replaces the object. Default: "HF_PEFT_ADDON". */
  declare readonly kind: pulumi.Output<ModelFields["kind"]>;
  /** Where the weights come from: exactly one of its members. Other content replaces the model; the same content from another place, with other times or other credentials, does not. Left out for a model that exists already. */
  declare readonly source: pulumi.Output<ModelFields["source"]>;
  /** Any text. A change imports again: what lies in a bucket may change without its address changing. A change replaces the object. */
  declare readonly sourceVersion: pulumi.Output<ModelFields["sourceVersion"]>;
  /** Human-readable name, at most 63 characters. */
  declare readonly displayName: pulumi.Output<ModelFields["displayName"]>;
  /** What the model is for. */
  declare readonly description: pulumi.Output<ModelFields["description"]>;
  /** Facts about a base model. A change replaces the object. Default: for HF_BASE_MODEL made from the folder. */
  declare readonly baseModelDetails: pulumi.Output<ModelFields["baseModelDetails"]>;
  /** Facts about a LoRA adapter. Required for `HF_PEFT_ADDON`. A change replaces the object. */
  declare readonly peftDetails: pulumi.Output<ModelFields["peftDetails"]>;
  /** Marks a TEFT add-on. A change replaces the object. */
  declare readonly teftDetails: pulumi.Output<ModelFields["teftDetails"]>;
  /** Precisions that the weights are converted to beforehand, so that deployments start sooner. One that is taken out stays prepared. */
  declare readonly preparedPrecisions: pulumi.Output<ModelFields["preparedPrecisions"]>;
  /** Where its code is. */
  declare readonly githubUrl: pulumi.Output<ModelFields["githubUrl"]>;
  /** Where it is on Hugging Face. */
  declare readonly huggingFaceUrl: pulumi.Output<ModelFields["huggingFaceUrl"]>;
  /** Whether other accounts may use the model. Default: false. */
  declare readonly public: pulumi.Output<ModelFields["public"]>;
  /** How chat messages become a prompt. Default: from the files. */
  declare readonly conversationConfig: pulumi.Output<ModelFields["conversationConfig"]>;
  /** Longest context in tokens. Default: from the files. */
  declare readonly contextLength: pulumi.Output<ModelFields["contextLength"]>;
  /** Longest context in tokens when it is fine-tuned. */
  declare readonly trainingContextLength: pulumi.Output<ModelFields["trainingContextLength"]>;
  /** Whether it sees images. Default: from the files. */
  declare readonly supportsImageInput: pulumi.Output<ModelFields["supportsImageInput"]>;
  /** Whether it calls tools. Default: from the files. */
  declare readonly supportsTools: pulumi.Output<ModelFields["supportsTools"]>;
  /** Whether adapters can be loaded on it. */
  declare readonly supportsLora: pulumi.Output<ModelFields["supportsLora"]>;
  /** Uses the chat template of its tokenizer. */
  declare readonly useHfApplyChatTemplate: pulumi.Output<ModelFields["useHfApplyChatTemplate"]>;
  /** Model that deployments speculate with by default. */
  declare readonly defaultDraftModel: pulumi.Output<ModelFields["defaultDraftModel"]>;
  /** Tokens that it proposes at a time. */
  declare readonly defaultDraftTokenCount: pulumi.Output<ModelFields["defaultDraftTokenCount"]>;
  /** When it goes out of service. */
  declare readonly deprecationDate: pulumi.Output<ModelFields["deprecationDate"]>;
  /** Whether a snapshot is whole or builds on another. A change replaces the object. Default: "FULL_SNAPSHOT". */
  declare readonly snapshotType: pulumi.Output<ModelFields["snapshotType"]>;
  /** Hugging Face repository of its renderer. Newer than the specification file. */
  declare readonly rendererHuggingFaceRepoId: pulumi.Output<ModelFields["rendererHuggingFaceRepoId"]>;
  /** Full name of the cluster of your own that the model is made on. A change replaces the object. Never read back. */
  declare readonly cluster: pulumi.Output<ModelFields["cluster"]>;
  /** Accepts an upload whose `config.json` is not understood. Default: false. */
  declare readonly skipHfConfigValidation: pulumi.Output<ModelFields["skipHfConfigValidation"]>;
  /** Accepts an upload that brings code of its own. Default: false. */
  declare readonly trustRemoteCode: pulumi.Output<ModelFields["trustRemoteCode"]>;
  /** What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<ModelFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<ModelFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<ModelOutputs["name"]>;
  /** State as the gateway last told it. */
  declare readonly state: pulumi.Output<ModelOutputs["state"]>;
  /** The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message. */
  declare readonly status: pulumi.Output<ModelOutputs["status"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<ModelOutputs["createTime"]>;
  /** When the object was last changed (RFC 3339). */
  declare readonly updateTime: pulumi.Output<ModelOutputs["updateTime"]>;
  /** What an inference request names as its `model`. */
  declare readonly inferenceModel: pulumi.Output<ModelOutputs["inferenceModel"]>;
  /** Where the service imported it from. */
  declare readonly importedFrom: pulumi.Output<ModelOutputs["importedFrom"]>;
  /** The job that made it. */
  declare readonly fineTuningJob: pulumi.Output<ModelOutputs["fineTuningJob"]>;
  /** Whether it is calibrated for lower precisions. */
  declare readonly calibrated: pulumi.Output<ModelOutputs["calibrated"]>;
  /** Whether it can be fine-tuned. */
  declare readonly tunable: pulumi.Output<ModelOutputs["tunable"]>;
  /** Whether it can be tuned by reinforcement learning. */
  declare readonly rlTunable: pulumi.Output<ModelOutputs["rlTunable"]>;
  /** Whether an adapter for it can be trained on examples. */
  declare readonly supervisedLoraTunable: pulumi.Output<ModelOutputs["supervisedLoraTunable"]>;
  /** Whether all its parameters can be trained on examples. */
  declare readonly supervisedFullParameterTunable: pulumi.Output<ModelOutputs["supervisedFullParameterTunable"]>;
  /** Whether an adapter for it can be trained by reinforcement learning. */
  declare readonly rlLoraTunable: pulumi.Output<ModelOutputs["rlLoraTunable"]>;
  /** Whether all its parameters can be trained by reinforcement learning. */
  declare readonly rlFullParameterTunable: pulumi.Output<ModelOutputs["rlFullParameterTunable"]>;
  /** Whether it can be used without a deployment. */
  declare readonly supportsServerless: pulumi.Output<ModelOutputs["supportsServerless"]>;
  /** Sampling parameters that requests get by default. */
  declare readonly defaultSamplingParams: pulumi.Output<ModelOutputs["defaultSamplingParams"]>;
  /** Precisions that deployments can serve it with. */
  declare readonly supportedPrecisions: pulumi.Output<ModelOutputs["supportedPrecisions"]>;
  /** Precisions that it can be served with once it is calibrated. */
  declare readonly supportedPrecisionsWithCalibration: pulumi.Output<ModelOutputs["supportedPrecisionsWithCalibration"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: ModelArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Model {
    return new Model(name, {} as ModelArgs, { ...options, id });
  }
}
