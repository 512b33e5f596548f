import { invalid, precondition } from "../error";
import { randomId } from "../id";
import { present } from "../query/present";
import { put, type StoredObject } from "../store/store";
import { type Handler, internal, type Kind, read, time, type World, withInternal } from "../world";
import { outcomeOf } from "./outcome";
import { created, existing, getOf } from "./resource";

/** Long-running operations: those of model imports. */
export const operation: Kind = {
  type: "operations",
  schema: "googlelongrunningOperation",
  hidden: ["createTime", "updateTime"],
  oneof: ["error", "response"],
  step,
};

interface OperationInternal {
  until?: number;
  model?: string;
}

function step(world: World, object: StoredObject): StoredObject {
  const { until, model = "" } = internal(object) as OperationInternal;
  if (until === undefined || time(world) < until) return object;
  const done = withInternal({ ...object, done: true }, { until: undefined });
  const imported = read(world, model);
  const failed = imported && imported.state !== "READY" ? (imported.status as { message: string }) : undefined;
  if (failed) return { ...done, error: { code: 13, message: failed.message, details: [] } };
  return { ...done, response: { "@type": "type.googleapis.com/gateway.Model", name: model } };
}

export function importFailure(world: World, model: StoredObject): { code: string; message: string } | undefined {
  const rule = outcomeOf(world, model, "models");
  if (rule?.outcome !== "FAILED") return undefined;
  return { code: "INTERNAL", message: rule.message ?? "the source could not be read" };
}

interface Sources {
  awsS3Source?: { s3Bucket: string; s3Path?: string; accessSecret?: string };
  azureBlobSource?: { storageAccount: string; container: string; path?: string; sasTokenSecret?: string };
}

const s3 = ({ s3Bucket, s3Path = "" }: NonNullable<Sources["awsS3Source"]>) => `s3://${s3Bucket}/${s3Path}`;
const azure = ({ storageAccount, container, path = "" }: NonNullable<Sources["azureBlobSource"]>) =>
  `https://${storageAccount}.blob.core.windows.net/${container}/${path}`;

const importModel: Handler = (world, call) => {
  const model = existing(world, call.name);
  const { awsS3Source, azureBlobSource } = call.body as Sources;
  if (!awsS3Source === !azureBlobSource) throw invalid("exactly one of aws_s3_source, azure_blob_source must be set");
  if (internal(model).importing) throw precondition(`model ${call.name} is being imported already`);
  const secret = awsS3Source?.accessSecret ?? azureBlobSource?.sasTokenSecret;
  if (secret?.startsWith("accounts/") && !read(world, secret)) throw invalid(`secret ${secret} not found`);
  const from = awsS3Source ? s3(awsS3Source) : azure(azureBlobSource as NonNullable<Sources["azureBlobSource"]>);
  const until = time(world) + world.settings.timing.modelImportSeconds * 1000;
  put(world.store, withInternal(model, { importing: { until, from } }));
  const name = `accounts/${call.params.account_id}/operations/${randomId(16)}`;
  const metadata = { "@type": "type.googleapis.com/gateway.ImportModelMetadata", model: call.name };
  return present(world, created(world, { name, metadata, done: false, internal: { until, model: call.name } }));
};

export const modelImportOperations: Record<string, Handler> = {
  Gateway_ImportModel: importModel,
  Operations_GetOperation: getOf(operation),
};
