import { checkReadMask, list } from "../query/list";
import type { StoredObject } from "../store/store";
import type { Handler, Kind } from "../world";
import { getOf } from "./resource";

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

export const accountOperations: Record<string, Handler> = {
  Gateway_GetAccount: getOf(account),
  Gateway_ListAccounts: (world, { query, caller }) => {
    checkReadMask(account.schema, query.readMask);
    return list(world, {
      parent: "accounts",
      field: "accounts",
      query,
      visible: ({ name }) => caller.accounts.includes(name.slice("accounts/".length)),
    });
  },
};
