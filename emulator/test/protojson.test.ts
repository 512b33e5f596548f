import { request } from "node:http";
import { account, catalogueModel, fastShape, useEmulator } from "./support";

const used = useEmulator();
const valid = { baseModel: catalogueModel, deploymentShape: fastShape };

/** The text of a field's value as it is sent, in a deployment: what JSON.stringify would never write is among them. */
const sent = async (field: string, text: string) => {
  const response = await fetch(`${used.emulator.url}/v1/${account}/deployments?validateOnly=true`, {
    method: "POST",
    headers: { authorization: "Bearer fw_emulator_key" },
    body: JSON.stringify({ ...valid, "": 0 }).replace('"":0', `"${field}":${text}`),
  });
  return { status: response.status, body: await response.json() };
};

// Each line was held against protobuf-go 1.36.12, whose error texts the service answers.
test.each([
  ["maxReplicaCount", "2.0", 2],
  ["maxReplicaCount", '"2"', 2],
  ["maxReplicaCount", "1e1", 10],
  ["maxReplicaCount", '"10e-1"', 1],
  ["expireTime", '"2036-01-01T05:30:00.5+05:30"', "2036-01-01T00:00:00.500Z"],
  ["expireTime", '"2036-02-29T00:00:00.123456789Z"', "2036-02-29T00:00:00.123456789Z"],
  ["expireTime", '"2036-01-01T00:00:00.120-00:00"', "2036-01-01T00:00:00.120Z"],
  ["autoscalingPolicy", '{"scaleUpWindow":"+1.5s"}', { scaleUpWindow: "1.500s" }],
  ["autoscalingPolicy", '{"scaleUpWindow":"60.000s"}', { scaleUpWindow: "60s" }],
  ["autoscalingPolicy", '{"loadTargets":{"default":"0.5"}}', { loadTargets: { default: 0.5 } }],
  ["annotations", '{"a":""}', { a: "" }],
  ["extraValues", '{"a":null,"b":[0,{"c":false}]}', { a: null, b: [0, { c: false }] }],
  ["max_replica_count", "null", 1],
])("%s: %s is read as %j", async (field, text, shown) => {
  const { status, body } = await sent(field, text);
  const name = field === "max_replica_count" ? "maxReplicaCount" : field;
  const wanted = typeof shown === "object" ? expect.objectContaining(shown) : shown;
  expect([status, body[name]]).toEqual([200, wanted]);
});

test("a map has whatever keys it is given", async () => {
  const { body } = await sent("annotations", '{"__proto__":"x","constructor":"y"}');
  expect(Object.entries(body.annotations)).toEqual(
    expect.arrayContaining([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]),
  );
});

test("an enumeration that is said to be unspecified is as good as absent", async () => {
  const { status, body } = await sent(
    "acceleratorType",
    '"ACCELERATOR_TYPE_UNSPECIFIED","directRouteType":"DIRECT_ROUTE_TYPE_UNSPECIFIED"',
  );
  expect([status, body.acceleratorType]).toEqual([200, "NVIDIA_H200_141GB"]);
});

test("what the schema requires is answered at its zero value even where others are left out", async () => {
  used.emulator.settings.zeroValues = "omit";
  const office = { schedule: "0 8 * * 1-5", duration: "60s", timezone: "UTC", minReplicaCount: 0 };
  const { body } = await sent("autoscalingPolicy", JSON.stringify({ scalingSchedules: { office } }));
  expect(body.autoscalingPolicy.scalingSchedules).toEqual({ office });
});

test("64-bit numbers keep all their digits, as a number too", async () => {
  const body = '{"datasetId":"d","dataset":{"exampleCount":9007199254740993}}';
  const headers = { authorization: "Bearer fw_emulator_key" };
  const response = await fetch(`${used.emulator.url}/v1/${account}/datasets`, { method: "POST", headers, body });
  expect(await response.json()).toMatchObject({ exampleCount: "9007199254740993" });
});

