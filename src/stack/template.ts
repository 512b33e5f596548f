import { type Declared, declaredOf } from "./declared";
import { type Expression, expressionOf } from "./expression";
import { meant, perhaps } from "./meant";
import { literal, members, strangers } from "./members";
import { describe, isNull, type Mapping, type Member, type Node, type Path, type Place } from "./node";
import { ALIAS_MEMBERS, OPTION_NAMES, optionCalled, TIMEOUTS, WITHOUT_MEANING } from "./options";
import type { Report } from "./problem";
import { type Type, typeOf, unknownType } from "./types";

export interface Variable {
  place: Place;
  path: Path;
  value: Expression;
}

export interface Resource {
  /** The key, by which the data refers to it. */
  key: string;
  /** The logical name, part of the URN. */
  name: string;
  type: Type;
  place: Place;
  path: Path;
  /** As they are written: messages about them need the places. */
  written: Member | undefined;
  properties: Expression | undefined;
  options: Map<string, Expression>;
  /** The id of an object that is only looked at. */
  get: Expression | undefined;
  /** A Provider for all resources that name none. */
  defaultProvider: boolean;
}

/** The data in its parts. */
export interface Template {
  config: Map<string, Declared>;
  variables: Map<string, Variable>;
  resources: Map<string, Resource>;
  outputs: Map<string, Variable>;
}

const SECTIONS = ["config", "variables", "resources", "outputs"];
const PULUMI_YAML = [
  "name",
  "runtime",
  "description",
  "main",
  "backend",
  "template",
  "plugins",
  "packages",
  "components",
  "pulumi",
];

export function templateOf(top: Mapping, report: Report): Template {
  for (const [key, { place }] of top.members)
    if (key !== "$schema" && !SECTIONS.includes(key)) report(place, [key], strangeSection(key));
  const entries = (section: string) =>
    [...members(top, [section], report)].map(([key, member]) => [key, member] as const);
  const expression = (section: string) =>
    new Map(entries(section).map(([key, { place, value }]) => [key, variable([section, key], place, value, report)]));
  return {
    config: new Map(entries("config").map(([key, member]) => [key, declaredOf(key, member, report)])),
    variables: expression("variables"),
    resources: new Map(
      entries("resources").flatMap(([key, member]) => {
        const resource = resourceOf(key, member, report);
        return resource ? [[key, resource] as const] : [];
      }),
    ),
    outputs: expression("outputs"),
  };
}

function strangeSection(key: string): string {
  if (PULUMI_YAML.includes(key)) return `belongs into Pulumi.yaml: here stand ${SECTIONS.join(", ")}`;
  return `is none of ${SECTIONS.join(", ")}${perhaps(key === "configuration" ? "config" : key, SECTIONS)}`;
}

const variable = (path: Path, place: Place, value: Node, report: Report): Variable => ({
  place,
  path,
  value: expressionOf(value, path, report),
});

const RESOURCE = ["type", "name", "properties", "options", "get", "defaultProvider"];

function resourceOf(key: string, { place, value }: Member, report: Report): Resource | undefined {
  const path = ["resources", key];
  if (value.is !== "map") {
    report(place, path, `must be a map with type and properties, not ${describe(value)}`);
    return undefined;
  }
  strangers(value.members, path, RESOURCE, "a resource", report);
  const written = value.members.get("properties");
  const properties = written && !isNull(written.value) ? written : undefined;
  const name = literal(value, "name", "string", path, report);
  const get = members(value, [...path, "get"], report);
  strangers(get, [...path, "get"], ["id"], "get", report);
  const id = get.get("id");
  return {
    key,
    name: typeof name === "string" ? name : key,
    type: typeIn(value, place, path, report),
    place,
    path,
    written: properties,
    properties: properties && expressionOf(properties.value, [...path, "properties"], report),
    options: optionsOf(value, [...path, "options"], report),
    get: id && expressionOf(id.value, [...path, "get", "id"], report),
    defaultProvider: literal(value, "defaultProvider", "boolean", path, report) === true,
  };
}

function typeIn(map: Mapping, place: Place, path: Path, report: Report): Type {
  const written = literal(map, "type", "string", path, report);
  if (typeof written === "string") {
    const type = typeOf(written);
    if (type) return type;
    report((map.members.get("type") as Member).value.place, [...path, "type"], unknownType(written));
  }
  if (!map.members.has("type")) report(place, [...path, "type"], "is required, such as `type: Deployment`");
  return { is: "unknown", name: "resource" };
}

function optionsOf(resource: Mapping, path: Path, report: Report): Map<string, Expression> {
  const found = new Map<string, Expression>();
  for (const [key, { place, value }] of members(resource, path, report)) {
    const here = [...path, key];
    if (WITHOUT_MEANING[key]) report(place, here, WITHOUT_MEANING[key]);
    else if (!OPTION_NAMES.includes(key)) report(place, here, `there is no such option${meant(key, OPTION_NAMES)}`);
    else if (!isNull(value)) {
      optionMembers(key, value, here, report);
      found.set(key, expressionOf(value, here, report));
    }
  }
  return found;
}

function optionMembers(key: string, value: Node, path: Path, report: Report): void {
  const { form } = optionCalled(key);
  if (form === "timeouts" && value.is === "map") strangers(value.members, path, TIMEOUTS, "customTimeouts", report);
  for (const [index, item] of form === "aliases" && value.is === "list" ? value.items.entries() : [])
    if (item.is === "map") strangers(item.members, [...path, index], ALIAS_MEMBERS, "an alias", report);
}
