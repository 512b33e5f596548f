import fc from "fast-check";
import { flawOf } from "./answers";
import { type KindCase, kindCases, prepare } from "./fitting";
import { type Fitted, fittedRequest, type Request } from "./request";
import { type Answered, extent, timeLimit, useServer } from "./run";
import { operationNamed, operations, snake } from "./spec";
import { meaningOf, meant, type Node, textOf } from "./valid";

const account = "accounts/emulator";
let start: unknown;
const used = useServer(async (emulator, server) => {
  await prepare(emulator, server);
  start = emulator.snapshot();
});

type Shown = Record<string, unknown>;

/** Succeeds, and answers by the specification. What is returned is what the answer means, whichever way it has zero values. */
async function done(operation: string, request: Request): Promise<Shown> {
  const answer: Answered = await used.send(request);
  const wrong =
    answer.status === 200
      ? flawOf(operationNamed(operation).id, answer.body, { masked: /readMask=/.test(request.path) })
      : "";
  if (wrong === undefined) return meant(operationNamed(operation).response, answer.body) as Shown;
  throw new Error(
    `${operation}: ${wrong}\n${request.method} ${request.path} ${request.body}\n→ ${answer.status} ${answer.text}`,
  );
}

const get = (operation: string, path: string) => done(operation, { method: "GET", path: `/v1/${path}` });

/** All of a collection, from pages of a size. */
async function listed({ kind, collection }: KindCase, size: number, query = ""): Promise<Shown[]> {
  const found: Shown[] = [];
  for (let token = ""; ; ) {
    const page = await get(`List${kind}s`, `${account}/${collection}?pageSize=${size}&pageToken=${token}${query}`);
    const items = (page[collection.split("/").at(-1) as string] ?? []) as Shown[];
    found.push(...items);
    token = (page.nextPageToken as string | undefined) ?? "";
    if (token === "") return expect(page.totalSize ?? 0).toBe(found.length) ?? found;
    expect(items).toHaveLength(size);
  }
}

/** What was asked for is what is answered. */
function granted({ completed = [], rewritten = [] }: KindCase, asked: Shown, shown: Shown): void {
  for (const [field, value] of Object.entries(asked)) {
    if (rewritten.includes(field)) continue;
    const wanted = completed.includes(field) ? expect.objectContaining(value as object) : value;
    expect([field, shown[field]]).toEqual([field, wanted]);
  }
}

/** What is asked for of the resource in a body, which some operations wrap. */
function askedIn(body: Node): Shown {
  const wrapper = ["apiKey", "dataset", "model"].find((field) => body.type.fields[field]?.kind === "message");
  const whole = meaningOf(body) as Shown;
  return wrapper ? ((whole[wrapper] ?? {}) as Shown) : whole;
}

const bare = (operation: string) => operation.replace("Gateway_", "");
const has = (operation: string) => operations.some(({ id }) => bare(id) === operation);
const nameOf = ({ collection }: KindCase, shown: Shown) =>
  (shown.name as string | undefined) ?? `${account}/${collection}/${shown.keyId}`;

/** Fields that change by themselves. */
const restless = /^(updateTime|state|status|replicaStats|replicaCount|desiredReplicaCount|deployedModelRefs|region)$/;
const lasting = (shown: Shown, except: readonly string[]) =>
  Object.fromEntries(Object.entries(shown).filter(([field]) => !restless.test(field) && !except.includes(field)));

/** What the server may clear: fields without which the object makes no sense stay. */
const clearable = ["displayName", "description", "public", "githubUrl", "extraValues", "contextLength"];

interface Change {
  /** Named in the mask. */
  masked: string[];
  /** Of those, left out of the body. */
  cleared: string[];
  values: Record<string, Node>;
}

function changesOf({ changes = {} }: KindCase): fc.Arbitrary<Change> {
  const fields = Object.keys(changes);
  return fc
    .record({
      masked: fc.subarray(fields, { minLength: Math.min(1, fields.length) }),
      cleared: fc.subarray(fields.filter((field) => clearable.includes(field))),
      values: fc.record(changes as Record<string, fc.Arbitrary<Node>>),
    })
    .map(({ masked, cleared, values }) => ({ masked, cleared: cleared.filter((one) => masked.includes(one)), values }));
}

/** By mask; what the body has beyond it must not count. */
async function changed(one: KindCase, before: Shown, { masked, cleared, values }: Change): Promise<Shown> {
  const along = (one.along ?? []).filter((field) => !masked.includes(field)).map((field) => [field, before[field]]);
  const texts = Object.entries({ ...values }).filter(
    ([field]) => !cleared.includes(field) && !one.along?.includes(field),
  );
  const own = masked
    .filter((field) => one.along?.includes(field))
    .map((field) => [field, values[field] as Node] as const);
  const body = [
    ...along.map(([field, value]) => `${JSON.stringify(field)}:${JSON.stringify(value)}`),
    ...[...texts, ...own].map(([field, node]) => `${JSON.stringify(field)}:${textOf(node)}`),
  ].join(",");
  const name = nameOf(one, before);
  const path = `/v1/${name}?updateMask=${masked.map(snake).join(",")}`;
  await done(`Update${one.kind}`, { method: "PATCH", path, body: `{${body}}` });
  const after = await get(`Get${one.kind}`, name);
  const asked = masked.map((field) => [field, cleared.includes(field) ? undefined : meaningOf(values[field] as Node)]);
  granted(
    one,
    Object.fromEntries(asked.filter(([field, value]) => value !== undefined || clearable.includes(field as string))),
    after,
  );
  expect(lasting(after, masked)).toEqual(lasting(before, masked));
  return after;
}

