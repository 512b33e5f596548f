import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createStack, type Stack } from "../../engine/stack.mts";
import { plantedOn } from "../planted.mts";
import { type Emulator, type Json, startEmulator } from "../provider.mts";
import { type Sample, writeFiles } from "../samples.mts";
import type { Planted } from "../scan.mts";
import { oneOfEach, plantedKey, secretive, sown } from "./plant.mts";

/** A stack full of secrets, a gateway that knows them, and the folder with all that is kept of both. */
export interface Site {
  stack: Stack;
  gateway: Emulator;
  folder: string;
  logs: string;
  /** What nobody may be told, with all that the gateway has been seen to make. */
  planted: () => Planted;
  /** What the program alone says is secret: the API knows it as an ordinary text. */
  marked: Planted;
  /** Writes the program's arguments, and answers what is secret in them. */
  declare: (stage: "args" | "changed") => Planted;
  dispose: () => Promise<void>;
}

export const QUIET = ["--non-interactive", "--color", "never"];
export const UPDATE = ["--yes", "--skip-preview", ...QUIET];

/** Everything that is secret comes from this file and from configuration. */
export const PROGRAM = /^project\/(index\.js|planted\.json)$/;

const program = `const pulumi = require("@pulumi/pulumi");
const fireworks = require("pulumi-fireworks");
const { resources, configured } = require("./planted.json");
const config = new pulumi.Config();
if (configured) {
  const provider = new fireworks.Provider("own", { apiKey: config.requireSecret("ownKey") });
  const args = { keyName: "CONFIGURED", value: config.requireSecret("value") };
  exports.configured = new fireworks.Secret("configured", args, { provider });
}
for (const { type, name, args, displayName } of resources) {
  const marked = displayName === undefined ? {} : { displayName: pulumi.secret(displayName) };
  exports[name] = new fireworks[type](name, { ...args, ...marked });
}
`;

const SECRETS = { ownKey: "the API key", value: "configured" };
const MARKED = { displayName: "a name that the program marks as secret" };

/** `few`: one resource of each kind that has secrets, and no other. */
export async function newSite(few = false): Promise<Site> {
  const apiKey = plantedKey(SECRETS.ownKey);
  const gateway = await startEmulator({ speed: 2000, accounts: [{ accountId: "emulator", apiKey }] });
  const samples = few ? oneOfEach(secretive()) : secretive();
  for (const { prepare } of samples) await prepare?.(gateway);
  const planted: Planted = { configured: `${plantedKey(SECRETS.value)}" \\n<ü>` };
  const stack = await createStack({
    program,
    config: {
      "test:ownKey": { secure: apiKey },
      "test:value": { secure: planted.configured as string },
    },
    env: {
      FIREWORKS_BASE_URL: gateway.url,
      FIREWORKS_API_KEY: apiKey,
      FIREWORKS_ACCOUNT_ID: gateway.accountId,
      FIREWORKS_DIRECT_UPLOAD_LIMIT: "0",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "false",
    },
  });
  const folder = dirname(stack.dir);
  const logs = join(folder, "logs");
  mkdirSync(logs);
  writeFiles(stack.dir);
  const marked = { [MARKED.displayName]: plantedKey(MARKED.displayName) };
  return {
    stack,
    gateway,
    folder,
    logs,
    marked,
    planted: () => Object.assign(planted, marked, plantedOn(gateway)),
    declare: (stage) => {
      const own: Planted = {};
      const resources = samples.map((sample) => declared(sample, stage, own));
      writeFileSync(join(stack.dir, "planted.json"), JSON.stringify({ resources, configured: !few }));
      Object.assign(planted, own);
      return own;
    },
    dispose: async () => {
      await stack.dispose();
      await gateway.stop();
    },
  };
}

function declared(sample: Sample, stage: "args" | "changed", planted: Planted): Json {
  const { type, variant } = sample;
  const args = sown(sample, sample[stage], planted);
  const named = "displayName" in args ? { displayName: plantedKey(MARKED.displayName) } : {};
  return { type, name: [type, variant].filter(Boolean).join(" ").toLowerCase().replaceAll(" ", "-"), args, ...named };
}
