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

/**
 * Bytes of the entry as JSON without spaces, but for what is the program's own: what the kind's reference page lists, and
 * what the resource depends on. The name is ours, twice.
 */
function overhead(kind: Kind, { dependencies: _, propertyDependencies, ...resource }: StateResource): number {
  const listed = new Set([...Object.keys(kind.fields.shape), ...Object.keys(kind.outputs.shape)]);
  const bare = (props: object = {}) =>
    Object.fromEntries(Object.entries(props).filter(([key]) => key === "name" || !listed.has(key)));
  const entry = {
    ...resource,
    inputs: bare(resource.inputs),
    outputs: bare(resource.outputs),
    propertyDependencies: Object.fromEntries(Object.keys(propertyDependencies ?? {}).map((key) => [key, []])),
  };
  return Buffer.byteLength(JSON.stringify(entry));
}

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

  test("state has at most 1,100 bytes of a resource besides its own arguments and outputs", async () => {
    const sizes = (await here.stack.resources()).flatMap((resource) => {
      const kind = kindOf(resource.type);
      return kind ? [[nameOf(resource), overhead(kind, resource)] as const] : [];
    });
    expect(sizes.map(([name]) => name).sort()).toEqual(["chat", "found", "inner", "openai", "pipeline", "pipeline"]);
    expect(sizes.filter(([, bytes]) => bytes > 1100)).toEqual([]);
  });

  test("a rotation went through by PATCH, and the gateway holds the new value", async () => {
    const patches = here.gateway.journal().filter((entry) => entry.operation?.endsWith("UpdateSecret"));
    expect(patches).toMatchObject([{ query: { updateMask: "value" }, status: 200 }]);
    expect(here.gateway.get("accounts/emulator/secrets/openai-api-key")).toMatchObject({ value: PLANTED[1] });
  });
});
