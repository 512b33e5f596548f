import type { Scenario } from "./scenario.mts";

export const access: Scenario[] = [
  {
    name: "keys and accounts",
    lines: ["auth.invalid-key", "auth.headers", "auth.verify", "auth.foreign-account", "auth.catalogue"],
    async run({ raw, get, check, account, apiKey, baseModel, id }) {
      const wrong = await raw(`v1/${account}`, { headers: { authorization: "Bearer fw_nobodys" } });
      check("auth.invalid-key", "a wrong key", [wrong.status, wrong.body.error?.code], [401, "UNAUTHORIZED"]);
      const missing = await raw(`v1/${account}`);
      check("auth.invalid-key", "no key", [missing.status, missing.body.error?.code], [401, "UNAUTHORIZED"]);
      const direct = await raw(`v1/${account}`, { headers: { "x-api-key": apiKey } });
      check("auth.headers", "the key in X-Api-Key", direct.status, 200);
      const verified = await raw("verifyApiKey", { headers: { authorization: `Bearer ${apiKey}` } });
      const named = verified.headers.get("x-fireworks-account-id");
      check("auth.verify", "x-fireworks-account-id", named, account.slice("accounts/".length));
      const foreign = await get(`accounts/${id("nobody")}/datasets`);
      check("auth.foreign-account", "a list in another account", foreign.status, 404);
      const model = await get(baseModel);
      check("auth.catalogue", baseModel, [model.status, model.body.state], [200, "READY"]);
    },
  },
  {
    name: "errors",
    lines: ["errors.gateway", "errors.method"],
    async run({ raw, get, check, account, apiKey, id }) {
      const { status, body } = await get(`${account}/datasets/${id("none")}`);
      const shape = [status, body.code, typeof body.message, body.details];
      check("errors.gateway", "a missing dataset", shape, [404, 5, "string", []]);
      const headers = { authorization: `Bearer ${apiKey}` };
      const method = await raw(`v1/${account}/datasets/${id("none")}`, { method: "PUT", body: {}, headers });
      check("errors.method", "PUT of a dataset", [method.status, method.body.code], [501, 12]);
    },
  },
  {
    name: "what a request may hold",
    lines: [
      "validation.unknown-field",
      "validation.unknown-query",
      "validation.enum",
      "validation.types",
      "validation.required",
      "validation.protojson",
      "validation.int64",
      "validation.read-only",
      "validation.snake-query",
      "ids.pattern",
    ],
    async run({ get, create, check, reading, account, id }) {
      const datasets = `${account}/datasets`;
      const dataset = (word: string, given: object, more: object = {}) =>
        create(datasets, id(word), { datasetId: id(word), dataset: given, ...more });
      const unknown = await dataset("unknown", {}, { nonsense: 1 });
      reading("validation.unknown-field", "unknownFields", unknown.status === 200 ? "ignore" : "reject");
      const query = await get(`${datasets}?nonsense=1`);
      reading("validation.unknown-query", "unknownQuery", query.status === 200 ? "ignore" : "reject");
      const enumeration = await dataset("enum", { format: "NONSENSE" });
      check("validation.enum", "an unknown format", [enumeration.status, enumeration.body.code], [400, 3]);
      const count = await dataset("count", { exampleCount: "many" });
      check("validation.types", 'an exampleCount of "many"', [count.status, count.body.code], [400, 3]);
      const required = await create(datasets, id("required"), { datasetId: id("required") });
      check("validation.required", "a dataset without a dataset", [required.status, required.body.code], [400, 3]);
      const spelled = await dataset("spelled", { display_name: "snake", exampleCount: 100, state: "READY" });
      check("validation.protojson", "display_name", spelled.body.displayName, "snake");
      check("validation.int64", "an exampleCount of 100", spelled.body.exampleCount, "100");
      check("validation.read-only", "the state given as READY", spelled.body.state, "UPLOADING");
      await dataset("second", {});
      const page = await get(`${datasets}?page_size=1`);
      check("validation.snake-query", "page_size=1", page.body.datasets?.length, 1);
      for (const bad of [`${id("end")}-`, id("UPPER"), `${id("long")}-${"x".repeat(64)}`]) {
        const { status, body } = await create(datasets, bad, { datasetId: bad, dataset: {} });
        check("ids.pattern", `the id ${bad}`, [status, body.code], [400, 3]);
      }
    },
  },
  {
    name: "users and API keys",
    lines: ["user.states", "user.service-account", "user.no-delete", "api-key.once", "api-key.expiry", "user.roles"],
    emulatorOnly: "users cannot be deleted again",
    async run({ raw, get, post, del, create, pause, check, account, id }) {
      const name = `${account}/users/${id("bot")}`;
      const boss = await create(`${account}/users`, id("boss"), { role: "boss" }, `?userId=${id("boss")}`);
      check("user.roles", "the role boss", boss.status, 400);
      const bot = { role: "user", serviceAccount: true };
      const made = await create(`${account}/users`, id("bot"), bot, `?userId=${id("bot")}`);
      check("user.states", "after its creation", made.body.state, "CREATING");
      const email = `${id("bot")}@${account.slice("accounts/".length)}.sa.fireworks.ai`;
      check("user.service-account", "its e-mail address", made.body.email, email);
      await pause(10);
      check("user.states", "a little later", (await get(name)).body.state, "READY");
      const expireTime = new Date(Date.parse((await get(name)).headers.get("date") ?? "") + 3_600_000).toISOString();
      const issued = (await post(`${name}/apiKeys`, { apiKey: { expireTime } })).body;
      check("api-key.once", "the answer of its creation has it", typeof issued.key, "string");
      const listed = await get(`${name}/apiKeys`);
      check("api-key.once", "a list has it", JSON.stringify(listed.body).includes(issued.key), false);
      const holder = { headers: { authorization: `Bearer ${issued.key}` } };
      check("api-key.expiry", "in time", (await raw(`v1/${account}`, holder)).status, 200);
      await pause(3600);
      check("api-key.expiry", "an hour later", (await raw(`v1/${account}`, holder)).status, 401);
      check("user.no-delete", "DELETE", (await del(name)).status, 501);
    },
  },
];
