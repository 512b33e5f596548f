// Made from the declarations of Secret in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface SecretFields {
  /**
   * Name of the environment variable that jobs see, such as `OPENAI_API_KEY`. The secret's id follows from it: `openai-api-key`. A change replaces the object.
   */
  keyName: string;
  /**
   * The secret itself. A change rotates it in place. The API never returns it, so a change made elsewhere cannot be seen. Left out only for a secret that exists already and was imported: its value is then left alone. Never read back. Secret: encrypted in state, never printed.
   */
  value?: string;
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

export interface SecretOutputs {
  /**
   * Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to.
   */
  name: string;
}

/** Arguments of Secret, each a value or an output of another resource. */
export interface SecretArgs extends Inputs<SecretFields> {}

const about: ResourceType = {
  "type": "Secret",
  "properties": [
    "keyName",
    "value",
    "deletionPolicy",
    "extra",
    "name"
  ],
  "secrets": [
    "value"
  ]
};

/**
 * A value that jobs, evaluators and imports use without seeing it in their definitions.
 *
 * @example
 * const openai = new fireworks.Secret("openai", {
 *   keyName: "OPENAI_API_KEY",
 *   value: new pulumi.Config().requireSecret("openaiKey"),
 * });
 *
 * A change of `keyName` replaces the secret.
 * The value is never read back.
 * Deleted at once.
 */
export class Secret extends FireworksResource {
  /** Name of the environment variable that jobs see, such as `OPENAI_API_KEY`. The secret's id follows from it: `openai-api-key`. A change replaces the object. */
  declare readonly keyName: pulumi.Output<SecretFields["keyName"]>;
  /** The secret itself. A change rotates it in place. The API never returns it, so a change made elsewhere cannot be seen. Left out only for a secret that exists already and was imported: its value is then left alone. Never read back. Secret: encrypted in state, never printed. */
  declare readonly value: pulumi.Output<SecretFields["value"]>;
  /** What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<SecretFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<SecretFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<SecretOutputs["name"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: SecretArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Secret {
    return new Secret(name, {} as SecretArgs, { ...options, id });
  }
}
