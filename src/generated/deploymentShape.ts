// Made from the declarations of DeploymentShape in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface DeploymentShapeFields {
  /**
   * The shape's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name.
   */
  deploymentShapeId?: string;
  /**
   * Full name of the model that the shape is for. A change replaces the object.
   */
  baseModel: string;
  /**
   * Human-readable name, at most 63 characters.
   */
  displayName?: string;
  /**
   * What the shape is for.
   */
  description?: string;
  /**
   * GPU.
   */
  acceleratorType?:
    | "NVIDIA_A100_80GB"
    | "NVIDIA_H100_80GB"
    | "AMD_MI300X_192GB"
    | "NVIDIA_A10G_24GB"
    | "NVIDIA_A100_40GB"
    | "NVIDIA_L4_24GB"
    | "NVIDIA_H200_141GB"
    | "NVIDIA_B200_180GB"
    | "AMD_MI325X_256GB"
    | "AMD_MI350X_288GB"
    | "NVIDIA_B300_288GB"
    | (string & {});
  /**
   * GPUs of one replica.
   */
  acceleratorCount?: number;
  /**
   * Numeric precision of the weights.
   */
  precision?:
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
    | (string & {});
  /**
   * Skips the check that the model fits the accelerators.
   */
  disableDeploymentSizeValidation?: boolean;
  /**
   * Whether LoRA adapters can be loaded. Default: false.
   */
  enableAddons?: boolean;
  /**
   * Model for speculative decoding.
   */
  draftModel?: string;
  /**
   * Tokens that the draft model proposes at a time.
   */
  draftTokenCount?: number;
  /**
   * Length of the n-grams for speculation without a draft model.
   */
  ngramSpeculationLength?: number;
  /**
   * Leaves the model's default draft model out.
   */
  disableSpeculativeDecoding?: boolean;
  /**
   * Whether requests of one session stay on one replica.
   */
  enableSessionAffinity?: boolean;
  /**
   * How many adapters stay in GPU memory.
   */
  numLoraDeviceCached?: number;
  /**
   * Longest context in tokens.
   */
  maxContextLength?: number;
  /**
   * What the shape is tuned for.
   */
  presetType?:
    "MINIMAL" | "FAST" | "THROUGHPUT" | "FULL_PRECISION" | "AGENTIC_CODING" | "CHAT" | "SUMMARIZATION" | (string & {});
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

export interface DeploymentShapeOutputs {
  /**
   * Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to.
   */
  name: string;
  /**
   * Full name of the newest version. Every change of the shape makes a new, immutable one; a deployment that names it is pinned.
   */
  version: string;
  /**
   * When the object was created (RFC 3339).
   */
  createTime: string;
  /**
   * When the object was last changed (RFC 3339).
   */
  updateTime: string;
  /**
   * Architecture of the base model.
   */
  modelType: string;
  /**
   * Parameters of the base model (an int64 as a string).
   */
  parameterCount: string;
}

/** Arguments of DeploymentShape, each a value or an output of another resource. */
export interface DeploymentShapeArgs extends Inputs<DeploymentShapeFields> {}

const about: ResourceType = {
  "type": "DeploymentShape",
  "idField": "deploymentShapeId",
  "properties": [
    "deploymentShapeId",
    "baseModel",
    "displayName",
    "description",
    "acceleratorType",
    "acceleratorCount",
    "precision",
    "disableDeploymentSizeValidation",
    "enableAddons",
    "draftModel",
    "draftTokenCount",
    "ngramSpeculationLength",
    "disableSpeculativeDecoding",
    "enableSessionAffinity",
    "numLoraDeviceCached",
    "maxContextLength",
    "presetType",
    "deletionPolicy",
    "extra",
    "name",
    "version",
    "createTime",
    "updateTime",
    "modelType",
    "parameterCount"
  ],
  "secrets": []
};

