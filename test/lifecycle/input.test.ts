import { join } from "node:path";
import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { hidden, sampleFolder, started } from "./engine";

const { folder, remove } = sampleFolder();
afterAll(remove);

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

function kindOf(type: string): Kind {
  const found = kinds.find((kind) => kind.type === type);
  if (!found) throw new Error(`no kind ${type}`);
  return found;
}

/** What a person reads, in the order in which it is shown. */
async function complaints(type: string, args: Json, more: Json = {}): Promise<string[]> {
  const kind = kindOf(type);
  const { failures } = await started(kind).check({}, { ...args, __pulumi: { ...hidden(kind), ...more } });
  for (const { property } of failures) expect(property).toBe("");
  return failures.map(({ reason }) => reason.replaceAll(folder, "/folder"));
}

const deployment = (more: Json = {}) => ({ baseModel: LLAMA, deploymentShape: SHAPE, ...more });
const policy = (more: Json) => deployment({ autoscalingPolicy: more });
const schedule = (more: Json) => ({
  scalingSchedules: {
    "office hours": {
      schedule: "0 8 * * 1-5",
      duration: "600s",
      timezone: "Europe/Berlin",
      minReplicaCount: 1,
      ...more,
    },
  },
});
const OFFICE = 'autoscalingPolicy.scalingSchedules["office hours"]';
const shapeName = `must be a full resource name such as "${SHAPE}"`;
const modelName = `must be a full resource name such as "${LLAMA}"`;

