import { ApiKey } from "../../../src/resources/apiKey";
import type { Sample } from "./sample";

const USER = "accounts/emulator/users/pipeline";

export const sample: Sample = {
  kind: ApiKey,
  prepare: async (gateway) => {
    for (const id of ["pipeline", "other"]) {
      const answer = await fetch(`${gateway.url}/v1/accounts/emulator/users?userId=${id}`, {
        method: "POST",
        headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ serviceAccount: true, role: "contributor" }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    }
  },
  args: () => ({ user: USER }),
  values: { user: [USER, "accounts/emulator/users/other"], annotations: [{ team: "a" }, { team: "b" }] },
};
