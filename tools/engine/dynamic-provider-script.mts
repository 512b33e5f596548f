import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A shell script that starts Node on `@pulumi/pulumi/cmd/dynamic-provider`, found from the Pulumi program's folder: one copy serves every checkout. */
export function dynamicProviderScript(): string {
  const manifest = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  return join(dirname(manifest), "pulumi-resource-pulumi-nodejs");
}