const CASES: [string, string, Json, string[]][] = [
  ["a string for a number", "Deployment", deployment({ maxReplicaCount: "4" }), [
    'maxReplicaCount: must be a number, not string "4"',
  ]],
  ["a number for a string", "Deployment", deployment({ displayName: 5 }), ["displayName: must be a string, not number 5"]],
  ["an object for a list", "Router", { deployments: { a: "x" } }, ["deployments: must be a list, not an object"]],
  ["a string for a list", "Router", { deployments: "accounts/a/deployments/x" }, [
    'deployments: must be a list, not string "accounts/a/deployments/x"',
  ]],
  ["a list for an object", "Deployment", deployment({ autoscalingPolicy: [] }), [
    "autoscalingPolicy: must be an object, not a list",
  ]],
  ["a string for a boolean", "Deployment", deployment({ ignoreChecks: "true" }), [
    'ignoreChecks: must be true or false, not string "true"',
  ]],
  ["a boolean for a choice", "Router", { deployments: ["accounts/a/deployments/x"], evenLoad: true }, [
    "evenLoad: must be an object, not boolean true",
  ]],
  ["half a thing", "Deployment", deployment({ maxReplicaCount: 1.5 }), ["maxReplicaCount: must be a whole number, not number 1.5"]],
  ["less than nothing", "Deployment", deployment({ minReplicaCount: -1 }), ["minReplicaCount: must not be negative"]],
  ["too many", "Deployment", deployment({ maxReplicaCount: 3e9 }), ["maxReplicaCount: must be at most 2147483647"]],
  ["an argument with a typing error", "Deployment", deployment({ maxReplicaCuont: 4 }), [
    'maxReplicaCuont: Deployment has no such argument; did you mean "maxReplicaCount"?',
  ]],
  ["a nested one", "Deployment", policy({ scaleUpWindw: "30s" }), [
    'autoscalingPolicy.scaleUpWindw: Deployment has no such argument; did you mean "scaleUpWindow"?',
  ]],
  ["snake case", "Deployment", deployment({ max_replica_count: 4 }), [
    'max_replica_count: Deployment has no such argument; did you mean "maxReplicaCount"?',
  ]],
  ["an argument that nobody knows", "Deployment", deployment({ frobnicate: 4 }), [
    "frobnicate: Deployment has no such argument; if the API is newer than this package, pass it through `extra: { body: { … } }`",
  ]],
  ["no model", "Deployment", { deploymentShape: SHAPE }, ["baseModel: is required (a string)"]],
  ["nothing at all", "DeployedModel", {}, ["model: is required (a string)", "deployment: is required (a string)"]],
  ["a short name of a model", "Deployment", { baseModel: "llama-v3p1-8b-instruct", deploymentShape: SHAPE }, [
    `baseModel: ${modelName}`,
  ]],
  ["a short name of a shape", "Deployment", { baseModel: LLAMA, deploymentShape: "fast" }, [
    `deploymentShape: ${shapeName}`,
  ]],
  ["a number for a shape", "Deployment", { baseModel: LLAMA, deploymentShape: 5 }, ["deploymentShape: must be a string, not number 5"]],
  ["neither shape nor accelerator", "Deployment", { baseModel: LLAMA }, [
    "deploymentShape: is required by the API: give the shape's full name, or set acceptShapelessRisk: true with acceleratorType",
  ]],
  ["shape and accelerator", "Deployment", deployment({ acceleratorType: "NVIDIA_H100_80GB" }), [
    "acceleratorType: cannot go together with deploymentShape, which sets it: leave one of them out",
  ]],
  ["a maximum below the minimum", "Deployment", deployment({ minReplicaCount: 3, maxReplicaCount: 1 }), [
    "maxReplicaCount: is 1, below minReplicaCount (3): raise it or lower the minimum",
  ]],
  ["a name in the wrong case", "Deployment", deployment({ deploymentId: "My_Chat" }), [
    'deploymentId: must be 1 to 63 of a–z, 0–9 and hyphens, with no hyphen at either end, not "My_Chat"',
  ]],
  ["an id that is a path", "Router", { deployments: ["accounts/a/deployments/x"], routerId: "accounts/a/routers/x" }, [
    'routerId: must be 1 to 63 of a–z, 0–9 and hyphens, with no hyphen at either end, not "accounts/a/routers/x"',
  ]],
  ["an id without end", "DeploymentShape", { baseModel: LLAMA, deploymentShapeId: "x".repeat(64) }, [
    expect.stringMatching(/^deploymentShapeId: must be 1 to 63 of a–z/) as unknown as string,
  ]],
  ["words for cron", "Deployment", policy(schedule({ schedule: "every morning" })), [
    expect.stringContaining(
      `${OFFICE}.schedule: must be five fields of cron such as "0 8 * * 1-5", not "every morning"`,
    ) as unknown as string,
  ]],
  ["an hour that is none", "Deployment", policy(schedule({ schedule: "0 25 * * *" })), [
    expect.stringContaining(`${OFFICE}.schedule: must be five fields of cron`) as unknown as string,
  ]],
  ["a zone that is none", "Deployment", policy(schedule({ timezone: "Europe/Atlantis" })), [
    `${OFFICE}.timezone: must be an IANA time zone such as "Europe/Berlin", not "Europe/Atlantis"`,
  ]],
  ["minutes", "Deployment", policy({ scaleUpWindow: "10m" }), [
    'autoscalingPolicy.scaleUpWindow: must be a duration in seconds, such as "600s"',
  ]],
  ["a duration in a schedule", "Deployment", policy(schedule({ duration: "10h" })), [
    `${OFFICE}.duration: must be a duration in seconds, such as "600s"`,
  ]],
  ["windows out of bounds", "Deployment", policy({ scaleUpWindow: "3601s", scaleToZeroWindow: "60s" }), [
    "autoscalingPolicy.scaleUpWindow: must be at most 3600s, not 3601s",
    "autoscalingPolicy.scaleToZeroWindow: must be at least 300s, not 60s",
  ]],
  ["two places", "Deployment", deployment({ placement: { region: "US_IOWA_1", multiRegion: "US" } }), [
    "placement: takes one of region, multiRegion and regions, not region and multiRegion",
  ]],
  ["an enumeration in lower case", "Deployment", { baseModel: LLAMA, acceptShapelessRisk: true, acceleratorType: "h100" }, [
    "acceleratorType: must be one of the API's values, such as NVIDIA_A100_80GB",
  ]],
  ["a wait that there is not", "Deployment", deployment({ waitFor: "running" }), [
    'waitFor: must be "ready", "serving" or "none", not string "running"',
  ]],
  ["a time that is none", "ApiKey", { user: "accounts/a/users/u", expireTime: "tomorrow" }, [
    'expireTime: must be a time such as "2027-01-31T00:00:00Z"',
  ]],
  ["two strategies", "Router", { deployments: ["accounts/a/deployments/x"], evenLoad: {}, weightedRandom: {} }, [
    "evenLoad: cannot go together with weightedRandom: leave one of them out",
  ]],
  ["no deployments", "Router", { deployments: [] }, ["deployments: must name at least one deployment"]],
  ["an element", "Router", { deployments: ["accounts/a/deployments/x", "y"] }, [
    'deployments[1]: must be a full resource name such as "accounts/my-account/deployments/chat"',
  ]],
  ["a key name in lower case", "Secret", { keyName: "openai", value: "planted" }, [
    "keyName: must be upper case letters, digits and underscores, a letter first, such as OPENAI_API_KEY",
  ]],
  ["a secret that is no text", "Secret", { keyName: "OPENAI", value: { key: "planted" } }, [
    "value: must be a string, not something else",
  ]],
  ["secrets that are no list", "Deployment", deployment({ directRouteApiKeys: ["x", { key: "planted" }] }), [
    "directRouteApiKeys[1]: must be a string, not something else",
  ]],
  ["a person without an address", "User", { role: "user" }, [
    "email: is required for a person; for a program set serviceAccount: true",
  ]],
  ["a program with an address", "User", { role: "user", serviceAccount: true, email: "a@example.com" }, [
    "email: cannot go together with serviceAccount: the service gives the account an address",
  ]],
  ["an address that is none", "User", { role: "user", email: "ada" }, ["email: must be an e-mail address"]],
  ["a role without its preset", "User", { role: "custom", email: "a@example.com" }, [
    'permissionPreset: is required with the role "custom"',
  ]],
  ["an escape hatch of another form", "Secret", { keyName: "OPENAI", value: "planted", extra: { boody: {} } }, [
    'extra.boody: Secret has no such argument; did you mean "body"?',
  ]],
  ["much at once", "Deployment", {
    maxReplicaCount: 1,
    minReplicaCount: 2,
    displayName: 7,
    deploymentId: "X",
    acceleratorType: "NVIDIA_H100_80GB",
    deploymentShape: SHAPE,
    placement: { region: "US_IOWA_1", regions: [] },
    typo: 1,
  }, [
    "baseModel: is required (a string)",
    "displayName: must be a string, not number 7",
    expect.stringContaining("typo: Deployment has no such argument") as unknown as string,
    expect.stringContaining("deploymentId: must be 1 to 63") as unknown as string,
    "acceleratorType: cannot go together with deploymentShape, which sets it: leave one of them out",
    "maxReplicaCount: is 1, below minReplicaCount (2): raise it or lower the minimum",
    "placement: takes one of region, multiRegion and regions, not region and regions",
  ]],
]; // biome-ignore format: one table

