import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { handlerText } from "./handler-text";
import { HIDDEN_KEY, type Hidden, seconds } from "./hidden";
import { nameProgramLines } from "./position";
import { allProcesses } from "./processes";
import { keepSecretsOutOfDebugOutput } from "./registered";
import { typeToken } from "./type-token";

/** What a class needs to know of its kind at run time, made from the kind's declaration. */
export interface ResourceType {
  type: string;
  /** The argument that pins the API's id. */
  idField?: string;
  /** Everything that is a property of the resource: arguments and outputs. */
  properties: readonly string[];
  /** Arguments that are secret, `value` or `source.awsS3Source.accessSecret`. */
  secrets: readonly string[];
}

type Props = Record<string, unknown>;

keepSecretsOutOfDebugOutput();

/** A resource of the Fireworks AI gateway. */
export abstract class FireworksResource extends pulumi.CustomResource {
  protected constructor(
    type: ResourceType,
    name: string,
    args: object | undefined,
    options: pulumi.CustomResourceOptions = {},
  ) {
    const { import: importId, ...given } = options;
    // The engine ignores what the provider says of a forced replacement; an id that is taken cannot be had twice.
    const rest = pinned(type, args as Props | undefined) ? { deleteBeforeReplace: true, ...given } : given;
    // A transformation may set it, or the parent: only the finished resource knows.
    let finished = (_resource: { __protect?: boolean }): void => {};
    const isProtected = new Promise<boolean>((resolve) => {
      finished = (resource) => resolve(resource.__protect === true);
    });
    const props = { ...declared(type), ...concealed(type.secrets, { ...args }), __provider: handlerText(type.type) };
    // A lookup by id calls no check: what only check takes out must not be passed.
    const sent =
      rest.id === undefined
        ? { ...props, [HIDDEN_KEY]: hidden(type, name, { ...rest, import: importId }, isProtected) }
        : props;
    const putBack = nameProgramLines(new.target as unknown as new () => unknown);
    try {
      super(typeToken(type.type), name, sent, rest);
    } finally {
      putBack();
    }
    finished(this as { __protect?: boolean });
  }
}

const pinned = (type: ResourceType, args: Props | undefined) =>
  type.idField !== undefined && args?.[type.idField] !== undefined;

const declared = (type: ResourceType): Props => Object.fromEntries(type.properties.map((key) => [key, undefined]));

/** A value that is declared secret is one, whether or not the program says so. */
function concealed(paths: readonly string[], args: Props): Props {
  for (const path of paths) {
    const [head = "", ...rest] = path.split(".");
    const value = args[head];
    if (value === undefined || value === null) continue;
    const plain =
      rest.length > 0 && typeof value === "object" && !pulumi.Output.isInstance(value) && !(value instanceof Promise);
    args[head] = plain ? concealed([rest.join(".")], { ...(value as Props) }) : pulumi.secret(value);
  }
  return args;
}

type Options = Omit<pulumi.CustomResourceOptions, "import"> & { import: pulumi.Input<pulumi.ID> | undefined };

function hidden(
  type: ResourceType,
  name: string,
  options: Options,
  isProtected: Promise<boolean>,
): pulumi.Input<Record<keyof Hidden, unknown>> {
  const dryRun = pulumi.runtime.isDryRun();
  return {
    urn: untracked(pulumi.createUrn(name, typeToken(type.type), options.parent)),
    dryRun,
    import: options.import,
    timeouts: timeouts(name, options.customTimeouts),
    monitor: monitorAddress(),
    stack: stackName(),
    preview: dryRun ? preview(options, isProtected) : undefined,
  };
}

/** The mocks of a unit test may have no organization, and then the SDK throws. */
function stackName(): string | undefined {
  try {
    return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  } catch {
    return undefined;
  }
}

function preview({ deleteBeforeReplace }: Options, isProtected: Promise<boolean>) {
  const config = new pulumi.Config("fireworks");
  const prices = config.get("prices") || process.env.FIREWORKS_PRICES;
  return {
    settings: config.get("preview"),
    prices: prices ? resolve(pulumi.runtime.getRootDirectory(), prices) : undefined,
    protect: isProtected,
    deleteBeforeReplace,
    processes: allProcesses(),
  };
}

/** As a promise: an output would make the resource depend on its parent, and so on all of the parent's children. */
const untracked = (urn: pulumi.Output<string>) => new Promise<string>((resolve) => void urn.apply(resolve));

/** Not part of Pulumi's published types; without it only the question what state holds goes unanswered. */
function monitorAddress(): string | undefined {
  try {
    const { getStore } = require("@pulumi/pulumi/runtime/state") as {
      getStore: () => { settings: { options: { monitorAddr?: string } } };
    };
    return getStore().settings.options.monitorAddr;
  } catch {
    return undefined;
  }
}

function timeouts(name: string, custom: pulumi.CustomTimeouts | undefined): Hidden["timeouts"] {
  const given = Object.entries(custom ?? {}).filter(([, text]) => (text ?? "") !== "");
  const limits = given.map(([key, text]) => {
    const value = seconds(String(text));
    if (value === undefined)
      throw new pulumi.RunError(
        `customTimeouts.${key} of ${name} must be a duration such as "40m", not ${JSON.stringify(text)}`,
      );
    return [key, value] as const;
  });
  // To Pulumi zero is what is not set.
  return Object.fromEntries(limits.filter(([, value]) => value > 0));
}
