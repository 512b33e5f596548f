import { fieldNamed } from "../api/names";
import { resolve, type Schema } from "../api/spec";
import { invalid } from "../error";

interface FieldPath {
  /** camelCase names, from the outside in. */
  names: readonly string[];
  /** Whether a field on the way is output only. */
  output: boolean;
}

/**
 * The fields that a path of a mask names; undefined when there is no such field. As in protobuf's FieldMask, only messages have fields: what
 * is in a list or map cannot be named.
 */
export function fieldPath(text: string, schema: Schema): FieldPath | undefined {
  let at: Schema | undefined = schema;
  let output = false;
  const names: string[] = [];
  for (const part of text.trim().split(".")) {
    const fields: Record<string, Schema> = (at && resolve(at).properties) ?? {};
    const name = fieldNamed(part, fields);
    if (name === undefined) return undefined;
    at = fields[name];
    output ||= at?.readOnly === true;
    names.push(name);
  }
  return { names, output };
}

/** Of a path into answers, which also leads into lists and maps: a typing error in its first field would find nothing. */
export function checkTopField(parameter: string, path: string, schema: Schema): void {
  const { properties } = resolve(schema);
  if (properties && fieldNamed(path.split(".")[0] as string, properties) === undefined)
    throw invalid(`invalid ${parameter}: unknown field "${path}"`);
}
