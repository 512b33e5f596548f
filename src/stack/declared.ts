import { own } from "../lifecycle/own";
import { type Expression, expressionOf } from "./expression";
import { perhaps } from "./meant";
import { literal, strangers } from "./members";
import { isNull, type Mapping, type Member, type Path, type Place } from "./node";
import type { Report } from "./problem";

export interface Declared {
  place: Place;
  path: Path;
  key: string;
  type: string | undefined;
  secret: boolean;
  default: Expression | undefined;
}

export const CONFIG_TYPES = ["string", "number", "integer", "boolean", "object", "array"] as const;

const DECLARED = ["type", "default", "secret", "name", "description", "value", "items"];

/** Pulumi YAML's `config`: `replicas: {type: integer, default: 1}`, or a value that is the default. */
export function declaredOf(key: string, { place, value }: Member, report: Report): Declared {
  const path = ["config", key];
  if (value.is !== "map") {
    const type = value.is === "list" ? "array" : undefined;
    const given = isNull(value) ? undefined : expressionOf(value, path, report);
    return { place, path, key, type, secret: false, default: given };
  }
  strangers(value.members, path, DECLARED, "a declared configuration key", report);
  const name = literal(value, "name", "string", path, report);
  const fallback = value.members.get("default") ?? value.members.get("value");
  return {
    place,
    path,
    key: typeof name === "string" ? name : key,
    type: configType(value, path, report),
    secret: literal(value, "secret", "boolean", path, report) === true,
    default:
      fallback && !isNull(fallback.value) ? expressionOf(fallback.value, [...path, "default"], report) : undefined,
  };
}

export const OTHER_WORDS: Record<string, string> = {
  int: "integer",
  list: "array",
  bool: "boolean",
  map: "object",
  str: "string",
  text: "string",
};

function configType(map: Mapping, path: Path, report: Report): string | undefined {
  const written = literal(map, "type", "string", path, report);
  if (typeof written !== "string") return undefined;
  const lower = written.toLowerCase();
  const type = /^(list|array)<.*>$/.test(lower) ? "array" : ((own(OTHER_WORDS, lower) as string | undefined) ?? lower);
  if ((CONFIG_TYPES as readonly string[]).includes(type)) return type;
  const { place } = (map.members.get("type") as Member).value;
  report(place, [...path, "type"], `must be one of ${CONFIG_TYPES.join(", ")}${perhaps(lower, CONFIG_TYPES)}`);
  return undefined;
}
