import { GatewayError, invalid, notFound } from "../error";
import { randomId } from "../id";
import { present } from "../query/present";
import { parentOf, remove, type StoredObject } from "../store/store";
import { type Call, type Handler, type Kind, read, time, type World } from "../world";
import { created, existing, listOf } from "./resource";

/** The service names a key by its id alone; the full name is the emulator's. */
export const apiKey: Kind = { type: "users/apiKeys", schema: "gatewayApiKey", hidden: ["name", "key", "updateTime"] };

/** The keys of others are for admins. */
function holder(world: World, { name, caller }: Call): StoredObject {
  const user = existing(world, parentOf(name));
  if (caller.role !== "admin" && user.email !== caller.email)
    throw new GatewayError("PERMISSION_DENIED", "permission denied: only admins manage the keys of others");
  return user;
}

const create: Handler = (world, call) => {
  const { body, name: parent } = call;
  const user = holder(world, call);
  const given = body.apiKey as Record<string, unknown>;
  if (given.expireTime && Date.parse(String(given.expireTime)) <= time(world))
    throw invalid("expire_time must be in the future");
  const [keyId, key] = [randomId(12), `fw_emulator_${randomId(24)}`];
  const object = {
    ...given,
    name: `${parent}/${keyId}`,
    keyId,
    key,
    prefix: key.slice(0, "fw_emulator_".length + 4),
    secure: true,
    email: user.email,
  };
  // The only answer that ever has the key.
  return { ...present(world, created(world, object)), key };
};

const destroy: Handler = (world, call) => {
  const { body, name: parent } = call;
  holder(world, call);
  const name = `${parent}/${body.keyId}`;
  if (!read(world, name)) throw notFound(`API key ${body.keyId}`);
  remove(world.store, name);
  return {};
};

export const apiKeyOperations: Record<string, Handler> = {
  Gateway_CreateApiKey: create,
  Gateway_ListApiKeys: listOf(apiKey, "apiKeys"),
  Gateway_DeleteApiKey: destroy,
};
