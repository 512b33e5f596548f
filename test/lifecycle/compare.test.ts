import type * as z from "zod";
import { besides, equivalent, lingers, member, merged, same } from "../../src/lifecycle/compare";
import { UNKNOWN } from "../../src/lifecycle/unknown";
import { kinds } from "../../src/resources";

/** The schema of `Kind.field.member`. */
function schemaAt(path: string): z.core.$ZodType | undefined {
  const [type, ...keys] = path.split(".");
  let schema: z.core.$ZodType | undefined = kinds.find((kind) => kind.type === type)?.fields;
  for (const key of keys) schema = member(schema, key);
  if (!schema) throw new Error(`no ${path}`);
  return schema;
}

const SHAPE = "accounts/fireworks/deploymentShapes/fast";
const [A, B] = ["accounts/a/deployments/a", "accounts/a/deployments/b"];
const WINDOW = "Deployment.autoscalingPolicy.scaleUpWindow";
const TIME = "ApiKey.expireTime";

/** What the program asks for, what the gateway answers, and whether that is it. */
const ANSWERS: [string, unknown, unknown, boolean][] = [
  [WINDOW, "60s", "60.0s", true],
  [WINDOW, "60s", "61s", false],
  [WINDOW, "60s", undefined, false],
  ["Dataset.exampleCount", "100", 100, true],
  ["Dataset.exampleCount", "100", "1000", false],
  ["Dataset.exampleCount", "0", undefined, true],
  [TIME, "2031-01-31T00:00:00Z", "2031-01-31T01:00:00.000+01:00", true],
  [TIME, "2031-01-31T00:00:00Z", "2031-01-31T00:00:01Z", false],
  ["Deployment.deploymentShape", SHAPE, `${SHAPE}/versions/1`, true],
  ["Deployment.deploymentShape", SHAPE, `${SHAPE}-2/versions/1`, false],
  ["Deployment.deploymentShape", SHAPE, SHAPE, true],
  ["Deployment.deploymentShape", `${SHAPE}/versions/1`, `${SHAPE}/versions/1`, true],
  ["Deployment.deploymentShape", `${SHAPE}/versions/1`, `${SHAPE}/versions/2`, false],
  ["Deployment.deploymentShape", `${SHAPE}/versions/1`, SHAPE, false],
  ["Deployment.deploymentShape", "default", `${SHAPE}/versions/1`, true],
  ["Deployment.deploymentShape", "default", UNKNOWN, false],
  ["Deployment.deploymentShape", SHAPE, `${SHAPE}/versions/10x`, true],
  ["Deployment.deploymentShape", SHAPE, `${SHAPE}/versions/1/more`, false],
  ["Deployment.description", "default", "x", false],
  ["Deployment.description", "a", "a/versions/1", false],
  ["Deployment.deploymentShape", "default", "", false],
  ["Deployment.deploymentShape", "default", undefined, false],
  ["Router.deployments", [A, B], [B, A], true],
  ["Router.deployments", [B, A], [A, B], true],
  ["Router.deployments", [A, A], [A, B], false],
  ["Router.deployments", [A, B], [A, A], false],
  ["Router.deployments", [A, UNKNOWN], [A, UNKNOWN], false],
  ["Router.deployments", [A], [A, B], false],
  ["Router.deployments", [A, B], [A], false],
  ["Router.deployments", [A], A, false],
  ["Deployment.extraArgs", ["a", "b"], ["a", "b"], true],
  ["Deployment.extraArgs", ["a", "b"], ["b", "a"], false],
  ["Deployment.extraArgs", ["a"], ["a", "b"], false],
  ["Deployment.extraArgs", ["a", "b"], ["a", "c"], false],
  ["Deployment.extraArgs", [], undefined, true],
  ["Deployment.extraArgs", ["a"], undefined, false],
  ["Router.evenLoad", {}, {}, true],
  ["Router.evenLoad", {}, undefined, false],
  ["Deployment.annotations", {}, undefined, true],
  ["Deployment.annotations", { mine: "1" }, { mine: "1", theirs: "2" }, true],
  ["Deployment.annotations", { mine: "1" }, { theirs: "2" }, false],
  ["Deployment.annotations", { mine: "1" }, undefined, false],
  ["Deployment.annotations", { mine: "1" }, "mine", false],
  ["Deployment.annotations", { mine: "1" }, null, false],
  ["Deployment.annotations", { constructor: "1" }, { constructor: "1" }, true],
  ["Deployment.autoscalingPolicy", { scaleUpWindow: "30s" }, { scaleUpWindow: "30.0s", scaleDownWindow: "9s" }, true],
  ["Deployment.autoscalingPolicy", { scaleUpWindow: "30s" }, { scaleUpWindow: "31s" }, false],
  ["Deployment.displayName", "", undefined, true],
  ["Deployment.displayName", undefined, null, true],
  ["Deployment.displayName", "x", undefined, false],
  ["Deployment.displayName", "x", "X", false],
  ["Deployment.minReplicaCount", 0, undefined, true],
  ["Deployment.minReplicaCount", 1, 0, false],
  ["Deployment.enableSessionAffinity", false, undefined, true],
  ["Deployment.enableSessionAffinity", true, false, false],
  ["Deployment.precision", "PRECISION_UNSPECIFIED", undefined, true],
  ["Deployment.precision", "UNSPECIFIED", undefined, true],
  ["Deployment.precision", "FP8", undefined, false],
  ["Deployment.precision", "UNSPECIFIED_8", undefined, false],
  ["Model.snapshotType", "FULL_SNAPSHOT", undefined, true],
  ["Model.snapshotType", "INCREMENTAL_SNAPSHOT", undefined, false],
  ["Model.source", { awsS3Source: { s3Path: "a" } }, { awsS3Source: { s3Path: "a", s3Bucket: "b" } }, false],
  [
    "Model.source",
    { awsS3Source: { s3Path: "a", s3Bucket: "b" } },
    { awsS3Source: { s3Bucket: "b", s3Path: "a" } },
    true,
  ],
  ["Model.source", { awsS3Source: { s3Path: UNKNOWN } }, { awsS3Source: { s3Path: UNKNOWN } }, false],
  ["Deployment.displayName", UNKNOWN, UNKNOWN, false],
  ["Deployment.displayName", "x", UNKNOWN, false],
];

