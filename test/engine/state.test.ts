import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handlerText } from "../../src/engine/handler-text";
import { kinds } from "../../src/resources";
import { LLAMA, program, SHAPE, type Site, site } from "./gateway";

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

describe("a stack with secrets", () => {
  const PLANTED = ["planted-secret-value", "planted-rotated-value", "planted-route-key"];
  let here: Site;
  let printed = "";
  beforeAll(async () => {
    here = await site({ env: { FIREWORKS_DEBUG: "true" } });
    const declare = (value: string) =>
      program(
        `new fireworks.Secret("openai", { keyName: "OPENAI_API_KEY", value: "${value}" });`,
        'const user = new fireworks.User("pipeline", { serviceAccount: true, role: "contributor" });',
        'const key = new fireworks.ApiKey("pipeline", { user: user.name });',
        `new fireworks.Deployment("chat", { baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", directRouteApiKeys: ["${PLANTED[2]}"] });`,
        "exports.key = key.key;",
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

  test("a rotation went through by PATCH, and the gateway holds the new value", async () => {
    const patches = here.gateway.journal().filter((entry) => entry.operation?.endsWith("UpdateSecret"));
    expect(patches).toMatchObject([{ query: { updateMask: "value" }, status: 200 }]);
    expect(here.gateway.get("accounts/emulator/secrets/openai-api-key")).toMatchObject({ value: PLANTED[1] });
  });
});
