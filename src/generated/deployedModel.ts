// Made from the declarations of DeployedModel in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface DeployedModelFields {
  /**
   * Full name of the LoRA model to load. A change replaces the object.
   */
  model: string;
  /**
   * Full name of the deployment to load it on, which needs `enableAddons`. A change replaces the object.
   */
  deployment: string;
  /**
   * Human-readable name, at most 63 characters.
   */
  displayName?: string;
  /**
   * What it is for, at most 999 characters.
   */
  description?: string;
  /**
   * Whether requests for the model go here when they name no deployment. Default: false.
   */
  default?: boolean;
  /**
   * Whether it is served without a deployment of one's own. No longer offered for adapters. A change replaces the object.
   */
  serverless?: boolean;
  /**
   * Whether other accounts may use it. Default: false.
   */
  public?: boolean;
  /**
   * Replaces the adapter that is merged into the deployment; required where `enableHotReloadLatestAddon` is set. Counts at creation only: a later change is no diff.
   */
  replaceMergedAddon?: boolean;
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

export interface DeployedModelOutputs {
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
}

/** Arguments of DeployedModel, each a value or an output of another resource. */
export interface DeployedModelArgs extends Inputs<DeployedModelFields> {}

const about: ResourceType = {
  "type": "DeployedModel",
  "properties": [
    "model",
    "deployment",
    "displayName",
    "description",
    "default",
    "serverless",
    "public",
    "replaceMergedAddon",
    "deletionPolicy",
    "extra",
    "name",
    "state",
    "status",
    "createTime",
    "updateTime",
    "inferenceModel"
  ],
  "secrets": []
};

/**
 * A LoRA model loaded on a deployment.
 *
 * @example
 * const loaded = new fireworks.DeployedModel("support", { model: adapter.name, deployment: chat.name });
 * export const model = loaded.inferenceModel;
 *
 * A change of `model` or `deployment` loads anew; the old one is unloaded afterwards.
 * What others loaded on the deployment. One that the service made by itself for the same model and deployment is taken over.
 * Unloaded; model and deployment stay.
 */
export class DeployedModel extends FireworksResource {
  /** Full name of the LoRA model to load. A change replaces the object. */
  declare readonly model: pulumi.Output<DeployedModelFields["model"]>;
  /** Full name of the deployment to load it on, which needs `enableAddons`. A change replaces the object. */
  declare readonly deployment: pulumi.Output<DeployedModelFields["deployment"]>;
  /** Human-readable name, at most 63 characters. */
  declare readonly displayName: pulumi.Output<DeployedModelFields["displayName"]>;
  /** What it is for, at most 999 characters. */
  declare readonly description: pulumi.Output<DeployedModelFields["description"]>;
  /** Whether requests for the model go here when they name no deployment. Default: false. */
  declare readonly default: pulumi.Output<DeployedModelFields["default"]>;
  /** Whether it is served without a deployment of one's own. No longer offered for adapters. A change replaces the object. */
  declare readonly serverless: pulumi.Output<DeployedModelFields["serverless"]>;
  /** Whether other accounts may use it. Default: false. */
  declare readonly public: pulumi.Output<DeployedModelFields["public"]>;
  /** Replaces the adapter that is merged into the deployment; required where `enableHotReloadLatestAddon` is set. Counts at creation only: a later change is no diff. */
  declare readonly replaceMergedAddon: pulumi.Output<DeployedModelFields["replaceMergedAddon"]>;
  /** What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<DeployedModelFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<DeployedModelFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<DeployedModelOutputs["name"]>;
  /** State as the gateway last told it. */
  declare readonly state: pulumi.Output<DeployedModelOutputs["state"]>;
  /** The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message. */
  declare readonly status: pulumi.Output<DeployedModelOutputs["status"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<DeployedModelOutputs["createTime"]>;
  /** When the object was last changed (RFC 3339). */
  declare readonly updateTime: pulumi.Output<DeployedModelOutputs["updateTime"]>;
  /** What an inference request names as its `model`. */
  declare readonly inferenceModel: pulumi.Output<DeployedModelOutputs["inferenceModel"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: DeployedModelArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): DeployedModel {
    return new DeployedModel(name, {} as DeployedModelArgs, { ...options, id });
  }
}