test.each(ANSWERS)("%s: %j is asked for, %j is there", (path, mine, theirs, expected) => {
  expect(same(schemaAt(path), mine, theirs)).toBe(expected);
});

test("of what no schema knows members of others do not count either", () => {
  expect(same(undefined, { a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }], d: 3 })).toBe(true);
  expect(same(undefined, { a: 1 }, { a: 2 })).toBe(false);
  expect(same(undefined, {}, undefined)).toBe(false);
  expect(same(undefined, { constructor: "x" }, {})).toBe(false);
});

/** What state holds, what the program says now, and whether nothing has changed but the spelling. */
const SPELLINGS: [string, unknown, unknown, boolean][] = [
  [WINDOW, "60s", "60.0s", true],
  ["Deployment.deploymentShape", SHAPE, `${SHAPE}/versions/1`, false],
  ["Deployment.deploymentShape", `${SHAPE}/versions/1`, `${SHAPE}/versions/1`, true],
  ["Deployment.deploymentShape", "default", SHAPE, false],
  ["Deployment.annotations", { a: "1" }, { a: "1", b: "2" }, false],
  ["Deployment.annotations", { a: "1", b: "2" }, { a: "1" }, false],
  ["Deployment.displayName", undefined, "", false],
  ["Deployment.displayName", "", undefined, false],
  ["Deployment.displayName", "", "", true],
];

test.each(SPELLINGS)("%s: %j, and now %j", (path, before, now, expected) => {
  expect(equivalent(schemaAt(path), before, now)).toBe(expected);
});

test("what the program dropped lingers until it is gone", () => {
  const had = { a: { b: "1", c: "1" } };
  expect(lingers("x", undefined, "x")).toBe(true);
  expect(lingers("x", undefined, "")).toBe(false);
  expect(lingers("x", undefined, undefined)).toBe(false);
  expect(lingers(undefined, undefined, "theirs")).toBe(false);
  expect(lingers("x", "y", "x")).toBe(false);
  // A message without members is a choice that was made.
  expect(lingers({}, undefined, {})).toBe(true);
  expect(lingers(had, { a: { b: "1" } }, { a: { b: "1", c: "1" } })).toBe(true);
  expect(lingers(had, { a: { b: "1" } }, { a: { b: "1" } })).toBe(false);
  expect(lingers(had, { a: "x" }, { a: { b: "1" } })).toBe(false);
  expect(lingers(had, { a: { b: "1" } }, "x")).toBe(false);
  expect(lingers("x", { a: "1" }, { a: "2" })).toBe(false);
});

test("what is written holds the program's members and others', not those that the program dropped", () => {
  const annotations = schemaAt("Deployment.annotations");
  expect(
    merged(annotations, { mine: "2" }, { mine: "1", dropped: "1" }, { mine: "1", dropped: "1", theirs: "" }),
  ).toEqual({
    mine: "2",
    theirs: "",
  });
  expect(merged(annotations, { mine: "1" }, undefined, undefined)).toEqual({ mine: "1" });
  expect(merged(annotations, { mine: "1" }, undefined, { theirs: "1" })).toEqual({ mine: "1", theirs: "1" });
  expect(merged(annotations, "x", { mine: "1" }, { theirs: "1" })).toBe("x");
  const policy = schemaAt("Deployment.autoscalingPolicy");
  // What a message holds at zero nobody chose, and the gateway may not take it back.
  expect(merged(policy, { scaleUpWindow: "60s" }, {}, { scaleDownWindow: "", loadTargets: { a: 1 } })).toEqual({
    scaleUpWindow: "60s",
    loadTargets: { a: 1 },
  });
  const nested = { scalingSchedules: { mine: { description: "x" }, theirs: { description: "y" } } };
  expect(merged(policy, {}, { scalingSchedules: { mine: { description: "x" } } }, nested)).toEqual({
    scalingSchedules: { theirs: { description: "y" } },
  });
  expect(merged(policy, { scalingSchedules: { mine: { disabled: true } } }, nested, nested)).toEqual({
    scalingSchedules: { mine: { disabled: true } },
  });
});

test("of something dropped what others put there stays", () => {
  const annotations = schemaAt("Deployment.annotations");
  expect(besides(annotations, { mine: "1" }, { mine: "1", theirs: "1" })).toEqual([{ theirs: "1" }]);
  expect(besides(annotations, { mine: "1" }, { mine: "1" })).toEqual([]);
  expect(besides(annotations, "x", { theirs: "1" })).toEqual([]);
  expect(besides(annotations, { mine: "1" }, "x")).toEqual([]);
});
