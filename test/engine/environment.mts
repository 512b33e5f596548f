import { delimiter, join } from "node:path";
import { inCheckout } from "../../tools/root.mts";

export const CHECKOUT = inCheckout();

export type Environment = Record<string, string | undefined>;

/** Somebody listens on few machines' port 9, and nobody who answers. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * Everything that a `pulumi` of a test sees of this machine. Nothing is inherited but where things lie: a developer's own keys, proxies, NODE_OPTIONS
 * or Pulumi login must not decide a test, nor be used by one.
 */
export function hermetic(folder: string, backend: string): Environment {
  return {
    PATH: [engine(), join(CHECKOUT, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    HOME: folder,
    // A killed engine leaves its pipes there; they go with the folder.
    TMPDIR: folder,
    LANG: process.env.LANG,
    // Halves what every command spends on loading @pulumi/pulumi.
    NODE_COMPILE_CACHE: join(CHECKOUT, "node_modules", ".cache", "node"),
    ...onlyLoopback(),
    ...localPulumi(join(folder, "home"), backend),
  };
}

/** A request to any other address ends at a closed port. */
function onlyLoopback(): Environment {
  return { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, NO_PROXY: "localhost,127.0.0.1,::1" };
}

function localPulumi(home: string, backend: string): Environment {
  return {
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SKIP_CONFIRMATIONS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  };
}

function engine(): string {
  const folder = process.env.PULUMI_FIREWORKS_ENGINE;
  if (!folder) throw new Error("PULUMI_FIREWORKS_ENGINE is not set: test/global-setup.ts sets it for Jest");
  return folder;
}
