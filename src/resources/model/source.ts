import * as z from "zod";
import { shortHash } from "../../lifecycle/identity";
import type { Json } from "../../lifecycle/kind";
import { UNKNOWN } from "../../lifecycle/unknown";

const secretName = "accounts/my-account/secrets/aws-credentials";

export const source = z.strictObject({
  directory: z.string().min(1, "must not be empty").optional().meta({
    description:
      "Folder on the machine that runs Pulumi, relative to the project. Hidden files and unfinished downloads are left out; of an adapter only what the API takes is sent.",
  }),
  awsS3Source: z
    .strictObject({
      s3Bucket: z.string().meta({ description: "Name of the bucket." }),
      s3Path: z.string().optional().meta({ description: "Folder in the bucket." }),
      roleArn: z.string().optional().meta({ description: "IAM role that the service assumes." }),
      accessKeyId: z.string().optional().meta({ secret: true, description: "Access key, where there is no role." }),
      accessSecret: z
        .string()
        .optional()
        .meta({ secret: true, description: `Its secret, or the name of a Secret such as \`${secretName}\`.` }),
    })
    .optional()
    .meta({ description: "A bucket of Amazon S3." }),
  azureBlobSource: z
    .strictObject({
      storageAccount: z.string().meta({ description: "Name of the storage account." }),
      container: z.string().meta({ description: "Name of the container." }),
      path: z.string().optional().meta({ description: "Folder in the container." }),
      sasTokenSecret: z
        .string()
        .optional()
        .meta({ secret: true, description: "Name of the Secret that holds a SAS token." }),
      clientId: z.string().optional().meta({ description: "Client of a federated identity, instead of a token." }),
      tenantId: z.string().optional().meta({ description: "Its tenant." }),
    })
    .optional()
    .meta({ description: "A container of Azure Blob Storage." }),
});

export const SOURCES = ["directory", "awsS3Source", "azureBlobSource"] as const;

export interface Source {
  directory?: string;
  awsS3Source?: Json;
  azureBlobSource?: Json;
}

export const sourceOf = (inputs: Json) => (inputs.source ?? {}) as Source;

/** In a preview any of it may not be known yet. */
type Unsure<T> = { [Key in keyof T]: T[Key] | typeof UNKNOWN };

/** What is imported, without what opens the door to it. */
function place({ awsS3Source: s3, azureBlobSource: azure }: Unsure<Source>): unknown[] {
  if (s3 === UNKNOWN || azure === UNKNOWN) return [UNKNOWN];
  if (s3) return ["s3", s3.s3Bucket, s3.s3Path ?? ""];
  return ["azure", azure?.storageAccount, azure?.container, azure?.path ?? ""];
}

/** Where an import reads, as a checked input: another place is other content. */
export const placeDigest = (from: Source): string => `import:${shortHash(...place(from))}`;

export const placeOf = (from: Source): unknown[] => place(from);

/** For people. */
export function placeText(from: Source): string {
  const [scheme, ...parts] = place(from);
  return `${scheme === "s3" ? "s3://" : "Azure "}${parts.filter((part) => part !== "").join("/")}`;
}
