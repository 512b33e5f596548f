import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { behaviour } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { Deployment } from "../../src/resources/deployment";
import { MODELINE } from "../../src/stack/modeline";
import { OPTIONS } from "../../src/stack/words";
import { inCheckout } from "../../tools/root.mts";
import { CURSOR, type Editor, openEditor } from "./editor.mts";
import { SCHEMAS } from "./schema.mts";

let folder: string;
let editor: Editor;

/** What docs/editor.md tells to write into VS Code's settings. */
function settingsOfPage(): Record<string, string> {
  const [, block = ""] = /```json\n([\s\S]*?)```/.exec(readFileSync(inCheckout("docs", "editor.md"), "utf8")) ?? [];
  return JSON.parse(block)["yaml.schemas"];
}

/** A repository where the package is installed, as far as an editor reads it. */
beforeAll(async () => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "infra-"));
  cpSync(SCHEMAS, join(folder, "node_modules/pulumi-fireworks/schema"), { recursive: true });
  editor = await openEditor(folder, settingsOfPage());
});

afterAll(async () => {
  await editor?.close();
  rmSync(folder, { recursive: true, force: true });
});

const REFERENCE = `\${config.key}`;
const OR = `or a reference such as ${REFERENCE}`;

const chat = (lines: string) => `${MODELINE}\nresources:
  chat:
    type: Deployment
${lines}
`;

const labels = async (text: string) => (await editor.complete(text)).map(({ label }) => label);
const descriptionOf = (field: string) => String(behaviour(Deployment.fields.shape[field]).description);
const said = async (text: string) =>
  (await editor.check(text)).map(({ message, range }) => `${range.start.line + 1}: ${message}`);

test("completes a type, each with its documentation", async () => {
  const found = await editor.complete(`${MODELINE}\nresources:\n  chat:\n    type: ${CURSOR}\n`);
  for (const { type, doc } of kinds)
    expect(found).toContainEqual(expect.objectContaining({ label: type, documentation: doc.summary }));
});

test("completes the arguments of the type, each with its documentation, and no other's", async () => {
  const found = await editor.complete(chat(`    properties:\n      ${CURSOR}`));
  for (const field of Object.keys(Deployment.fields.shape))
    expect(found).toContainEqual(
      expect.objectContaining({
        label: field,
        documentation: expect.objectContaining({ value: expect.stringContaining(descriptionOf(field)) }),
      }),
    );
  expect(found.map(({ label }) => label)).not.toContain("keyName");
});

test("completes nested arguments, values that are known, words of which there are few, true and false", async () => {
  const policy = `    properties:\n      autoscalingPolicy:\n        ${CURSOR}`;
  expect(await labels(chat(policy))).toEqual(expect.arrayContaining(["scaleUpWindow", "scalingSchedules"]));
  const value = (field: string) => labels(chat(`    properties:\n      ${field}: ${CURSOR}`));
  expect(await value("acceleratorType")).toEqual(expect.arrayContaining(["NVIDIA_H100_80GB", "NVIDIA_B300_288GB"]));
  expect(await value("waitFor")).toEqual(["ready", "serving", "none"]);
  expect(await value("deploymentShape")).toEqual(["default"]);
  expect(await value("enableAddons")).toEqual(["true", "false"]);
  const region = `    properties:\n      placement:\n        regions:\n          - ${CURSOR}`;
  expect(await labels(chat(region))).toEqual(expect.arrayContaining(["US_IOWA_1", "EU_FRANKFURT_1"]));
});

test("completes Pulumi's options and functions", async () => {
  expect(await labels(chat(`    options:\n      ${CURSOR}`))).toEqual(Object.keys(OPTIONS));
  const functions = await labels(chat(`    properties:\n      displayName:\n        fn${CURSOR}`));
  expect(functions).toEqual(expect.arrayContaining(["fn::secret", "fn::join", "fn::fireworks:getModel"]));
});

test("shows a field's documentation, an option's and a type's", async () => {
  const field = await editor.hover(chat(`    properties:\n      minReplica${CURSOR}Count: 1`));
  expect(field).toContain(descriptionOf("minReplicaCount"));
  expect(field).toContain("Default: 0.");
  expect(await editor.hover(chat(`    properties:\n      base${CURSOR}Model: a`))).toContain(
    "A change replaces the object.",
  );
  expect(await editor.hover(chat(`    options:\n      pro${CURSOR}tect: true`))).toContain(
    String(OPTIONS.protect?.doc),
  );
  const accelerator = `    properties:\n      acceler${CURSOR}atorType: NVIDIA_H100_80GB`;
  expect(await editor.hover(chat(accelerator))).toContain("the API may know more");
  const properties = `    proper${CURSOR}ties:\n      baseModel: accounts/a/models/m`;
  expect(await editor.hover(chat(properties))).toContain(Deployment.doc.replaced);
});

test("marks what is wrong, in the provider's words, and nothing else", async () => {
  const model = "      baseModel: accounts/fireworks/models/llama-v3p1-8b-instruct";
  const marked = (line: string) => said(chat(`    properties:\n${model}\n      ${line}`));
  expect(await marked("minReplicas: 1")).toEqual(["7: Property minReplicas is not allowed."]);
  expect(await marked("minReplicaCount: two")).toEqual([`7: must be a number, ${OR}`]);
  expect(await marked("waitFor: Ready")).toEqual([`7: must be "ready", "serving" or "none", ${OR}`]);
  expect(await marked("draftModel: llama")).toEqual([expect.stringContaining("must be a full resource name such as")]);
  expect(await said(chat("    properties: {}"))).toEqual(['5: Missing property "baseModel".']);
  expect(await said(chat(`    properties:\n${model}\n    options: { protec: true }`))).toEqual([
    "7: Property protec is not allowed.",
  ]);
  expect(await said(`${MODELINE}\nresources: { chat: { type: Deploymnt } }`)).toEqual([
    expect.stringMatching(/^2: must be one of ApiKey, .*Deployment, /),
  ]);
  expect(await marked("acceleratorType: NVIDIA_Z900_1TB")).toEqual([]);
  expect(await marked(`minReplicaCount: ${REFERENCE}`)).toEqual([]);
});

test("knows files by their names where the settings say so, and what lies over another as a part", async () => {
  const part = "resources: { chat: { type: Deployment, properties: { maxReplicaCount: 8 } } }\n";
  const messages = async (name: string) => (await editor.check(part, name)).map(({ message }) => message);
  expect(await messages("fireworks.yaml")).toEqual(['Missing property "baseModel".']);
  expect(await messages("fireworks.prod.yaml")).toEqual([]);
  const wrong = part.replace("maxReplicaCount", "maxReplicas");
  expect((await editor.check(wrong, "fireworks.test.yaml")).map(({ message }) => message)).toEqual([
    "Property maxReplicas is not allowed.",
  ]);
});
