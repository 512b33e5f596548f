import { GatewayError, invalid, notFound } from "../error";
import { checkedId, lastSegment } from "../id";
import { present } from "../query/present";
import { put, remove, type StoredObject } from "../store/store";
import { type Handler, type Kind, read, type World } from "../world";
import { changed, changesOf, created, listOf, readMasked, vacant } from "./resource";

export const secret: Kind = { type: "secrets", schema: "gatewaySecret", hidden: ["value", "createTime", "updateTime"] };

const keyNamePattern = /^[A-Z][A-Z0-9_]*$/;

/** The service was seen to answer 500 where 404 is meant. */
function secretNamed(world: World, name: string): StoredObject {
  const object = read(world, name);
  if (object) return object;
  throw world.settings.missingSecret === 500 ? new GatewayError("INTERNAL", "Internal error occurred") : notFound(name);
}

const create: Handler = (world, { body, name: parent }) => {
  const given = String(body.name ?? "");
  const full = given.includes("/");
  if (full && (world.settings.secretName === "bare" || !given.startsWith(`${parent}/`)))
    throw invalid(`invalid secret name "${given}"`);
  if (!full && world.settings.secretName === "full")
    throw invalid(`invalid secret name "${given}": must be ${parent}/<id>`);
  if (lastSegment(given) === "") throw invalid("name is required");
  if (!keyNamePattern.test(String(body.keyName)))
    throw invalid(`invalid key_name "${body.keyName}": must match ${keyNamePattern.source}`);
  if (!body.value) throw invalid("value is required");
  const name = `${parent}/${checkedId(lastSegment(given), "secret id")}`;
  vacant(world, name);
  return present(world, created(world, { ...body, name }));
};

const update: Handler = (world, call) => {
  const object = secretNamed(world, call.name);
  // Name is required by the schema, but in a PATCH it is the path that says it.
  const body = { ...call.body, name: call.name };
  const changes = changesOf(world, { ...call, body }, object, secret, ["keyName", "name"]);
  const next = changed(world, object, changes);
  put(world.store, next);
  return present(world, next);
};

export const secretOperations: Record<string, Handler> = {
  Gateway_CreateSecret: create,
  Gateway_ListSecrets: listOf(secret, "secrets"),
  Gateway_GetSecret: (world, call) => readMasked(secret.schema, call, present(world, secretNamed(world, call.name))),
  Gateway_UpdateSecret: update,
  Gateway_DeleteSecret: (world, call) => {
    remove(world.store, secretNamed(world, call.name).name);
    return {};
  },
};
