// Made from the declarations of ApiKey in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface ApiKeyFields {
  /**
   * Full name of the user whose key it is: oneself or a service account. A change replaces the object.
   */
  user: string;
  /**
   * Human-readable name, at most 63 characters. A change replaces the object.
   */
  displayName?: string;
  /**
   * When the key ends. A change replaces the object. Default: never.
   */
  expireTime?: string;
  /**
   * Annotations of your own. Creation adds the `pulumi-fireworks` mark. A change replaces the object.
   */
  annotations?: {
    [k: string]: string;
  };
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

export interface ApiKeyOutputs {
  /**
   * Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to.
   */
  name: string;
  /**
   * The key's id.
   */
  keyId: string;
  /**
   * The key itself: secret, shown by the API once and kept encrypted in state. Never read back. Secret: encrypted in state, never printed.
   */
  key: string;
  /**
   * First characters of the key, for recognising it.
   */
  prefix: string;
  /**
   * E-mail address of the user.
   */
  email: string;
  /**
   * Whether the service stores only a hash of it.
   */
  secure: boolean;
  /**
   * When the object was created (RFC 3339).
   */
  createTime: string;
}

/** Arguments of ApiKey, each a value or an output of another resource. */
export interface ApiKeyArgs extends Inputs<ApiKeyFields> {}

const about: ResourceType = {
  "type": "ApiKey",
  "properties": [
    "user",
    "displayName",
    "expireTime",
    "annotations",
    "deletionPolicy",
    "extra",
    "name",
    "keyId",
    "key",
    "prefix",
    "email",
    "secure",
    "createTime"
  ],
  "secrets": []
};

/**
 * A key of a user or a service account.
 *
 * @example
 * const key = new fireworks.ApiKey("pipeline", { user: pipeline.name });
 * export const value = key.key; // secret
 *
 * Any change makes a new key; the old one is revoked after everything that uses it has the new one.
 * Other keys of the user.
 * Revoked.
 */
export class ApiKey extends FireworksResource {
  /** Full name of the user whose key it is: oneself or a service account. A change replaces the object. */
  declare readonly user: pulumi.Output<ApiKeyFields["user"]>;
  /** Human-readable name, at most 63 characters. A change replaces the object. */
  declare readonly displayName: pulumi.Output<ApiKeyFields["displayName"]>;
  /** When the key ends. A change replaces the object. Default: never. */
  declare readonly expireTime: pulumi.Output<ApiKeyFields["expireTime"]>;
  /** Annotations of your own. Creation adds the `pulumi-fireworks` mark. A change replaces the object. */
  declare readonly annotations: pulumi.Output<ApiKeyFields["annotations"]>;
  /** What a destroy or a replacement does: `"hard"` deletes the object, `"retain"` leaves it and forgets it. A change is stored for the deletion and sends no request. Default: "hard". */
  declare readonly deletionPolicy: pulumi.Output<ApiKeyFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<ApiKeyFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<ApiKeyOutputs["name"]>;
  /** The key's id. */
  declare readonly keyId: pulumi.Output<ApiKeyOutputs["keyId"]>;
  /** The key itself: secret, shown by the API once and kept encrypted in state. Never read back. Secret: encrypted in state, never printed. */
  declare readonly key: pulumi.Output<ApiKeyOutputs["key"]>;
  /** First characters of the key, for recognising it. */
  declare readonly prefix: pulumi.Output<ApiKeyOutputs["prefix"]>;
  /** E-mail address of the user. */
  declare readonly email: pulumi.Output<ApiKeyOutputs["email"]>;
  /** Whether the service stores only a hash of it. */
  declare readonly secure: pulumi.Output<ApiKeyOutputs["secure"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<ApiKeyOutputs["createTime"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: ApiKeyArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ApiKey {
    return new ApiKey(name, {} as ApiKeyArgs, { ...options, id });
  }
}
