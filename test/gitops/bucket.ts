import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";

export interface Bucket {
  /** For PULUMI_BACKEND_URL. */
  url: string;
  /** The server knows this pair alone. */
  keys: { id: string; secret: string };
  /** What the bucket holds. */
  objects(): string[];
  stop(): Promise<void>;
}

const SUFFIX = "._S3rver_object";

/** A bucket of an S3-compatible server. */
export async function startBucket(): Promise<Bucket> {
  const directory = mkdtempSync(join(tmpdir(), "pulumi-fireworks-s3-"));
  const name = "state";
  const options = { port: 0, address: "127.0.0.1", silent: true, directory, configureBuckets: [{ name }] };
  const server = new S3rver(options);
  const { port } = await server.run();
  return {
    url: `s3://${name}?region=us-east-1&endpoint=127.0.0.1:${port}&disableSSL=true&s3ForcePathStyle=true`,
    keys: { id: "S3RVER", secret: "S3RVER" },
    objects: () =>
      readdirSync(join(directory, name), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(SUFFIX))
        .map((file) => file.slice(0, -SUFFIX.length)),
    stop: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
