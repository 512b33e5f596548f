import * as pulumi from "@pulumi/pulumi";
import type { Client } from "./client/client";
import type { Provider } from "./configuration";
import type { DeploymentShapeFields, DeploymentShapeOutputs } from "./generated/deploymentShape";
import type { ModelFields, ModelOutputs } from "./generated/model";

/** Lookups ask the gateway while the program runs, in previews too. */
export interface LookupOptions {
  /** Whom to ask; default: the stack's configuration. */
  provider?: Provider;
}

/** An account as the gateway describes it. */
export interface AccountInfo {
  /** `accounts/<id>`. */
  name: string;
  displayName?: string;
  email?: string;
  state?: string;
  /** Why the account is suspended, if it is. */
  suspendState?: string;
}

export interface QuotaInfo {
  /** `accounts/<id>/quotas/<quota>`. */
  name: string;
  /** What may be used (an int64 as a string). */
  value?: string;
  /** What value can be raised to by oneself (an int64 as a string). */
  maxValue?: string;
  /** What is used: for GPUs acceleratorCount × maxReplicaCount of all deployments. */
  usage?: number;
}

export interface DeploymentShapeInfo extends Partial<DeploymentShapeFields & DeploymentShapeOutputs> {
  /** Full name of the shape. */
  name: string;
  /** Full name of its latest validated version. */
  version: string;
}

export type ModelInfo = Partial<ModelFields & ModelOutputs> & { name: string };

type Answer = Record<string, unknown>;

/** By their settings: all lookups of a program share what the gateway allows. */
const clients = new Map<string, Client>();

/** The client is loaded when the first lookup is made: most programs need none. */
async function clientFor(settings: object): Promise<Client> {
  const [{ createClient }, { connect }] = await Promise.all([
    import("./client/client.js"),
    import("./client/connection.js"),
  ]);
  const connection = connect(settings);
  const key = JSON.stringify(connection);
  const client = clients.get(key) ?? createClient(connection);
  clients.set(key, client);
  return client;
}

async function ask<T>(settings: object, question: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await question(await clientFor(settings));
  } catch (error) {
    // Of any other error Pulumi prints all that hangs on it, and of this one the stack: the message says it all.
    const told = new pulumi.RunError(error instanceof Error ? error.message : String(error));
    told.stack = told.message;
    throw told;
  }
}

function settingsOf(options: LookupOptions | undefined): pulumi.Output<object> {
  const config = new pulumi.Config("fireworks");
  const own = {
    apiKey: config.getSecret("apiKey"),
    accountId: config.get("accountId"),
    baseUrl: config.get("baseUrl"),
  };
  return options?.provider ? options.provider.settings : (pulumi.output(own) as pulumi.Output<object>);
}

function lookUp<A, T>(
  args: pulumi.Input<A>,
  options: LookupOptions | undefined,
  question: (client: Client, args: A) => Promise<T>,
): pulumi.Output<T> {
  const known = pulumi.all([settingsOf(options), pulumi.output(args)]) as pulumi.Output<[object, A]>;
  // The key is a secret; what it lets one see is not.
  return pulumi.unsecret(known.apply(([settings, given]) => ask(settings, (client) => question(client, given))));
}

/** Loaded like the client itself: with the first question. */
const accountName = async (client: Client) => (await import("./client/account.js")).soleAccount(client);

/** A model of any account that the key may read. */
export function getModel(args: { name: pulumi.Input<string> }, options?: LookupOptions): pulumi.Output<ModelInfo> {
  return lookUp<{ name: string }, ModelInfo>(
    args as pulumi.Input<{ name: string }>,
    options,
    (client, { name }) => client.request("GET", `v1/${name}`) as Promise<ModelInfo>,
  );
}

/** The account of the key, or the configured one. */
export function getAccount(options?: LookupOptions): pulumi.Output<AccountInfo> {
  return lookUp(
    {},
    options,
    async (client) => (await client.request("GET", `v1/${await accountName(client)}`)) as unknown as AccountInfo,
  );
}

/** The account's quotas with their use. */
export function getQuotas(options?: LookupOptions): pulumi.Output<QuotaInfo[]> {
  return lookUp(
    {},
    options,
    async (client) => (await client.list(`v1/${await accountName(client)}/quotas`, "quotas")) as unknown as QuotaInfo[],
  );
}

export interface DeploymentShapeQuery {
  /** Full name of the base model. */
  baseModel: pulumi.Input<string>;
  /** What the shape is tuned for, such as `FAST`; default: any. */
  presetType?: pulumi.Input<string>;
  /** GPU, such as `NVIDIA_H100_80GB`; default: any. */
  acceleratorType?: pulumi.Input<string>;
}

interface ShapeQuestion {
  baseModel: string;
  presetType?: string;
  acceleratorType?: string;
}

/**
 * The latest validated version of a shape for a base model, the newest where several shapes fit.
 * @throws when none fits, with what there is
 */
export function getDeploymentShape(
  args: DeploymentShapeQuery,
  options?: LookupOptions,
): pulumi.Output<DeploymentShapeInfo> {
  return lookUp<ShapeQuestion, DeploymentShapeInfo>(args as pulumi.Input<ShapeQuestion>, options, shapeFor);
}

async function shapeFor(client: Client, wanted: ShapeQuestion): Promise<DeploymentShapeInfo> {
  const versions = await client.list("v1/accounts/-/deploymentShapes/-/versions", "deploymentShapeVersions", {
    query: {
      filter: `snapshot.base_model="${wanted.baseModel}" AND latest_validated=true`,
      orderBy: "create_time desc",
    },
  });
  const { presetType, acceleratorType } = wanted;
  const fits = ({ snapshot }: Answer) => {
    const shape = (snapshot ?? {}) as Answer;
    return (
      (!presetType || shape.presetType === presetType) &&
      (!acceleratorType || shape.acceleratorType === acceleratorType)
    );
  };
  const found = versions.find(fits);
  if (!found) throw new Error(nothingFits(wanted, versions));
  const version = String(found.name);
  return { ...(found.snapshot as object), name: version.replace(/\/versions\/.*$/, ""), version };
}

function nothingFits(wanted: ShapeQuestion, versions: Answer[]): string {
  const names = versions.map(({ name }) => String(name).replace(/\/versions\/.*$/, ""));
  const there =
    names.length > 0
      ? `There are: ${[...new Set(names)].join(", ")}.`
      : "There is none for this model: check its full name, or create a DeploymentShape.";
  return `No validated deployment shape for ${JSON.stringify(wanted)}. ${there}`;
}