const FILES: typeof CASES = [
  ["a file that is missing", "Dataset", { source: { file: "./gone.jsonl" } }, [
    `source.file: ${join(process.cwd(), "gone.jsonl")} does not exist, and the dataset has to be uploaded from it`,
  ]],
  ["a folder that is missing", "Model", { kind: "HF_BASE_MODEL", source: { directory: "./gone" } }, [
    `source.directory: ${join(process.cwd(), "gone")} does not exist, and the model has to be uploaded from there`,
  ]],
  ["a file for a folder", "Model", { kind: "HF_BASE_MODEL", source: { directory: `${folder}/chat.jsonl` } }, [
    "source.directory: /folder/chat.jsonl is a file: name the folder that holds it",
  ]],
  ["nothing to upload", "Dataset", {}, [
    'source: is required: source: { file: "./examples.jsonl" } or { rows: […] }; or give externalUrl, for examples in a bucket',
  ]],
  ["two sources", "Dataset", { source: { file: "x", rows: [{ a: 1 }] } }, [
    "source: takes exactly one of file, rows, not file and rows",
  ]],
]; // biome-ignore format: one table

test.each(CASES)("%s (%s)", async (_what, type, args, expected) => {
  expect(await complaints(type, args)).toEqual(expected);
});

test.each(FILES)("%s (%s)", async (_what, type, args, expected) => {
  expect(await complaints(type, args)).toEqual(expected);
});

test("two resources with one id", async () => {
  const kind = kindOf("Deployment");
  const own = started(kind);
  const twin = (name: string) => ({ ...deployment({ deploymentId: "twin" }), __pulumi: hidden(kind, name) });
  expect((await own.check({}, twin("first"))).failures).toEqual([]);
  expect((await own.check({}, twin("second"))).failures).toEqual([
    {
      property: "",
      reason:
        "deploymentId: is the id of first too (accounts/a/deployments/twin): one object, one resource. Give one of them another id, or another name",
    },
  ]);
  // The second check of a replacement is the same resource.
  expect((await own.check({}, twin("first"))).failures).toEqual([]);
});

test("the prototype's key is a key", async () => {
  const news = JSON.parse('{"__proto__": {"polluted": 1}, "extra": {"body": {"__proto__": {"polluted": 1}}}}') as Json;
  expect(await complaints("Secret", news)).toHaveLength(2);
  expect(await complaints("Deployment", policy({ scalingSchedules: news }))).not.toEqual([]);
  expect(({} as Json).polluted).toBeUndefined();
});

test("an import of something else", async () => {
  expect(await complaints("Deployment", deployment(), { import: "accounts/b/deployments/x" })).toEqual([
    "import: must name one of accounts/a/deployments/…, not accounts/b/deployments/x",
  ]);
  expect(await complaints("Deployment", deployment(), { import: "accounts/a/models/x" })).toEqual([
    "import: must name one of accounts/a/deployments/…, not accounts/a/models/x",
  ]);
});
