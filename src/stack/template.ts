import { own } from "../lifecycle/own";
import { SECTIONS } from "./configured";
import { type Declared, declaredOf } from "./declared";
import { type Expression, expressionOf } from "./expression";
import { meant, perhaps } from "./meant";
import { literal, members, strangers } from "./members";
import { describe, isNull, type Mapping, type Member, type Node, type Path, type Place } from "./node";
import { OPTION_NAMES, WITHOUT_MEANING } from "./options";
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
    if (key !== "$schema" && !(SECTIONS as readonly string[]).includes(key)) report(place, [key], strangeSection(key));
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
  return {
    key,
    name: nameOf(key, name, place, path, report),
    type: typeIn(value, place, path, report),
    place,
    path,
    written: properties,
    properties: properties && expressionOf(properties.value, [...path, "properties"], report),
    options: optionsOf(value, [...path, "options"], report),
    get: getOf(value, [...path, "get"], report),
    defaultProvider: literal(value, "defaultProvider", "boolean", path, report) === true,
  };
}

/** Pulumi's own complaint has no place. */
function nameOf(key: string, written: unknown, place: Place, path: Path, report: Report): string {
  const name = typeof written === "string" ? written : key;
  if (name === "") report(place, written === "" ? [...path, "name"] : path, "must have a name that is not empty");
  return name;
}

/** The id of what is only looked at: whoever writes `get` wants nothing made. */
function getOf(resource: Mapping, path: Path, report: Report): Expression | undefined {
  const written = resource.members.get("get");
  if (!written) return undefined;
  const get = members(resource, path, report);
  strangers(get, path, ["id"], "get", report);
  const id = get.get("id");
  if (id) return expressionOf(id.value, [...path, "id"], report);
  return { is: "value", value: null, place: written.place, path: [...path, "id"] };
}

function typeIn(map: Mapping, place: Place, path: Path, report: Report): Type {
  const written = literal(map, "type", "string", path, report);
  if (typeof written === "string") {
    const type = typeOf(written);
    if (type) return type;
    report((map.members.get("type") as Member).value.place, [...path, "type"], unknownType(written));
  }
  const given = map.members.get("type");
  if (!given || isNull(given.value)) report(place, [...path, "type"], "is required, such as `type: Deployment`");
  return { is: "unknown", name: "resource" };
}

function optionsOf(resource: Mapping, path: Path, report: Report): Map<string, Expression> {
  const found = new Map<string, Expression>();
  for (const [key, { place, value }] of members(resource, path, report)) {
    const here = [...path, key];
    const refused = own(WITHOUT_MEANING, key) as string | undefined;
    if (refused) report(place, here, refused);
    else if (!OPTION_NAMES.includes(key)) report(place, here, `there is no such option${meant(key, OPTION_NAMES)}`);
    else if (!isNull(value)) found.set(key, expressionOf(value, here, report));
  }
  return found;
}
