import fc from "fast-check";
import { broken, brokenBytes } from "./invalid";
import type { Operation, Parameter } from "./spec";
import { snake } from "./spec";
import { anyText, type Fits, type Node, textOf, valid } from "./valid";

export interface Request {
  method: string;
  /** With the query. */
  path: string;
  body?: string | Uint8Array;
  contentType?: string;
}

export interface Flawed extends Request {
  names: string;
  how: string;
}

/** A parameter as it is sent, in one of its spellings. */
type Pair = [name: string, value: string];

const ids = fc.oneof(
  fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/),
  anyText.filter((text) => !/[/:]/.test(text) && !["", ".", ".."].includes(text.trim()) && text.length < 100),
);

function parameterValue({ type, name }: Parameter): fc.Arbitrary<string> {
  switch (type.kind) {
    case "bool":
      return fc.constantFrom("true", "false", "1", "0", "t", "f", "T", "F", "TRUE", "FALSE", "True", "False");
    case "int32":
      return fc
        .oneof(
          fc.integer({ min: 0, max: 300 }),
          fc.maxSafeInteger().map((one) => one % 2 ** 31),
        )
        .map(String);
    case "enum":
      return fc.constantFrom(...type.values);
    case "timestamp":
      return fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456789Z", "2026-02-28T23:59:59+05:30");
    default:
      return ["filter", "orderBy", "readMask", "pageToken", "updateMask"].includes(name) ? fc.constant("") : anyText;
  }
}

function queryOf(
  operation: Operation,
  fits: Record<string, fc.Arbitrary<string | undefined> | null>,
): fc.Arbitrary<Pair[]> {
  const parameters = operation.query.map((parameter) => {
    const fit = fits[parameter.name];
    if (fit === null) return fc.constant(undefined);
    const value = fit ?? parameterValue(parameter).filter((text) => !parameter.required || text !== "");
    const pair = fc
      .tuple(fc.boolean(), value)
      .map(([snaked, text]): Pair | undefined =>
        text === undefined ? undefined : [snaked ? snake(parameter.name) : parameter.name, text],
      );
    return parameter.required || fit ? pair : fc.oneof(fc.constant(undefined), pair);
  });
  return fc.tuple(...parameters).map((pairs) => pairs.filter((pair) => pair !== undefined));
}

const pathOf = (operation: Operation, account: string, values: readonly string[]): string => {
  let at = 0;
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(name === "account_id" ? account : (values[at++] ?? "x")),
  );
};

const withQuery = (path: string, query: readonly Pair[]): string => {
  const text = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  return text ? `${path}?${text}` : path;
};

/** What makes a request of an operation succeed, beyond being valid. */
export interface Fitting {
  /** Values of the path's parameters after the account. */
  path?: string[];
  query?: Record<string, fc.Arbitrary<string | undefined> | null>;
  body?: Fits;
}

interface Parts {
  path: string;
  query: Pair[];
  body?: Node;
}

function parts(operation: Operation, account: string, fitting: Fitting): fc.Arbitrary<Parts> {
  const values = fitting.path ? fc.constant(fitting.path) : fc.array(ids, { minLength: 4, maxLength: 4 });
  return fc
    .record({
      values,
      query: queryOf(operation, fitting.query ?? {}),
      body: operation.body ? valid(operation.body, fitting.body) : fc.constant(undefined),
    })
    .map(({ values, query, body }) => ({ path: pathOf(operation, account, values), query, ...(body ? { body } : {}) }));
}

const form = (file: string) => ({
  body: `--b\r\ncontent-disposition: form-data; name="file"; filename="f.jsonl"\r\n\r\n${file}\r\n--b--\r\n`,
  contentType: "multipart/form-data; boundary=b",
});

export interface Fitted {
  request: Request;
  body?: Node;
}

export function fittedRequest(operation: Operation, account: string, fitting: Fitting): fc.Arbitrary<Fitted> {
  return parts(operation, account, fitting).map(({ path, query, body }) => ({
    request: {
      method: operation.method,
      path: withQuery(path, query),
      ...(operation.multipart ? form('{"a":1}\n') : {}),
      ...(body ? { body: textOf(body) } : {}),
    },
    ...(body ? { body } : {}),
  }));
}

export const validRequest = (operation: Operation, account: string): fc.Arbitrary<Request> =>
  fittedRequest(operation, account, {}).map(({ request }) => request);

/** A valid request with one thing wrong: in its body, its query or its path. */
export function invalidRequest(operation: Operation, account: string): fc.Arbitrary<Flawed> {
  return parts(operation, account, {}).chain((given) => {
    const flaws = [
      flawedQuery(operation, given),
      ...(given.body ? [flawedBody(given, given.body), flawedBytes(given)] : []),
    ];
    return fc
      .oneof(...flaws)
      .map((flawed) => ({ method: operation.method, ...(operation.multipart ? form("{}\n") : {}), ...flawed }));
  });
}

type Flaw = fc.Arbitrary<Omit<Flawed, "method">>;

const flawedBody = ({ path, query }: Parts, body: Node): Flaw =>
  broken(body).map(({ body: wrong, names, how }) => ({
    path: withQuery(path, query),
    body: textOf(wrong),
    names,
    how,
  }));

const flawedBytes = ({ path, query }: Parts): Flaw =>
  brokenBytes.map((body) => ({
    path: withQuery(path, query),
    body,
    names: "",
    how: `the body is ${Buffer.from(body.subarray(0, 40)).toString("latin1")}`,
  }));

const wrongValues: Record<string, string[]> = {
  bool: ["", "yes", "tRUE", "2", "null"],
  int32: ["", "x", "1.5", "1e3", "2147483648", "-2147483649", " 1", "0x10"],
  enum: ["", "NOPE", "serverless"],
  timestamp: ["", "tomorrow", "2026-02-30T00:00:00Z", "2026-01-01", "1767225600"],
};

function flawedQuery(operation: Operation, { path, query, body }: Parts): Flaw {
  const named = (pairs: Pair[], names: string, how: string) => ({ pairs, names, how });
  const strange = ["nope", "__proto__", "constructor", "PageSize", "page__size", "ID", ""].filter(
    (name) => name !== "" || operation.query.length > 0,
  );
  const flaws = [
    fc
      .constantFrom(...strange)
      .map((name) => named([...query, [name, "1"]], JSON.stringify(name), `query parameter ${name}`)),
    ...operation.query.flatMap(({ name, type, required }) => {
      const others = query.filter(([one]) => one !== name && one !== snake(name));
      const values = wrongValues[type.kind] ?? [];
      return [
        ...(values.length > 0
          ? [fc.constantFrom(...values).map((value) => named([...others, [name, value]], name, `${name}=${value}`))]
          : []),
        ...(type.kind === "list"
          ? []
          : [fc.constant(named([...others, [name, "true"], [name, "true"]], name, `${name} twice`))]),
        ...(required ? [fc.constant(named(others, `${name} is required`, `no ${name}`))] : []),
      ];
    }),
  ];
  return fc.oneof(...flaws).map(({ pairs, names, how }) => ({
    path: withQuery(path, pairs),
    ...(body ? { body: textOf(body) } : {}),
    names,
    how,
  }));
}
