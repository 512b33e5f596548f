import { fieldNamed } from "../api/names";
import { resolve, type Schema } from "../api/spec";

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
