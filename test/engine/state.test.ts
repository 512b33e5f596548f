import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handlerText } from "../../src/engine/handler-text";
import { typeToken } from "../../src/engine/type-token";
import type { Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";
import { nameOf } from "./deployment.mts";
import { LLAMA, program, SHAPE, type Site, site } from "./gateway";
import type { StateResource } from "./stack.mts";

/** Written once, kept for ever: a stack's state names its handler by this text. */
const FOREVER: Record<string, string> = {
  ApiKey: "exports.handler=()=>require('pulumi-fireworks/provider').ApiKey",
  Dataset: "exports.handler=()=>require('pulumi-fireworks/provider').Dataset",
  DeployedModel: "exports.handler=()=>require('pulumi-fireworks/provider').DeployedModel",
  Deployment: "exports.handler=()=>require('pulumi-fireworks/provider').Deployment",
  DeploymentShape: "exports.handler=()=>require('pulumi-fireworks/provider').DeploymentShape",
  Model: "exports.handler=()=>require('pulumi-fireworks/provider').Model",
  Router: "exports.handler=()=>require('pulumi-fireworks/provider').Router",
  Secret: "exports.handler=()=>require('pulumi-fireworks/provider').Secret",
  User: "exports.handler=()=>require('pulumi-fireworks/provider').User",
};

test("the handler text of every kind is at most 100 bytes and what it always was", () => {
  expect(Object.fromEntries(kinds.map(({ type }) => [type, handlerText(type)]))).toEqual(FOREVER);
  for (const text of Object.values(FOREVER)) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(100);
});

type StackTrace = { sourcePosition?: string }[];

const kindOf = (token: string) => kinds.find(({ type }) => token === typeToken(type));

describe("a stack with secrets", () => {
  const PLANTED = ["planted-secret-value", "planted-rotated-value", "planted-route-key"];
  let here: Site;
  let printed = "";
  beforeAll(async () => {
    here = await site({ env: { FIREWORKS_DEBUG: "true" } });
    here.gateway.put({ name: "accounts/emulator/secrets/by-hand", keyName: "BY_HAND", value: "by-hand" });
    const declare = (value: string) =>
      program(
        'const pulumi = require("@pulumi/pulumi");',
        `new fireworks.Secret("openai", { keyName: "OPENAI_API_KEY", value: "${value}" });`,
        'const user = new fireworks.User("pipeline", { serviceAccount: true, role: "contributor" });',
        'const key = new fireworks.ApiKey("pipeline", { user: user.name });',
        `new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", directRouteApiKeys: ["${PLANTED[2]}"] });`,
        "exports.key = key.key;",
        'class Site extends pulumi.ComponentResource { constructor(name) { super("test:Site", name);',
        '  new fireworks.Secret("inner", { keyName: "INNER", value: "inner" }, { parent: this }); } }',
        'new Site("site");',
        'fireworks.Secret.get("found", "accounts/emulator/secrets/by-hand");',
      );
    here.stack.program(declare(PLANTED[0] as string));
    printed += (await here.stack.preview(["--diff"])).output + (await here.stack.up(["--diff"])).output;
    here.stack.program(declare(PLANTED[1] as string));
    printed += (await here.stack.preview(["--diff"])).output + (await here.stack.up(["--diff"])).output;
    printed += (await here.stack.refresh(["--diff"])).output;
  });
  afterAll(() => here.dispose());

  const keyValue = async () => String((await here.stack.outputs()).key);
  const stateText = () => {
    const folder = join(here.stack.backend, ".pulumi");
    return (readdirSync(folder, { recursive: true }) as string[])
      .filter((file) => /\.json/.test(file))
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n");
  };

  test("no secret is in state, history, output or log in clear", async () => {
    const secrets = [...PLANTED, await keyValue()];
    expect(secrets[3]).toMatch(/^fw_/);
    const state = stateText();
    expect(state).toContain("Secret::openai");
    for (const secret of secrets) {
      expect(state).not.toContain(secret);
      expect(JSON.stringify(here.gateway.journal())).not.toContain(secret);
    }
    for (const secret of [PLANTED[0], PLANTED[1], secrets[3]] as string[])
      expect(printed.split("\n").filter((line) => line.includes(secret))).toEqual([]);
  });

  test("nothing of the hidden input is in state", async () => {
    for (const resource of await here.stack.resources()) {
      expect(Object.keys(resource.inputs ?? {})).not.toContain("__pulumi");
      expect(Object.keys(resource.outputs ?? {})).not.toContain("__pulumi");
    }
    expect(stateText()).not.toMatch(/dryRun|monitor/);
  });

  test("each resource says which lines of the program it comes from, and no others", async () => {
    const found = (await here.stack.resources()).filter(({ type }) => kindOf(type) !== undefined);
    const places = found.map((resource) => [
      nameOf(resource),
      resource.sourcePosition,
      (resource.stackTrace as StackTrace).map(({ sourcePosition }) => sourcePosition),
    ]);
    const at = (line: number, column: number) => `project:///index.js#${line},${column}`;
    expect(places.sort()).toEqual([
      ["chat", at(6, 1), [at(6, 1)]],
      ["found", at(11, 18), [at(11, 18)]],
      ["inner", at(9, 3), [at(9, 3), at(10, 1)]],
      ["openai", at(3, 1), [at(3, 1)]],
      ["pipeline", at(4, 14), [at(4, 14)]],
      ["pipeline", at(5, 13), [at(5, 13)]],
    ]);
  });

  test("a rotation went through by PATCH, and the gateway holds the new value", async () => {
    const patches = here.gateway.journal().filter((entry) => entry.operation?.endsWith("UpdateSecret"));
    expect(patches).toMatchObject([{ query: { updateMask: "value" }, status: 200 }]);
    expect(here.gateway.get("accounts/emulator/secrets/openai-api-key")).toMatchObject({ value: PLANTED[1] });
  });
});

/** Of all kinds, under names of a usual length. */
const nine = (prefix: string, options: string) => `
  {
    const options = () => (${options});
    const user = new fireworks.User("${prefix}-pipeline", { serviceAccount: true, role: "contributor" }, options());
    const addon = new fireworks.Deployment("${prefix}-addons", { baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1, precision: "BF16", enableAddons: true, acceptShapelessRisk: true }, options());
    const model = new fireworks.Model("${prefix}-adapter", { source: { directory: "./adapter" }, peftDetails: { baseModel: "${LLAMA}", r: 8, targetModules: ["q_proj"] } }, options());
    new fireworks.ApiKey("${prefix}-key", { user: user.name }, options());
    new fireworks.Secret("${prefix}-openai", { keyName: "${prefix.toUpperCase()}", value: "v" }, options());
    new fireworks.DeployedModel("${prefix}-support", { model: model.name, deployment: addon.name }, options());
    new fireworks.Dataset("${prefix}-talks", { source: { file: "./rows.jsonl" } }, options());
    new fireworks.DeploymentShape("${prefix}-shape", { baseModel: "${LLAMA}", acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1 }, options());
    new fireworks.Router("${prefix}-route", { deployments: [addon.name], evenLoad: {} }, options());
  }`;

interface Bytes {
  kind: string;
  name: string;
  /** Without arguments. */
  mine: number;
  /** Without outputs and dependencies as well. */
  frame: number;
  /** What tells the content of files, in inputs and outputs. */
  content: number;
  /** URN and parent, and the names in the API. */
  names: number;
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? "");

/** Of the entry as JSON without spaces. */
function bytesOf(kind: Kind, resource: StateResource): Bytes {
  const { dependencies: _, propertyDependencies, ...entry } = resource;
  const { contentDigest } = resource.outputs ?? {};
  const digest = contentDigest === undefined ? 0 : bytes({ contentDigest }) - 1;
  const content = digest * [resource.inputs, resource.outputs].filter((props) => props?.contentDigest).length;
  const without = (dropped: (key: string) => boolean, props: object = {}) =>
    Object.fromEntries(Object.entries(props).filter(([key]) => key !== "contentDigest" && !dropped(key)));
  const sized = (dropped: (key: string) => boolean, rest: object) =>
    bytes({ ...rest, inputs: without(dropped, resource.inputs), outputs: without(dropped, resource.outputs) });
  const empty = Object.fromEntries(Object.keys(propertyDependencies ?? {}).map((key) => [key, []]));
  const isArgument = (key: string) => key in kind.fields.shape;
  const isListed = (key: string) => key !== "name" && (isArgument(key) || key in kind.outputs.shape);
  const { urn, parent, id, inputs, outputs } = resource;
  return {
    kind: kind.type,
    name: nameOf(resource),
    mine: sized(isArgument, resource),
    frame: sized(isListed, { ...entry, propertyDependencies: empty }),
    content,
    names: [urn, parent, id, inputs?.name, outputs?.name].reduce((sum: number, name) => sum + bytes(name), 0),
  };
}

describe("a stack with all kinds", () => {
  let here: Site;
  let all: Bytes[];
  beforeAll(async () => {
    const adapter = { r: 8, target_modules: ["q_proj"], base_model_name_or_path: "llama" };
    here = await site({
      files: {
        "adapter/adapter_config.json": JSON.stringify(adapter),
        "adapter/adapter_model.safetensors": "adapter",
        "rows.jsonl": '{"messages":[{"role":"user","content":"x"}]}\n',
      },
    });
    here.stack.program(
      program(
        'const pulumi = require("@pulumi/pulumi");',
        nine("flat", "{}"),
        'class Inner extends pulumi.ComponentResource { constructor(name, options) { super("our:infra:Inner", name, {}, options);',
        `${nine("deep", "{ parent: this }")} } }`,
        'class Outer extends pulumi.ComponentResource { constructor(name) { super("our:infra:Outer", name);',
        '  new Inner(name + "-inner", { parent: this }); } }',
        "const region = (name) => new Outer(name);",
        'region("production");',
      ),
    );
    await here.stack.up();
    all = (await here.stack.resources()).flatMap((resource) => {
      const kind = kindOf(resource.type);
      return kind ? [bytesOf(kind, resource)] : [];
    });
  });
  afterAll(() => here.dispose());

  test("state has at most so many bytes of each kind as docs/performance.md says", () => {
    const told = readFileSync(join(__dirname, "..", "..", "docs", "performance.md"), "utf8");
    for (const { type } of kinds) {
      const row = new RegExp(`^\\| ${type} \\|(.*)\\|$`, "m").exec(told)?.[1] ?? "";
      const limits = row.split("|").map((cell) => Number(cell.replace(",", "")));
      const [flat, deep] = ["flat", "deep"].map((where) =>
        all.find((b) => b.kind === type && b.name.startsWith(where)),
      );
      const found = [flat?.frame, flat?.mine, deep?.frame, deep?.mine, flat?.content].map(Number);
      // A time may end in zeros, which are left out.
      const differ = found.filter((size, at) => !(size <= Number(limits[at]) && size > Number(limits[at]) - 20));
      expect({ type, found, differ }).toEqual({ type, found, differ: [] });
    }
  });

  test("a flat program's have at most 1,100 besides arguments, outputs and dependencies, and all 900 without their names", () => {
    expect(all).toHaveLength(18);
    const flat = all.filter(({ name }) => name.startsWith("flat"));
    expect(flat.filter(({ frame }) => frame > 1100)).toEqual([]);
    expect(all.filter(({ frame, names }) => frame - names > 900)).toEqual([]);
  });
});
