import { GatewayError, invalid } from "../error";
import { checkedId } from "../id";
import { present } from "../query/present";
import { put, type StoredObject } from "../store/store";
import type { Caller, Handler, Kind } from "../world";
import { arriving, changed, changesOf, created, existing, getOf, listOf, ok, underWay, vacant } from "./resource";

export const user: Kind = { type: "users", schema: "gatewayUser", step: arriving(["CREATING", "UPDATING"], "READY") };

const roles = ["admin", "user", "contributor", "inference-user", "custom"];

/** Whoever holds the account's key. */
export const newUser = (accountId: string, at: string): StoredObject => ({
  name: `accounts/${accountId}/users/${accountId}`,
  email: `${accountId}@example.com`,
  role: "admin",
  state: "READY",
  status: ok,
  createTime: at,
  updateTime: at,
});

function checkAdmin({ role }: Caller): void {
  if (role !== "admin") throw new GatewayError("PERMISSION_DENIED", "permission denied: only admins manage users");
}

function checkRole({ role, permissionPreset }: Record<string, unknown>): void {
  if (!roles.includes(String(role))) throw invalid(`invalid role "${role}": must be one of ${roles.join(", ")}`);
  if (role === "custom" && !permissionPreset) throw invalid("permission_preset is required for the role custom");
}

const fromEmail = (email: string): string =>
  (email.split("@")[0] ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

const create: Handler = (world, { body, query, name: parent, params, caller }) => {
  checkAdmin(caller);
  checkRole(body);
  const { serviceAccount, email } = body;
  if (serviceAccount && !query.userId) throw invalid("user_id is required for a service account");
  if (!serviceAccount && !/^[^@\s]+@[^@\s]+$/.test(String(email ?? "")))
    throw invalid(`invalid email "${email ?? ""}"`);
  const id = checkedId(query.userId || fromEmail(String(email)), "user_id");
  const name = `${parent}/${id}`;
  vacant(world, name);
  const own = serviceAccount ? `${id}@${params.account_id}.sa.fireworks.ai` : email;
  const object = { ...body, name, email: own, status: ok };
  return present(world, created(world, underWay(world, object, "CREATING", world.settings.timing.userSeconds)));
};

const update: Handler = (world, call) => {
  checkAdmin(call.caller);
  const object = existing(world, call.name);
  const changes = changesOf(world, call, object, user, ["email", "serviceAccount"]);
  const next = changed(world, object, changes);
  checkRole(next);
  put(world.store, next);
  return present(world, next);
};

export const userOperations: Record<string, Handler> = {
  Gateway_CreateUser: create,
  Gateway_ListUsers: listOf(user, "users"),
  Gateway_GetUser: getOf(user),
  Gateway_UpdateUser: update,
};
