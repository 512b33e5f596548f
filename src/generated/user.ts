// Made from the declarations of User in src/resources by `npm run generate`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

export interface UserFields {
  /**
   * The user's id in the API. A change replaces the object. Default: the part of the e-mail address before the @; for a service account the logical name.
   */
  userId?: string;
  /**
   * What the user may do: `admin`, `user`, `contributor`, `inference-user`, or `custom` with a `permissionPreset`.
   */
  role: "admin" | "user" | "contributor" | "inference-user" | "custom" | (string & {});
  /**
   * Address that the person signs in with. Not for service accounts, which get one. A change replaces the object.
   */
  email?: string;
  /**
   * Human-readable name, at most 63 characters.
   */
  displayName?: string;
  /**
   * A user for programs, without a person behind it. A change replaces the object. Default: false.
   */
  serviceAccount?: boolean;
  /**
   * Preset of permissions, with the role `custom`.
   */
  permissionPreset?: string;
  /**
   * What a destroy does, since the API deletes no user: `retain` leaves the user as it is, `lowerRole` gives it the role `inference-user` first. Either says so in a warning. A change is stored for the deletion and sends no request. Default: "retain".
   */
  deletionPolicy?: "retain" | "lowerRole";
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

export interface UserOutputs {
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
}

/** Arguments of User, each a value or an output of another resource. */
export interface UserArgs extends Inputs<UserFields> {}

const about: ResourceType = {
  "type": "User",
  "idField": "userId",
  "properties": [
    "userId",
    "role",
    "email",
    "displayName",
    "serviceAccount",
    "permissionPreset",
    "deletionPolicy",
    "extra",
    "name",
    "state",
    "status",
    "createTime",
    "updateTime"
  ],
  "secrets": []
};

/**
 * A person or a program with access to the account.
 *
 * @example
 * const pipeline = new fireworks.User("pipeline", { serviceAccount: true, role: "contributor" });
 * const key = new fireworks.ApiKey("pipeline", { user: pipeline.name });
 *
 * Nothing: the API deletes no user, so a change of `userId`, `email` or `serviceAccount` is an error that says so.
 * The user's API keys, and accounts elsewhere.
 * The user stays, with a warning; `deletionPolicy: "lowerRole"` takes its rights away. To delete it: `firectl user delete`.
 */
export class User extends FireworksResource {
  /** The user's id in the API. A change replaces the object. Default: the part of the e-mail address before the @; for a service account the logical name. */
  declare readonly userId: pulumi.Output<UserFields["userId"]>;
  /** What the user may do: `admin`, `user`, `contributor`, `inference-user`, or `custom` with a `permissionPreset`. */
  declare readonly role: pulumi.Output<UserFields["role"]>;
  /** Address that the person signs in with. Not for service accounts, which get one. A change replaces the object. */
  declare readonly email: pulumi.Output<UserFields["email"]>;
  /** Human-readable name, at most 63 characters. */
  declare readonly displayName: pulumi.Output<UserFields["displayName"]>;
  /** A user for programs, without a person behind it. A change replaces the object. Default: false. */
  declare readonly serviceAccount: pulumi.Output<UserFields["serviceAccount"]>;
  /** Preset of permissions, with the role `custom`. */
  declare readonly permissionPreset: pulumi.Output<UserFields["permissionPreset"]>;
  /** What a destroy does, since the API deletes no user: `retain` leaves the user as it is, `lowerRole` gives it the role `inference-user` first. Either says so in a warning. A change is stored for the deletion and sends no request. Default: "retain". */
  declare readonly deletionPolicy: pulumi.Output<UserFields["deletionPolicy"]>;
  /** The escape hatch: fields and query parameters that the API has and this package does not know yet. Fields are compared with what the gateway returns; where it does not return them, with what was sent last. */
  declare readonly extra: pulumi.Output<UserFields["extra"]>;
  /** Full resource name, `accounts/<account>/<collection>/<id>`: what other resources refer to. */
  declare readonly name: pulumi.Output<UserOutputs["name"]>;
  /** State as the gateway last told it. */
  declare readonly state: pulumi.Output<UserOutputs["state"]>;
  /** The gateway's own words on the state: a code such as `RESOURCE_EXHAUSTED`, and a message. */
  declare readonly status: pulumi.Output<UserOutputs["status"]>;
  /** When the object was created (RFC 3339). */
  declare readonly createTime: pulumi.Output<UserOutputs["createTime"]>;
  /** When the object was last changed (RFC 3339). */
  declare readonly updateTime: pulumi.Output<UserOutputs["updateTime"]>;

  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; `import` takes over an object that exists
   */
  constructor(name: string, args: UserArgs, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): User {
    return new User(name, {} as UserArgs, { ...options, id });
  }
}
