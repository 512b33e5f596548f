import { notFound } from "../error";
import { list, masked } from "../query/list";
import { present } from "../query/present";
import type { StoredObject } from "../store/store";
import { type Handler, type Kind, read } from "../world";

export const account: Kind = { type: "accounts", schema: "gatewayAccount" };

export const newAccount = (accountId: string, at: string): StoredObject => ({
  name: `accounts/${accountId}`,
  displayName: `${accountId} (fireworks-emulator)`,
  email: `${accountId}@example.com`,
  state: "READY",
  status: { code: "OK" },
  createTime: at,
  updateTime: at,
});

const get: Handler = (world, call) => {
  const object = read(world, call.name);
  if (!object) throw notFound(call.name);
  return masked(present(world, object), call.query.readMask);
};

export const accountOperations: Record<string, Handler> = {
  Gateway_GetAccount: get,
  Gateway_ListAccounts: (world, { query, caller }) =>
    list(world, {
      parent: "accounts",
      field: "accounts",
      query,
      visible: ({ name }) => caller.accounts.includes(name.slice("accounts/".length)),
    }),
};
