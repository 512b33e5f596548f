import * as pulumi from "@pulumi/pulumi";
import { processes } from "./engine/processes";

/** Who asks the gateway, and where it is. What is left out comes from the stack's configuration, then the environment. */
export interface ProviderArgs {
  /** The API key; always kept as a secret. Configuration `fireworks:apiKey`, environment `FIREWORKS_API_KEY`. */
  apiKey?: pulumi.Input<string>;
  /** The account's id. Configuration `fireworks:accountId`, environment `FIREWORKS_ACCOUNT_ID`; default: the only one that the key sees. */
  accountId?: pulumi.Input<string>;
  /** Configuration `fireworks:baseUrl`, environment `FIREWORKS_BASE_URL`; default `https://api.fireworks.ai`. Only https, or loopback. */
  baseUrl?: pulumi.Input<string>;
}

export const PROVIDER_ARGUMENTS = ["apiKey", "accountId", "baseUrl"];

/** What this package reads of the stack's configuration, besides the data of a declarative stack. */
export const CONFIGURATION_KEYS = [
  ...PROVIDER_ARGUMENTS,
  "debug",
  "takeoverWindow",
  "mark",
  "preview",
  "prices",
  "file",
  "overlays",
];

/**
 * Another account, or another key, than the stack's default.
 *
 * @example
 * const production = new fireworks.Provider("production", {
 *   apiKey: config.requireSecret("productionKey"),
 *   accountId: "acme-production",
 * });
 * new fireworks.Secret("openai", { keyName: "OPENAI_API_KEY", value }, { provider: production });
 */
export class Provider extends pulumi.ProviderResource {
  /** What the provider was given, for lookups through it. */
  readonly settings: pulumi.Output<{ apiKey?: string; accountId?: string; baseUrl?: string }>;

  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    const wrong = Object.keys(args).find((key) => !PROVIDER_ARGUMENTS.includes(key));
    if (wrong !== undefined)
      throw new pulumi.RunError(
        `Provider ${name} has no argument ${wrong}: there are ${PROVIDER_ARGUMENTS.join(", ")}.`,
      );
    const stack = new pulumi.Config("fireworks");
    const apiKey = args.apiKey ?? stack.getSecret("apiKey");
    const given = {
      accountId: args.accountId ?? stack.get("accountId"),
      baseUrl: args.baseUrl ?? stack.get("baseUrl"),
      ...(apiKey === undefined ? {} : { apiKey: pulumi.secret(apiKey) }),
    };
    const config = Object.entries(given).map(([key, value]) => [`fireworks:${key}`, value]);
    super("pulumi-nodejs", name, Object.fromEntries(config), options);
    processes.count++;
    this.settings = pulumi.output(given) as typeof this.settings;
  }
}
