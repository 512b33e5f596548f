/** A JSON Schema as far as it is used here. */
export interface Json {
  [keyword: string]: unknown;
  type?: string | string[];
  description?: string;
  markdownDescription?: string;
  errorMessage?: string;
  properties?: Record<string, Json | boolean>;
  additionalProperties?: boolean | Json;
  required?: string[];
  items?: Json;
  anyOf?: Json[];
  enum?: readonly unknown[];
  const?: unknown;
  pattern?: string;
  suggestions?: readonly string[];
}

export const ref = (name: string): Json => ({ $ref: `#/definitions/${name}` });

/** To the linter a literal would make a promise. */
const THEN = "then";

export const when = (condition: Json, consequence: Json, otherwise?: Json): Json => ({
  if: condition,
  [THEN]: consequence,
  ...(otherwise ? { else: otherwise } : {}),
});

/** Text with a reference somewhere in it: its value is not known here. */
const SOME_REFERENCE = "\\$\\{";
/** Nothing but one reference, which stands for a value of any type. */
export const REFERENCE = '^\\$\\{([^}"]|"([^"\\\\]|\\\\.)*")+\\}$';

/** An object is a function's call where no object is asked for. */
const CALL = when({ type: "object" }, ref("function"));
/** An object with a function's key is a call, and else what is declared. */
export const IS_CALL: Json = { type: "object", not: { propertyNames: { not: { pattern: "^[fF][nN]::" } } } };

const docs = ({ description, markdownDescription, errorMessage }: Json): Json => ({
  ...(description === undefined ? {} : { description, markdownDescription }),
  ...(errorMessage === undefined ? {} : { errorMessage: `${errorMessage}, or a reference such as \${config.key}` }),
});

const limits = (node: Json, ...keys: string[]): Json =>
  Object.fromEntries(keys.filter((key) => node[key] !== undefined).map((key) => [key, node[key]]));

const escaped = (text: unknown) => String(text).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** A pattern for everything that a text must be: the other keywords would measure a reference instead of its value. */
function patternOf(node: Json): string | undefined {
  if (node.anyOf) return node.anyOf.map(patternOf).join("|");
  const words = node.enum ?? (node.const === undefined ? undefined : [node.const]);
  if (words) return words.map((word) => `^${escaped(word)}$`).join("|");
  const { minLength: min, maxLength: max, pattern } = node;
  if (min === undefined && max === undefined) return pattern;
  const length = `^(?=[\\s\\S]{${min ?? 0},${max ?? ""}}$)`;
  return pattern === undefined ? length : `${length}(?:${pattern})`;
}

/** Offered for completion, refusing nothing. */
function offered(node: Json): Json {
  const values = [node.suggestions, node.enum, ...(node.anyOf ?? []).map((form) => form.const && [form.const])];
  const known = values.flatMap((some) => some ?? []);
  return known.length > 0 ? { anyOf: [{ enum: known }, {}] } : {};
}

function text(node: Json): Json {
  const own = patternOf(node);
  return {
    type: ["string", "object"],
    ...(own === undefined ? {} : { pattern: `${own}|${SOME_REFERENCE}` }),
    ...offered(node),
    ...CALL,
  };
}

function object(node: Json): Json {
  const { properties, additionalProperties: rest, required } = node;
  return {
    type: ["object", "string"],
    pattern: REFERENCE,
    ...when(IS_CALL, ref("function"), {
      ...(properties ? { properties: widenedAll(properties) } : {}),
      ...(rest === undefined ? {} : { additionalProperties: typeof rest === "object" ? widened(rest) : rest }),
      ...(required ? { required } : {}),
    }),
  };
}

function shapeOf(node: Json): Json {
  const { type } = node;
  if (node.anyOf || type === "string") return text(node);
  if (type === "object") return object(node);
  if (type === "array")
    return {
      type: ["array", "string", "object"],
      pattern: REFERENCE,
      items: widened(node.items ?? {}),
      ...limits(node, "minItems"),
      ...CALL,
    };
  if (type === "boolean") return { type: ["boolean", "string", "object"], pattern: REFERENCE, ...CALL };
  if (type === "integer" || type === "number")
    return { type: [type, "string", "object"], pattern: REFERENCE, ...limits(node, "minimum", "maximum"), ...CALL };
  if (type === undefined) return { allOf: [ref("any")] };
  throw new Error(`no form in YAML for ${JSON.stringify(node)}`);
}

/** What may stand in a file for a value: the value itself, a reference to another one, or a function's call. */
export const widened = (node: Json): Json => ({ ...docs(node), ...shapeOf(node) });

export const widenedAll = (properties: Record<string, Json | boolean>): Record<string, Json | boolean> =>
  Object.fromEntries(
    Object.entries(properties).map(([key, node]) => [key, typeof node === "boolean" ? node : widened(node)]),
  );
