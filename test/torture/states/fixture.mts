import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inCheckout } from "../../../tools/root.mts";
import type { Deployment, StateResource } from "../../engine/stack.mts";
import type { Json } from "../provider.mts";
import type { Declared } from "./programs.mts";

export const FIXTURES = inCheckout("test", "fixtures", "state");
/** Of every fixture. What is encrypted with it was made up. */
export const PASSPHRASE = "old state";
export const PROJECT = "old-state";
export const STACK = "dev";

/** What runs a fixture's program. It belongs to the fixture, as what a user has. */
export const PROGRAM = `const fireworks = require("pulumi-fireworks");
const resources = JSON.parse(require("node:fs").readFileSync("resources.json", "utf8"));
for (const { name, type, args, options } of resources) new fireworks[type](name, args, options);
`;

/** `finished`, or `interrupted`: a program, the state that a version left, and the gateway as it was. */
export interface Fixture {
  version: string;
  chapter: Chapter;
  /** Where the files lie that the program uploads. */
  files: string;
  source: string;
  program: Declared[];
  state: Deployment;
  gateway: unknown;
}

export const CHAPTERS = ["finished", "interrupted"] as const;
export type Chapter = (typeof CHAPTERS)[number];

export const versions = (): string[] =>
  readdirSync(FIXTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

export function fixture(version: string, chapter: Chapter): Fixture {
  const text = (...parts: string[]) => readFileSync(join(FIXTURES, version, ...parts), "utf8");
  const json = (name: string) => JSON.parse(text(chapter, `${name}.json`));
  return {
    version,
    chapter,
    files: join(FIXTURES, version, "files"),
    source: text("index.js"),
    program: json("program") as Declared[],
    state: json("state") as Deployment,
    gateway: json("gateway"),
  };
}

const isOurs = ({ type }: StateResource) => type.startsWith("pulumi-nodejs:dynamic/fireworks:");

/** The provider's own resources, secrets in clear, as a handler is given them. */
export function resourcesIn({ state }: Fixture): StateResource[] {
  const decrypt = decryption(state);
  const plain = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    const { ciphertext } = value as { ciphertext?: string };
    if (ciphertext !== undefined) return decrypt(ciphertext);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  };
  return (state.deployment.resources ?? []).filter(isOurs).map((resource) => ({
    ...resource,
    inputs: plain(resource.inputs) as Json,
    outputs: plain(resource.outputs) as Json,
  }));
}

/** Pulumi's own form (sdk/go/common/resource/config/crypt.go): `v1:nonce:ciphertext`, AES-256-GCM, the key from PBKDF2. */
function decryption({ deployment }: Deployment): (text: string) => unknown {
  const { salt } = (deployment.secrets_providers as { state: { salt: string } }).state;
  const key = pbkdf2Sync(PASSPHRASE, bytes(salt.split(":")[1]), 1_000_000, 32, "sha256");
  return (text) => {
    const [, nonce, sealed] = text.split(":");
    const body = bytes(sealed);
    const cipher = createDecipheriv("aes-256-gcm", key, bytes(nonce));
    cipher.setAuthTag(body.subarray(-16));
    return JSON.parse(Buffer.concat([cipher.update(body.subarray(0, -16)), cipher.final()]).toString("utf8"));
  };
}

const bytes = (text = "") => Buffer.from(text, "base64");