/** A text that every object of the kind may have, to filter and order by. */
const textField = ({ kind }: KindCase) => (kind === "Secret" ? "keyName" : "displayName");

/** Lists answer the same whatever the page, filters and orders agree with naive ones. */
async function agreed(one: KindCase): Promise<void> {
  const all = await listed(one, 200);
  for (let size = 1; size <= all.length; size++) expect(await listed(one, size)).toEqual(all);
  const field = textField(one);
  for (const { [field]: text } of all as Record<string, string | undefined>[]) {
    if (!text || text.includes("*")) continue;
    const quoted = text.replace(/["\\]/g, "\\$&");
    const filter = encodeURIComponent(`${snake(field)}="${quoted}"`);
    expect(await listed(one, 200, `&filter=${filter}`)).toEqual(all.filter((object) => object[field] === text));
    const others = all.filter((object) => object[field] !== text);
    expect(await listed(one, 200, `&filter=NOT%20${filter}`)).toEqual(others);
  }
  const shown = (object: Shown) => String(object[field] ?? "");
  for (const [direction, sign] of [
    ["asc", 1],
    ["desc", -1],
  ] as const) {
    const ordered = await listed(one, 200, `&orderBy=${snake(field)}%20${direction}`);
    expect(ordered.map(shown)).toEqual(all.map(shown).sort((a, b) => (a < b ? -sign : a > b ? sign : 0)));
    expect(new Set(ordered.map((object) => nameOf(one, object)))).toEqual(
      new Set(all.map((object) => nameOf(one, object))),
    );
  }
}

async function readInPart(one: KindCase, name: string, whole: Shown): Promise<void> {
  for (const fields of [Object.keys(whole).slice(0, 1), Object.keys(whole).slice(1)]) {
    if (fields.length === 0) continue;
    const part = await get(`Get${one.kind}`, `${name}?readMask=${fields.map(snake).join(",")}`);
    expect(part).toEqual(Object.fromEntries(fields.map((field) => [field, whole[field]])));
  }
}

async function gone(one: KindCase, shown: Shown): Promise<void> {
  const name = nameOf(one, shown);
  const query = one.kind === "Deployment" ? "?hard=true&ignoreChecks=true" : "";
  if (one.kind === "ApiKey") {
    const path = `/v1/${account}/${one.collection}:delete`;
    await done("DeleteApiKey", { method: "POST", path, body: JSON.stringify({ keyId: shown.keyId }) });
  } else {
    await done(`Delete${one.kind}`, { method: "DELETE", path: `/v1/${name}${query}` });
  }
  used.emulator.clock.advance("1m");
  const left = await listed(one, 200);
  expect(left.map((object) => nameOf(one, object))).not.toContain(name);
}

/** Identifiers that were generated must differ; where the server makes them, everything may be equal. */
const idIn = ({ request }: Fitted) =>
  /(?:_id=|Id=|"(?:(?:dataset|model)_?[iI]d|name)":")(n[a-z0-9]{8,20})/.exec(`${request.path} ${request.body}`)?.[1] ??
  request.body;

describe.each(kindCases)("$kind", (one) => {
  const creation = operationNamed(`Create${one.kind}`);
  const creations = fc.uniqueArray(fittedRequest(creation, "emulator", one.create), {
    minLength: 1,
    maxLength: one.most ?? 4,
    selector: idIn,
  });

  test(
    "what was asked for is created, shown, changed by mask, listed and deleted",
    () =>
      fc.assert(
        fc.asyncProperty(
          creations,
          fc.array(changesOf(one), { minLength: 4, maxLength: 4 }),
          fc.constantFrom("emit", "omit"),
          async (bodies, changes, zeroValues) => {
            used.emulator.restore(start);
            used.emulator.settings.zeroValues = zeroValues;
            const made: Shown[] = [];
            for (const { request, body } of bodies) {
              const shown = await done(bare(creation.id), request);
              granted(one, askedIn(body as Node), shown);
              made.push(shown);
            }
            used.emulator.clock.advance("3m");
            if (has(`Get${one.kind}`) && one.kind !== "ApiKey") {
              for (const [at, { name }] of made.entries()) {
                const before = await get(`Get${one.kind}`, name as string);
                granted(one, askedIn(bodies[at]?.body as Node), before);
                await readInPart(one, name as string, before);
                if (one.changes) await changed(one, before, changes[at] as Change);
              }
            }
            used.emulator.clock.advance("3m");
            await agreed(one);
            if (has(`Delete${one.kind}`)) for (const shown of made) await gone(one, shown);
          },
        ),
        extent(12, 0.5 / kindCases.length),
      ),
    timeLimit,
  );
});