test.each([
  [
    "maxReplicaCount",
    "1.5",
    "int32 field maxReplicaCount: 1.5 (must be a whole number from -2147483648 to 2147483647)",
  ],
  ["maxReplicaCount", '"01"', 'int32 field maxReplicaCount: "01"'],
  ["maxReplicaCount", '"1 "', 'int32 field maxReplicaCount: "1 "'],
  ["maxReplicaCount", "2147483648", "int32 field maxReplicaCount: 2147483648"],
  ["enableAddons", '"true"', 'bool field enableAddons: "true" (must be true or false)'],
  ["displayName", "1", "string field displayName: 1 (must be a string)"],
  ["expireTime", '"2036-02-30T00:00:00Z"', 'timestamp field expireTime: "2036-02-30T00:00:00Z"'],
  ["expireTime", '"2036-01-01t00:00:00z"', "must be a time such as"],
  ["expireTime", '"2036-01-01T00:00:00.1234567891Z"', "timestamp field expireTime"],
  [
    "autoscalingPolicy",
    '{"scaleUpWindow":"1m"}',
    'duration field autoscalingPolicy.scaleUpWindow: "1m" (must be seconds',
  ],
  ["autoscalingPolicy", '{"loadTargets":{"default":1e39}}', "float field autoscalingPolicy.loadTargets.default"],
  ["autoscalingPolicy", '{"loadTargets":{"a":null}}', "float field autoscalingPolicy.loadTargets.a: null"],
  ["directRouteType", '"NOPE"', "(must be one of DIRECT_ROUTE_TYPE_UNSPECIFIED, "],
  ["directRouteApiKeys", '["a",1]', "string field directRouteApiKeys[1]: 1"],
  ["extraArgs", "[null]", "string field extraArgs[0]: null"],
  ["placement", "[]", "message field placement: [] (must be an object)"],
])("%s: %s is refused, and the message says where and why", async (field, text, message) => {
  const { status, body } = await sent(field, text);
  expect([status, body.message]).toEqual([400, expect.stringMatching(/^invalid value for /)]);
  expect(body.message).toContain(message);
});

test("an enumeration's number is refused, as nobody outside knows it", async () => {
  expect((await sent("directRouteType", "1")).body.message).toMatch(
    /^invalid value for enum field directRouteType: 1 /,
  );
});

test.each([
  ['"x","displayName":"y"', 'duplicate field "displayName"'],
  ['"x","display_name":"y"', 'duplicate field "displayName"'],
  ['"x","display__name":"y"', 'unknown field "display__name"'],
  ['"x","__proto__":{}', 'unknown field "__proto__"'],
  ['"x","constructor":1', 'unknown field "constructor"'],
  ['"\\ud800"', "invalid JSON: half a surrogate pair"],
  [`${"[".repeat(2000)}${"]".repeat(2000)}`, "invalid JSON: nested deeper than 1000"],
])("displayName: %.40s is refused", async (text, message) => {
  const { status, body } = await sent("displayName", text);
  expect([status, body.message]).toEqual([400, message]);
});

/** Fetch would tidy the path up. */
const raw = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: "Bearer fw_emulator_key" };
    request(used.emulator.url, { path, headers }, (response) => resolve(response.resume().statusCode ?? 0))
      .on("error", reject)
      .end();
  });

test.each([
  ["/v1/accounts/emulator/models/%E0%A4%A", 400],
  ["/v1/accounts/emulator/models/%", 400],
  ["/v1/accounts/emulator/users/emulator%2FapiKeys%2Fx", 404],
  ["/v1/accounts/fireworks/models%2Fllama-v3p1-8b-instruct", 200],
  ["/v1/accounts/emulator/models/", 404],
  ["/v1/accounts/emulator//models", 404],
  ["//v1/accounts", 404],
  ["//", 404],
  ["/storage/x/files/%E0%A4%A?size=1", 403],
])("GET %s answers %i", async (path, status) => {
  expect(await raw(path)).toBe(status);
});

test("a slash in an id does not lead to an object of another kind", async () => {
  await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: { displayName: "k" } });
  const [key] = used.emulator.list("users/apiKeys");
  const id = String(key?.name).split("/").at(-1);
  expect(await raw(`/v1/${account}/users/emulator%2FapiKeys%2F${id}`)).toBe(404);
});

test.each([
  ["pageSize=1&pageSize=2", "too many values for query parameter pageSize"],
  ["pageSize=1&page_size=2", "too many values for query parameter pageSize"],
  ["pageSize=2147483648", 'invalid value for int32 query parameter pageSize: "2147483648"'],
  ["pageSize=", 'invalid value for int32 query parameter pageSize: ""'],
  ["showDeleted=tRUE", 'invalid value for bool query parameter showDeleted: "tRUE" (must be true or false)'],
  ["showDeleted=constructor", 'invalid value for bool query parameter showDeleted: "constructor"'],
  ["page__size=1", 'unknown query parameter "page__size"'],
  ["constructor=1", 'unknown query parameter "constructor"'],
  ["readMask=constructor", 'invalid readMask: unknown field "constructor"'],
  ["readMask=annotations.a", 'invalid readMask: unknown field "annotations.a"'],
])("?%s is refused", async (query, message) => {
  const { status, body } = await used.api.get(`${account}/deployments?${query}`);
  expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
});

test("requests for completions are no less broken", async () => {
  const headers = { authorization: "Bearer fw_emulator_key" };
  for (const body of ["null", "[]", '{"model":5}', "{"]) {
    const url = `${used.emulator.url}/inference/v1/chat/completions`;
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(400);
  }
});
