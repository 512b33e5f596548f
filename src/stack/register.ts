import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../configuration";
import * as classes from "../generated";
import { aliasesIn } from "./aliases";
import type { Expression } from "./expression";
import { known } from "./known";
import { isResource } from "./named";
import { optionCalled } from "./options";
import type { Resource } from "./template";
import { defaultProvider, inputOf, type Made, resourceOf } from "./values";

type Options = Record<string, unknown>;
type Class = {
  new (name: string, args: object, options: object): pulumi.Resource;
  get: (name: string, id: pulumi.Input<string>, options: object) => pulumi.Resource;
};

/** The package that all kinds belong to is that of dynamic providers. */
const DYNAMIC = "pulumi-nodejs:dynamic:Resource";

/** In an order in which all that a resource refers to was made before. */
export function register(order: readonly Resource[], made: Made): void {
  for (const resource of order) {
    const given = optionsFor(resource, made);
    if (resource.type.is === "kind" && !("provider" in given) && !inherits(given.parent))
      given.provider = defaultProvider(made);
    made.resources.set(resource.key, registered(resource, given, made));
  }
}

/** A parent lends its provider to what is below it, if it has one. */
const inherits = (parent: unknown): boolean =>
  pulumi.Resource.isInstance(parent) && parent.getProvider(DYNAMIC) !== undefined;

function registered(resource: Resource, given: Options, made: Made): pulumi.Resource {
  const { name, type, get } = resource;
  const args = resource.properties ? (inputOf(resource.properties, made) as object) : {};
  if (type.is === "provider") return new Provider(name, args, given);
  if (type.is === "stack reference") return new pulumi.StackReference(name, args as pulumi.StackReferenceArgs, given);
  const kind = (classes as unknown as Record<string, Class>)[type.name] as Class;
  return get ? kind.get(name, inputOf(get, made) as pulumi.Input<string>, given) : new kind(name, args, given);
}

function optionsFor(resource: Resource, made: Made): Options {
  return Object.fromEntries([...resource.options].map(([name, value]) => [name, optionOf(name, value, made)]));
}

function optionOf(name: string, value: Expression, made: Made): unknown {
  const { form } = optionCalled(name);
  if (form === "resource") return resourceOf(value, made);
  if (form === "resources") return (value.is === "list" ? value.items : [value]).map((one) => resourceOf(one, made));
  if (form === "aliases") return aliasesIn(value, made.scope).map((one) => aliasOf(one, made));
  return form === "any" || form === "text" ? inputOf(value, made) : known(value, made.scope);
}

function aliasOf(alias: Expression, made: Made): unknown {
  if (alias.is !== "map") return inputOf(alias, made);
  const entries = [...alias.members].flatMap(([key, value]): [string, unknown][] => {
    if (key === "noParent") return known(value, made.scope) === true ? [["parent", pulumi.rootStackResource]] : [];
    if (key === "parentUrn") return [["parent", inputOf(value, made)]];
    return [[key, key === "parent" ? parentOf(value, made) : inputOf(value, made)]];
  });
  return Object.fromEntries(entries);
}

/** `${chat}`, or a URN. */
const parentOf = (value: Expression, made: Made) =>
  isResource(value, made.scope) ? resourceOf(value, made) : inputOf(value, made);
