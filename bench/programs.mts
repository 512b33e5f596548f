/** A Pulumi project whose program declares `count` resources of one kind, the n-th by the same arguments on either side. */
export interface Program {
  name: string;
  files: (count: number) => Record<string, string>;
}

const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: "es2022", module: "node16", moduleResolution: "node16" },
  files: ["index.ts"],
});

const typescript = (index: string) => ({
  "index.ts": index,
  "tsconfig.json": tsconfig,
  "package.json": JSON.stringify({ name: "bench", private: true, main: "index.ts" }),
});

const loop = (count: number, type: string) =>
  `for (let n = 0; n < ${count}; n++) new ${type}(\`setting-\${n}\`, { keyName: \`SETTING_\${n}\`, value: \`the value of \${n}\` });\n`;

/** Secrets on the gateway: each is a request or two, and one value that is encrypted in state. */
export const secrets: Program = {
  name: "secrets, TypeScript",
  files: (count) => typescript(`import { Secret } from "pulumi-fireworks";\n\n${loop(count, "Secret")}`),
};

/**
 * In TypeScript, as in Pulumi's guide: an object with functions, and a class for the resource. Four functions, with all that a resource can go
 * through; the guide's `diff` and `check` would each add 500 bytes of state and more.
 */
const ordinaryProvider = `import * as pulumi from "@pulumi/pulumi";

interface Props {
  keyName: string;
  value: string;
}

interface Args {
  keyName: pulumi.Input<string>;
  value: pulumi.Input<string>;
}

const provider: pulumi.dynamic.ResourceProvider<Props, Props> = {
  async create(inputs) { return { id: inputs.keyName, outs: inputs }; },
  async update(id, olds, news) { return { outs: news }; },
  async read(id, props) { return { id, props }; },
  async delete(id, props) {},
};

class Setting extends pulumi.dynamic.Resource {
  constructor(name: string, args: Args, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, args, opts);
  }
}

`;

export const ordinary: Program = {
  name: "no-op, TypeScript",
  files: (count) => typescript(ordinaryProvider + loop(count, "Setting")),
};

const javascript = (index: string) => ({
  "index.js": index,
  "package.json": JSON.stringify({ name: "bench", private: true, main: "index.js" }),
});

export const plainSecrets: Program = {
  name: "secrets, JavaScript",
  files: (count) => javascript(`const { Secret } = require("pulumi-fireworks");\n\n${loop(count, "Secret")}`),
};

/** The least that Pulumi takes: one function, so that the closure in state is as short as it can be. */
export const leanest: Program = {
  name: "no-op, JavaScript, create alone",
  files: (count) =>
    javascript(`const pulumi = require("@pulumi/pulumi");

const provider = { create: async (inputs) => ({ id: inputs.keyName, outs: inputs }) };

class Setting extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    super(provider, name, args, opts);
  }
}

${loop(count, "Setting")}`),
};
