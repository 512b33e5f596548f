import { GatewayError, invalid, precondition } from "../error";
import { checkedId } from "../id";
import { present } from "../query/present";
import { put, remove, type StoredObject } from "../store/store";
import { type Handler, internal, type Kind, time, type World, withInternal } from "../world";
import { changed, changesOf, created, existing, getOf, listOf, ok, readMasked, vacant } from "./resource";
import { arrivedFiles, checkFileName, downloadEndpoint, expectedFiles, uploadEndpoint } from "./upload";

export const dataset: Kind = { type: "datasets", schema: "gatewayDataset" };

const uploadLimit = 150 * 1024 * 1024;
const content = [
  "exampleCount",
  "userUploaded",
  "evaluationResult",
  "transformed",
  "splitted",
  "evalProtocol",
  "externalUrl",
  "format",
  "sourceJobName",
];

const create: Handler = (world, { body, name: parent, caller }) => {
  const name = `${parent}/${checkedId(String(body.datasetId), "dataset_id")}`;
  if (body.sourceDatasetId)
    throw new GatewayError("UNIMPLEMENTED", "fireworks-emulator does not emulate datasets made from others yet");
  vacant(world, name);
  const given = body.dataset as Record<string, unknown>;
  const { externalUrl } = given;
  if (externalUrl && !/^(s3|gs):\/\/./.test(String(externalUrl)))
    throw invalid(`invalid external_url "${externalUrl}": must be s3:// or gs://`);
  const state = externalUrl ? "READY" : "UPLOADING";
  return present(world, created(world, { ...given, name, state, status: ok, createdBy: caller.email }));
};

/** A dataset that was validated before its bytes had landed never gets well again: it must be deleted. */
function uploading(world: World, name: string): StoredObject {
  const object = existing(world, name);
  if (internal(object).wedged) throw new GatewayError("UNIMPLEMENTED", "Method Not Allowed", 405);
  if (object.state !== "UPLOADING")
    throw precondition(`dataset ${name} is not uploading: its state is ${object.state}`);
  return object;
}

const upload: Handler = (world, call) => {
  const object = uploading(world, call.name);
  const { filename, bytes } = call.body as { filename: string; bytes: Buffer };
  if (bytes.length > uploadLimit) throw new GatewayError("INVALID_ARGUMENT", "the file is larger than 150 MB", 413);
  checkFileName(filename);
  const count = countExamples(bytes, filename);
  world.content.put(object.name, filename, bytes);
  const files = { ...expectedFiles(object), [filename]: String(bytes.length) };
  ready(world, withInternal(object, { files }), count);
  return {
    id: object.name,
    object: "file",
    bytes: bytes.length,
    created_at: Math.floor(time(world) / 1000),
    filename,
    purpose: "fine-tune",
  };
};

function ready(world: World, object: StoredObject, count: number): void {
  const exampleCount = object.exampleCount ?? String(count);
  put(world.store, changed(world, object, { state: "READY", status: ok, exampleCount }));
}

function countExamples(bytes: Buffer, filename: string): number {
  const lines = bytes.toString("utf8").split("\n");
  for (const [at, line] of lines.entries()) {
    if (line.trim() !== "" && !isObject(line)) throw invalid(`line ${at + 1} of ${filename} is no JSON object`);
  }
  return lines.filter((line) => line.trim() !== "").length;
}

function isObject(line: string): boolean {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const validateUpload: Handler = (world, call) => {
  const object = existing(world, call.name);
  if (object.state === "READY") return {};
  if (internal(object).wedged) throw precondition(`no files of ${call.name} found`);
  let files: string[];
  try {
    files = arrivedFiles(world, object);
  } catch (error) {
    put(world.store, withInternal(object, { wedged: true }));
    throw error;
  }
  const empty = files.find((file) => expectedFiles(object)[file] === "0");
  if (empty !== undefined) throw invalid(`file "${empty}" of ${call.name} is empty`);
  const counts = files.map((file) => countExamples(world.content.read(call.name, file), file));
  ready(
    world,
    object,
    counts.reduce((sum, count) => sum + count, 0),
  );
  return {};
};

const update: Handler = (world, call) => {
  const object = existing(world, call.name);
  const next = changed(world, object, changesOf(world, call, object, dataset, content));
  put(world.store, next);
  return present(world, next);
};

export const datasetOperations: Record<string, Handler> = {
  Gateway_CreateDataset: create,
  Gateway_ListDatasets: listOf(dataset, "datasets"),
  Gateway_GetDataset: getOf(dataset),
  Gateway_UpdateDataset: update,
  Gateway_DeleteDataset: (world, call) => {
    remove(world.store, existing(world, call.name).name);
    return {};
  },
  Gateway_UploadDatasetFile: upload,
  // Each request replaces the files of the one before.
  Gateway_GetDatasetUploadEndpoint: (world, call) =>
    uploadEndpoint(world, call, withInternal(uploading(world, call.name), { files: undefined })),
  Gateway_GetDatasetDownloadEndpoint: (world, call) =>
    readMasked(
      "gatewayGetDatasetDownloadEndpointResponse",
      call,
      downloadEndpoint(world, call, existing(world, call.name)),
    ),
  Gateway_ValidateDatasetUpload: validateUpload,
};
