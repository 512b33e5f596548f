import { type Emulator, startEmulator } from "../../emulator/src";
import { type Bucket, startBucket } from "./bucket";
import { type Checkout, checkout } from "./checkout";
import { type Forge, startForge } from "./forge";

export const PASSPHRASE = "correct horse battery staple";
const SPEED = 500;
/** Slower: the minute that a request may take, and the hour of a wait, are to be long on a busy machine. */
const LIMITS = 20;

/** What surrounds a pipeline: the gateway, a bucket for state, and the forge that shows comments. */
export interface World {
  gateway: Emulator;
  bucket: Bucket;
  forge: Forge;
  /** A clone, as each job has its own; of what was committed in another one. */
  checkout(of?: Checkout): Checkout;
  dispose(): Promise<void>;
}

export async function world(): Promise<World> {
  const [gateway, bucket, forge] = await Promise.all([startEmulator({ speed: SPEED }), startBucket(), startForge()]);
  const checkouts: Checkout[] = [];
  const network = {
    FIREWORKS_BASE_URL: gateway.url,
    FIREWORKS_SPEED: String(LIMITS),
    AWS_RESPONSE_CHECKSUM_VALIDATION: "when_required",
  };
  return {
    gateway,
    bucket,
    forge,
    checkout: (of) => {
      checkouts.push(checkout(network, of?.dir));
      return checkouts.at(-1) as Checkout;
    },
    dispose: async () => {
      await Promise.all(checkouts.map((one) => one.dispose()));
      await Promise.all([gateway.stop(), bucket.stop(), forge.stop()]);
    },
  };
}

/** What an owner of the repository has in the CI's store. */
export const secretsOf = ({ gateway, bucket }: World) => ({
  FIREWORKS_API_KEY: gateway.apiKey,
  PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
  AWS_ACCESS_KEY_ID: bucket.keys.id,
  AWS_SECRET_ACCESS_KEY: bucket.keys.secret,
});

export const variablesOf = ({ gateway, bucket }: World) => ({
  PULUMI_BACKEND_URL: bucket.url,
  FIREWORKS_ACCOUNT_ID: gateway.accountId,
});

/** What docs/gitops.md has a person do once, on their own machine; `Pulumi.production.yaml` is then committed. */
export const SETUP = `
  pulumi stack init production
  pulumi config set --stack production --secret openaiKey ${"sk-of-the-test"}
`;
