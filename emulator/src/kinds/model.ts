import { invalid, precondition } from "../error";
import { accountOf, checkedId } from "../id";
import { present } from "../query/present";
import { put, referring, remove, type StoredObject } from "../store/store";
import { type Handler, internal, type Kind, readReferring, time, type World, withInternal } from "../world";
import { checkTexts } from "./deploymentRules";
import { validateModelFiles } from "./modelFiles";
import { importFailure } from "./modelImport";
import { changed, changesOf, created, existing, getOf, listOf, ok, readable, readMasked, vacant } from "./resource";
import { downloadEndpoint, uploadEndpoint } from "./upload";

export const model: Kind = { type: "models", schema: "gatewayModel", step, derived };

const immutable = ["kind", "baseModelDetails", "peftDetails", "teftDetails", "snapshotType"];

interface ModelInternal {
  importing?: { until: number; from: string };
  preparing?: { until: number; precision: string };
}

function step(world: World, object: StoredObject): StoredObject {
  const { importing, preparing } = internal(object) as ModelInternal;
  if (importing && time(world) >= importing.until) {
    const status = importFailure(world, object);
    const settled = withInternal(object, { importing: undefined });
    return status ? { ...settled, status } : { ...settled, state: "READY", status: ok, importedFrom: importing.from };
  }
  if (preparing && time(world) >= preparing.until) {
    const precisions = new Set([...((object.supportedPrecisions as string[] | undefined) ?? []), preparing.precision]);
    return withInternal({ ...object, supportedPrecisions: [...precisions] }, { preparing: undefined });
  }
  return object;
}

function derived(world: World, { name }: StoredObject): Record<string, unknown> {
  const deployed = referring(world.store, `accounts/${accountOf(name)}/deployedModels`, name);
  const deployedModelRefs = deployed.map(({ name, deployment, state, default: isDefault, public: isPublic }) => ({
    name,
    deployment,
    state,
    default: isDefault,
    public: isPublic,
  }));
  return { deployedModelRefs };
}

const create: Handler = (world, { body, name: parent }) => {
  const name = `${parent}/${checkedId(String(body.modelId), "model_id")}`;
  vacant(world, name);
  const given = (body.model ?? {}) as Record<string, unknown>;
  checkTexts(given);
  const unspecified = given.kind === undefined || given.kind === "KIND_UNSPECIFIED";
  const kind = unspecified ? "HF_PEFT_ADDON" : given.kind;
  checkPeft(world, given.peftDetails as PeftDetails | undefined, accountOf(name));
  return present(world, created(world, { ...given, name, kind, state: "UPLOADING", status: ok }));
};

interface PeftDetails {
  baseModel: string;
  r: number;
}

function checkPeft(world: World, details: PeftDetails | undefined, account: string): void {
  if (!details) return;
  if (details.r < 4 || details.r > 64) throw invalid(`peft_details.r must be between 4 and 64, not ${details.r}`);
  const base = readable(world, details.baseModel, account);
  if (!base) throw invalid(`base model ${details.baseModel} not found`);
  if (base.state !== "READY")
    throw precondition(`base model ${details.baseModel} is not ready: its state is ${base.state}`);
}

const update: Handler = (world, call) => {
  const object = existing(world, call.name);
  const changes = changesOf(world, call, object, model, immutable);
  checkTexts(changes);
  const next = changed(world, object, changes);
  put(world.store, next);
  return present(world, next);
};

const destroy: Handler = (world, call) => {
  const object = existing(world, call.name);
  if (object.state === "UPLOADING" && world.settings.deletionOfUploading === "reject") {
    throw precondition(`model ${call.name} cannot be deleted while its state is UPLOADING`);
  }
  checkUnused(world, object);
  remove(world.store, call.name);
  return {};
};

/** The service goes on counting a deployment for a while after it is gone. */
function checkUnused(world: World, { name }: StoredObject): void {
  const account = `accounts/${accountOf(name)}`;
  const deployed = readReferring(world, `${account}/deployments`, name).some((one) => one.state !== "DELETED");
  const loaded = readReferring(world, `${account}/deployedModels`, name).length > 0;
  const { busyUntil } = internal(existing(world, name)) as { busyUntil?: number };
  const lagging = busyUntil !== undefined && time(world) < busyUntil;
  if (deployed || loaded || lagging) throw precondition(`model ${name} cannot be deleted: it has active deployments`);
}

const validateUpload: Handler = (world, call) => {
  const object = existing(world, call.name);
  if (object.state === "READY") return {};
  validateModelFiles(world, object, call.query.skipHfConfigValidation === "true");
  put(world.store, changed(world, object, { state: "READY", status: ok }));
  return {};
};

const prepare: Handler = (world, call) => {
  const object = existing(world, call.name);
  const { precision } = call.body;
  if (!precision || precision === "PRECISION_UNSPECIFIED") throw invalid("precision is required");
  if (object.state !== "READY") throw precondition(`model ${call.name} is not ready: its state is ${object.state}`);
  const until = time(world) + world.settings.timing.modelPrepareSeconds * 1000;
  put(world.store, withInternal(object, { preparing: { until, precision } }));
  return {};
};

const getUploadEndpoint: Handler = (world, call) => {
  const object = existing(world, call.name);
  if (object.state !== "UPLOADING")
    throw precondition(`model ${call.name} is not uploading: its state is ${object.state}`);
  return uploadEndpoint(world, call, object);
};

export const modelOperations: Record<string, Handler> = {
  Gateway_CreateModel: create,
  Gateway_ListModels: listOf(model, "models"),
  Gateway_GetModel: getOf(model),
  Gateway_UpdateModel: update,
  Gateway_DeleteModel: destroy,
  Gateway_GetModelUploadEndpoint: getUploadEndpoint,
  Gateway_GetModelDownloadEndpoint: (world, call) =>
    readMasked(
      "gatewayGetModelDownloadEndpointResponse",
      call,
      downloadEndpoint(world, call, existing(world, call.name)),
    ),
  Gateway_ValidateModelUpload: validateUpload,
  Gateway_PrepareModel: prepare,
};
