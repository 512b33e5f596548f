import { asksByDefault, type Expression, type Referring, referencesIn } from "./expression";
import { placeText } from "./problem";
import type { Scope } from "./scope";
import type { Resource } from "./template";

/** What a resource waits for, in all of its parts. */
export function expressionsOf(resource: Resource): Expression[] {
  return [resource.properties, resource.get, ...resource.options.values()].filter((one) => one !== undefined);
}

/** `${config.key}` is the key that is declared. */
const nameOf = ({ reference: { root, rest } }: Referring): string => (root === "config" ? String(rest[0]) : root);

/** Resources in an order in which each comes after what it refers to; cycles are reported, each whole. */
export function ordered(scope: Scope): Resource[] {
  const { resources, variables, config } = scope.template;
  const done = new Set<string>();
  const way: string[] = [];
  const order: Resource[] = [];
  const everywhere = [...resources.values()].filter(
    ({ defaultProvider, type }) => defaultProvider && type.is === "provider",
  );
  const needs = (name: string): string[] => {
    const resource = resources.get(name);
    const other = variables.get(name)?.value ?? config.get(name)?.default;
    const expressions = resource ? expressionsOf(resource) : other ? [other] : [];
    const named = expressions.flatMap((one) => referencesIn(one)).map(nameOf);
    const asks = resource?.type.is === "kind" || expressions.some(asksByDefault);
    const implied = asks ? everywhere.map(({ key }) => key) : [];
    return [...implied, ...named].filter((one) => resources.has(one) || variables.has(one) || config.has(one));
  };
  const visit = (name: string): void => {
    if (done.has(name)) return;
    if (way.includes(name)) {
      refuse([...way.slice(way.indexOf(name)), name], scope);
      return;
    }
    way.push(name);
    for (const need of new Set(needs(name))) visit(need);
    way.pop();
    done.add(name);
    const resource = resources.get(name);
    if (resource) order.push(resource);
  };
  for (const name of [...resources.keys(), ...variables.keys(), ...config.keys()]) visit(name);
  return order;
}

function refuse(cycle: string[], { template, report }: Scope): void {
  const at = (name: string) =>
    template.resources.get(name) ?? template.variables.get(name) ?? template.config.get(name);
  const first = at(cycle[0] as string);
  const told = cycle.map((name) => {
    const place = at(name)?.place;
    return place ? `${name} (${placeText(place)})` : name;
  });
  const implied = cycle.some((name) => template.resources.get(name)?.defaultProvider)
    ? " (what names no provider refers to the default Provider)"
    : "";
  if (first)
    report(
      first.place,
      first.path,
      `refers to itself: ${told.join(" → ")}${implied}. Take one of these references out`,
    );
}