/**
 * Hardware, precision and what else belongs together, under a name that deployments refer to.
 *
 * @example
 * const shape = new fireworks.DeploymentShape("long-context", {
 *   baseModel: "accounts/fireworks/models/llama-v3p1-8b-instruct",
 *   acceleratorType: "NVIDIA_H100_80GB",
 *   acceleratorCount: 2,
 *   precision: "FP8",
 * });
 * new fireworks.Deployment("chat", { baseModel: shape.baseModel, deploymentShape: shape.version });
 *
 * A change of `baseModel` or `deploymentShapeId` replaces the shape; any other makes a new version of it.
 * Versions that exist are immutable. Whether a version is `validated` or `public` is the service's to decide.
 * Deleted with its versions. Deployments keep what they were made with.
 */
export class DeploymentShape extends FireworksResource {
  /** The shape's id in the API. Pinned ids are deleted before they are replaced. A change replaces the object. Default: derived from the logical name. */
  declare readonly deploymentShapeId: pulumi.Output<DeploymentShapeFields["deploymentShapeId"]>;
  /** Full name of the model that the shape is for. A change replaces the object. */
  declare readonly baseModel: pulumi.Output<DeploymentShapeFields["baseModel"]>;
  /** Human-readable name, at most 63 characters. */
  declare readonly displayName: pulumi.Output<DeploymentShapeFields["displayName"]>;
  /** What the shape is for. */
  declare readonly description: pulumi.Output<DeploymentShapeFields["description"]>;
  /** GPU. */
  declare readonly acceleratorType: pulumi.Output<DeploymentShapeFields["acceleratorType"]>;
  /** GPUs of one replica. */
  declare readonly acceleratorCount: pulumi.Output<DeploymentShapeFields["acceleratorCount"]>;
  /** Numeric precision of the weights. */
  declare readonly precision: pulumi.Output<DeploymentShapeFields["precision"]>;
  /** Skips the check that the model fits the accelerators. */
  declare readonly disableDeploymentSizeValidation: pulumi.Output<DeploymentShapeFields["disableDeploymentSizeValidation"]>;
  /** Whether LoRA adapters can be loaded. Default: false. */
  declare readonly enableAddons: pulumi.Output<DeploymentShapeFields["enableAddons"]>;
  /** Model for speculative decoding. */
  declare readonly draftModel: pulumi.Output<DeploymentShapeFields["draftModel"]>;
  /** Tokens that the draft model proposes at a time. */
  declare readonly draftTokenCount: pulumi.Output<DeploymentShapeFields["draftTokenCount"]>;
  /** Length of the n-grams for speculation without a draft model. */
  declare readonly ngramSpeculationLength: pulumi.Output<DeploymentShapeFields["ngramSpeculationLength"]>;
  /** Leaves the model's default draft model out. */
  declare readonly disableSpeculativeDecoding: pulumi.Output<DeploymentShapeFields["disableSpeculativeDecoding"]>;
  /** Whether requests of one session stay on one replica. */
  declare readonly enableSessionAffinity: pulumi.Output<DeploymentShapeFields["enableSessionAffinity"]>;
  /** How many adapters stay in GPU memory. */
  declare readonly numLoraDeviceCached: pulumi.Output<DeploymentShapeFields["numLoraDeviceCached"]>;
  /** Longest context in tokens. */
  declare readonly maxContextLength: pulumi.Output<DeploymentShapeFields["maxContextLength"]>;
  /** What the shape is tuned for. */
  declare readonly presetType: pulumi.Output<DeploymentShapeFields["presetType"]>;
  /** What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<DeploymentShapeFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<DeploymentShapeFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<DeploymentShapeOutputs["name"]>;
  /** Full name of the newest version. Every change of the shape makes a new, immutable one; a deployment that names it is pinned. */
  declare readonly version: pulumi.Output<DeploymentShapeOutputs["version"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<DeploymentShapeOutputs["createTime"]>;
  /** When the object was last changed (RFC 3339). */
  declare readonly updateTime: pulumi.Output<DeploymentShapeOutputs["updateTime"]>;
  /** Architecture of the base model. */
  declare readonly modelType: pulumi.Output<DeploymentShapeOutputs["modelType"]>;
  /** Parameters of the base model (an int64 as a string). */
  declare readonly parameterCount: pulumi.Output<DeploymentShapeOutputs["parameterCount"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: DeploymentShapeArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): DeploymentShape {
    return new DeploymentShape(name, {} as DeploymentShapeArgs, { ...options, id });
  }
}
