import type { Answer } from "./client.mts";
import type { Run, Scenario } from "./scenario.mts";

const rows = '{"messages":[{"role":"user","content":"a"}]}\n{"messages":[{"role":"user","content":"b"}]}\n';

async function put({ raw }: Run, url: string, text: string, headers: Record<string, string> = {}): Promise<Answer> {
  const length = String(Buffer.byteLength(text));
  const own = { "content-type": "application/octet-stream", "x-goog-content-length-range": `${length},${length}` };
  return raw(url, { method: "PUT", body: text, headers: { ...own, ...headers } });
}

/** The files by signed URLs, as the service asks for it. */
async function upload(run: Run, name: string, files: Record<string, string>): Promise<void> {
  const sizes = Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file, String(Buffer.byteLength(text))]),
  );
  const { status, body } = await run.post(`${name}:getUploadEndpoint`, { filenameToSize: sizes });
  if (status !== 200) throw new Error(`getUploadEndpoint of ${name} answered ${status} ${JSON.stringify(body)}`);
  for (const [file, text] of Object.entries(files)) {
    const { status } = await put(run, body.filenameToSignedUrls[file], text);
    if (status !== 200) throw new Error(`the upload of ${file} answered ${status}`);
  }
}

export const contents: Scenario[] = [
  {
    name: "secrets",
    lines: ["secret.write-only", "secret.key-name", "secret.immutable"],
    async run({ get, patch, create, check, account, id }) {
      const collection = `${account}/secrets`;
      const name = `${collection}/${id("key")}`;
      const value = id("value");
      const made = await create(collection, id("key"), { name, keyName: "SCENARIO_KEY", value });
      check(
        "secret.write-only",
        "its creation, GET and LIST show the value",
        [...[made, await get(name), await get(collection)].map(({ body }) => JSON.stringify(body).includes(value))],
        [false, false, false],
      );
      const lower = { name: `${collection}/${id("low")}`, keyName: "lower", value };
      check("secret.key-name", "a keyName in lower case", (await create(collection, id("low"), lower)).status, 400);
      const rotated = await patch(`${name}?updateMask=value`, { keyName: "SCENARIO_KEY", value: id("new") });
      check("secret.write-only", "a new value", rotated.status, 200);
      const renamed = await patch(`${name}?updateMask=key_name`, { keyName: "SCENARIO_OTHER" });
      check("secret.immutable", "another keyName", renamed.status, 400);
    },
  },
  {
    name: "a dataset by form",
    lines: ["dataset.upload", "dataset.lines", "dataset.immutable"],
    async run({ raw, get, patch, create, check, account, apiKey, id }) {
      const name = `${account}/datasets/${id("form")}`;
      const made = await create(`${account}/datasets`, id("form"), {
        datasetId: id("form"),
        dataset: { format: "CHAT" },
      });
      check("dataset.upload", "before", made.body.state, "UPLOADING");
      const send = (text: string) => {
        const body = new FormData();
        body.append("file", new Blob([text]), "rows.jsonl");
        const headers = { authorization: `Bearer ${apiKey}` };
        return raw(`v1/${name}:upload`, { method: "POST", body, headers });
      };
      check("dataset.lines", "a line that is no JSON", (await send("oops\n")).status, 400);
      check("dataset.upload", "the form", (await send(rows)).status, 200);
      const { body } = await get(name);
      check("dataset.upload", "afterwards", body.state, "READY");
      check("dataset.lines", "exampleCount", body.exampleCount, "2");
      const text = await patch(`${name}?updateMask=display_name`, { displayName: "x" });
      const format = await patch(`${name}?updateMask=format`, { format: "COMPLETION" });
      check("dataset.immutable", "displayName, format", [text.status, format.status], [200, 400]);
    },
  },
  {
    name: "a dataset by signed URL",
    lines: ["dataset.validate", "dataset.wedged", "dataset.external"],
    async run(run) {
      const { get, post, create, check, account, id } = run;
      const make = (word: string, dataset: object = {}) =>
        create(`${account}/datasets`, id(word), { datasetId: id(word), dataset });
      const name = `${account}/datasets/${id("url")}`;
      await make("url");
      await upload(run, name, { "rows.jsonl": rows });
      check("dataset.validate", ":validateUpload", (await post(`${name}:validateUpload`)).status, 200);
      check("dataset.validate", "afterwards", (await get(name)).body.state, "READY");
      const wedged = `${account}/datasets/${id("wedged")}`;
      await make("wedged");
      await post(`${wedged}:validateUpload`);
      const late = await post(`${wedged}:getUploadEndpoint`, { filenameToSize: { "rows.jsonl": "2" } });
      check("dataset.wedged", "getUploadEndpoint after :validateUpload without bytes", late.status, 405);
      const external = await make("external", { externalUrl: `s3://${id("bucket")}/rows.jsonl` });
      check("dataset.external", "its state", external.body.state, "READY");
    },
  },
  {
    name: "models",
    lines: [
      "model.default-kind",
      "model.upload",
      "model.upload-length",
      "model.validate",
      "model.mutable",
      "model.peft",
    ],
    async run(run) {
      const { get, post, patch, create, check, reading, account, baseModel, id } = run;
      const make = (word: string, model: object) => create(`${account}/models`, id(word), { modelId: id(word), model });
      check("model.default-kind", "kind", (await make("plain", {})).body.kind, "HF_PEFT_ADDON");
      const rank = { kind: "HF_PEFT_ADDON", peftDetails: { baseModel, r: 128, targetModules: ["q_proj"] } };
      check("model.peft", "a rank of 128", (await make("rank", rank)).status, 400);
      const name = `${account}/models/${id("base")}`;
      const details = { checkpointFormat: "HUGGINGFACE", worldSize: 1 };
      const made = await make("base", { kind: "HF_BASE_MODEL", baseModelDetails: details });
      check("model.upload", "before", made.body.state, "UPLOADING");
      const early = await get(`${name}:validateUpload`);
      check("model.validate", "without files", [early.status, early.body.code], [400, 9]);
      const files = { "config.json": "{}" };
      const urls = (await post(`${name}:getUploadEndpoint`, { filenameToSize: { "config.json": "2" } })).body;
      const bare = await run.raw(urls.filenameToSignedUrls["config.json"], { method: "PUT", body: "{}" });
      reading("model.upload-length", "lengthRangeHeader", bare.status === 200 ? "ignore" : "require");
      await upload(run, name, files);
      const text = await patch(`${name}?updateMask=description`, { description: "x" });
      const kind = await patch(`${name}?updateMask=kind`, { kind: "HF_PEFT_ADDON" });
      check("model.mutable", "description, kind", [text.status, kind.status], [200, 400]);
      // Weights are no part of it: nobody is to deploy this.
      const validated = await get(`${name}:validateUpload?skipHfConfigValidation=true`);
      check("model.upload", "validated", validated.status, 200);
    },
  },
  {
    name: "masks",
    lines: ["mask.explicit", "mask.clear", "mask.immutable"],
    async run({ patch, create, check, account, id }) {
      const name = `${account}/models/${id("mask")}`;
      const model = { displayName: "old", description: "text", githubUrl: "https://github.com/a/b" };
      await create(`${account}/models`, id("mask"), { modelId: id("mask"), model });
      const changed = await patch(`${name}?updateMask=display_name`, { displayName: "new", description: "no" });
      const { displayName, description } = changed.body;
      check("mask.explicit", "display_name alone", [displayName, description], ["new", "text"]);
      const derived = await patch(name, { description: "more" });
      check("mask.explicit", "without a mask", [derived.body.displayName, derived.body.description], ["new", "more"]);
      const cleared = await patch(`${name}?updateMask=github_url`, {});
      check("mask.clear", "github_url", cleared.body.githubUrl || undefined, undefined);
      const kind = await patch(`${name}?updateMask=kind`, { kind: "EMBEDDING_MODEL" });
      check("mask.immutable", "kind", [kind.status, /kind/.test(kind.body.message ?? "")], [400, true]);
    },
  },
  {
    name: "deployment shapes",
    lines: ["shape.versions", "shape.validated", "shape.match"],
    async run(run) {
      const { get, patch, create, check, reading, account, baseModel, id } = run;
      const name = `${account}/deploymentShapes/${id("own")}`;
      const body = { baseModel, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1, precision: "BF16" };
      const match = { createDeploymentRequest: { deployment: { baseModel } } };
      const headers = { authorization: `Bearer ${run.apiKey}` };
      const { body: found } = await run.raw(`v1/${account}/deploymentShapeVersions:match`, {
        method: "POST",
        body: match,
        headers,
      });
      const named = (found.deploymentShapeVersions ?? []).every((one: { name: string }) =>
        /\/versions\//.test(one.name),
      );
      check(
        "shape.match",
        "versions for the base model",
        [found.deploymentShapeVersions?.length > 0, named],
        [true, true],
      );
      const query = `?deploymentShapeId=${id("own")}`;
      const made = await create(`${account}/deploymentShapes`, id("own"), body, query);
      if (made.status !== 200) throw new Error(`the creation of a shape answered ${made.status}`);
      await patch(`${name}?updateMask=accelerator_count`, { baseModel, acceleratorCount: 2 });
      const { deploymentShapeVersions: versions = [] } = (await get(`${name}/versions`)).body;
      const counts = versions.map((one: { snapshot: { acceleratorCount: number } }) => one.snapshot.acceleratorCount);
      check("shape.versions", "accelerators, the newest first", counts, [2, 1]);
      reading("shape.validated", "shapesValidated", versions[0]?.validated === true);
    },
  },
  {
    name: "lists",
    lines: [
      "names.as-asked",
      "lists.pages",
      "lists.page-token",
      "lists.filter",
      "lists.order",
      "lists.order-by",
      "lists.read-mask",
      "lists.wildcard",
    ],
    async run({ get, pause, create, check, account, baseModel, id }) {
      const words = ["a", "b", "c"];
      for (const [at, word] of words.entries()) {
        const dataset = { displayName: id(at === 1 ? "even" : "odd"), exampleCount: String(9 + at) };
        await create(`${account}/datasets`, id(word), { datasetId: id(word), dataset });
        await pause(1);
      }
      const one = await get(`${account}/datasets/${id("a")}`);
      check("names.as-asked", "GET of a dataset", one.body.name, `${account}/datasets/${id("a")}`);
      const list = (query: string) => get(`${account}/datasets?${query}`);
      const found = async (query: string): Promise<string[]> =>
        ((await list(query)).body.datasets ?? []).map(({ name }: { name: string }) => name.slice(-1));
      const filter = (text: string) => `filter=${encodeURIComponent(text)}`;
      const mine = filter(`display_name="${id("odd")}" OR display_name="${id("even")}"`);
      check("lists.filter", "display_name=", await found(filter(`display_name="${id("even")}"`)), ["b"]);
      check("lists.filter", "displayName=", await found(filter(`displayName="${id("even")}"`)), ["b"]);
      check("lists.order", "without orderBy", await found(mine), ["c", "b", "a"]);
      check("lists.order-by", "create_time", await found(`${mine}&orderBy=create_time`), ["a", "b", "c"]);
      const two = await found(`${mine}&orderBy=${encodeURIComponent("display_name desc, name desc")}`);
      check("lists.order-by", "display_name desc, name desc", two, ["c", "a", "b"]);
      const first = (await list(`${mine}&pageSize=2`)).body;
      check("lists.pages", "pageSize=2", [first.datasets?.length, first.totalSize], [2, 3]);
      const next = `pageToken=${encodeURIComponent(first.nextPageToken ?? "")}`;
      check("lists.pages", "the second page", await found(`${mine}&pageSize=2&${next}`), ["a"]);
      const other = await list(`${next}&${filter('display_name="x"')}`);
      check("lists.page-token", "with another filter", other.status, 400);
      const masked = (await list(`${mine}&readMask=name`)).body.datasets ?? [];
      check("lists.read-mask", "the fields of readMask=name", masked.map(Object.keys), [["name"], ["name"], ["name"]]);
      const text = `snapshot.base_model="${baseModel}" AND latest_validated=true`;
      const shapes = await get(`accounts/-/deploymentShapes/-/versions?${filter(text)}&pageSize=1`);
      check(
        "lists.wildcard",
        "validated shapes",
        [shapes.status, shapes.body.deploymentShapeVersions?.length],
        [200, 1],
      );
    },
  },
];
