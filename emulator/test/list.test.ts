import { account, catalogueModel, fastShape, ids, useEmulator } from "./support";

const used = useEmulator();
const list = (query: string) => used.api.get(`${account}/deployments?${query}`);
const filter = (text: string) => list(`filter=${encodeURIComponent(text)}`);

beforeEach(async () => {
  for (const [at, id] of ["a", "b", "c"].entries()) {
    await used.api.post(`${account}/deployments?deploymentId=${id}`, {
      baseModel: catalogueModel,
      deploymentShape: fastShape,
      displayName: `Number ${at}`,
      maxReplicaCount: at + 1,
      annotations: { rank: String(at) },
      ...(at === 1 ? { enableSessionAffinity: true } : {}),
    });
    used.emulator.clock.advance("1s");
  }
});

test("pages lead to the end, newest first, and count all", async () => {
  const first = await list("pageSize=2");
  expect([ids(first, "deployments"), first.body.totalSize]).toEqual([["c", "b"], 3]);
  const second = await list(`page_size=2&page_token=${first.body.nextPageToken}`);
  expect(ids(second, "deployments")).toEqual(["a"]);
  expect(second.body.nextPageToken).toBe("");
});

test("a page has 50 objects unless asked, and 200 at most", async () => {
  for (let at = 0; at < 210; at++)
    used.emulator.put({ name: `${account}/models/m${at}`, kind: "CUSTOM_MODEL", state: "READY" });
  const lengths = [];
  for (const query of ["", "?pageSize=1000"])
    lengths.push((await used.api.get(`${account}/models${query}`)).body.models.length);
  expect(lengths).toEqual([50, 200]);
});

test.each(["", "&filter=name:datasets", "&orderBy=example_count,create_time%20desc", "&orderBy=display_name%20desc"])(
  "what is made or deleted between pages%s neither repeats nor skips others",
  async (question) => {
    const put = (at: number) =>
      used.emulator.put({
        name: `${account}/datasets/p${String(at).padStart(2, "0")}`,
        state: "READY",
        displayName: `d${at % 3}`,
        createTime: new Date(at * 1000).toISOString(),
      });
    for (let at = 0; at < 12; at++) put(at);
    const whole = ids(await used.api.get(`${account}/datasets?pageSize=200${question}`), "datasets");
    const seen: string[] = [];
    for (let pageToken = "", page = 0; page === 0 || pageToken; page++) {
      const answer = await used.api.get(`${account}/datasets?pageSize=5${question}&pageToken=${pageToken}`);
      seen.push(...ids(answer, "datasets"));
      // One that was seen and the last one are gone, the first is back: pages go on where they were.
      if (page < 2) {
        for (const id of [whole[0], seen.at(-1)]) used.emulator.remove(`${account}/datasets/${id}`);
        put(Number(whole[0]?.slice(1)));
      }
      pageToken = answer.body.nextPageToken ?? "";
    }
    const once = seen.filter((id) => id !== whole[0]);
    expect(once).toEqual(whole.slice(1));
  },
);

test("a page token is good for its own question only", async () => {
  const { body } = await list("pageSize=1");
  for (const query of [`pageToken=${body.nextPageToken}&filter=state=READY`, "pageToken=nonsense", "pageSize=-1"]) {
    expect((await list(query)).status).toBe(400);
  }
});

test.each([
  ['name="accounts/emulator/deployments/b"', ["b"]],
  ['display_name != "Number 1"', ["c", "a"]],
  ["max_replica_count > 1 AND max_replica_count <= 2", ["b"]],
  ['displayName="Number 0" OR displayName="Number 2"', ["c", "a"]],
  ["enable_session_affinity = true", ["b"]],
  ["enable_session_affinity=false", ["c", "a"]],
  ['annotations.rank = "2"', ["c"]],
  ["annotations:rank", ["c", "b", "a"]],
  ['display_name:"number"', ["c", "b", "a"]],
  ['display_name = "Number*"', ["c", "b", "a"]],
  ["NOT (max_replica_count = 1 OR max_replica_count = 2)", ["c"]],
  ["state=READY", []],
  ["min_replica_count < 1", ["c", "b", "a"]],
  ["description:*", []],
  ['expire_time < "2100-01-01T00:00:00Z"', []],
])("filter %s finds %j, whether answers hold zero values or not", async (text, found) => {
  for (const zeroValues of ["emit", "omit"] as const) {
    used.emulator.settings.zeroValues = zeroValues;
    expect(ids(await filter(text), "deployments")).toEqual(found);
  }
});

test.each(["state=", "(state=READY", "= 1", 'a="b'])("filter %s is refused", async (text) => {
  expect((await filter(text)).body.code).toBe(3);
});

test.each(["filter=stat%3DREADY", "filter=NOT%20(nope.state:x)", "orderBy=nope", "orderBy=name,max_replicas%20desc"])(
  "a field that there is not is refused in %s",
  async (query) => {
    const { status, body } = await list(query);
    expect([status, body.message]).toEqual([400, expect.stringContaining("unknown field")]);
    expect((await list("filter=hot_load_transition_type:x&orderBy=enable_mtp,placement.region")).status).toBe(200);
  },
);

test.each(["(", "NOT ", "-"])("a filter of thousands of %s is refused, not a bug", async (nesting) => {
  const { status, body } = await filter(`${nesting.repeat(4000 / nesting.length)}state=READY`);
  expect([status, body]).toMatchObject([400, { code: 3, message: expect.stringContaining("nested deeper than 100") }]);
});

test("a filter of many terms is none of great depth", async () => {
  const text = Array.from({ length: 200 }, (_, at) => `NOT (display_name="Number ${at + 1}")`).join(" AND ");
  expect(ids(await filter(text), "deployments")).toEqual(["a"]);
});

test("orders by fields, in both directions", async () => {
  expect(ids(await list("orderBy=max_replica_count"), "deployments")).toEqual(["a", "b", "c"]);
  expect(ids(await list("order_by=create_time%20desc,name"), "deployments")).toEqual(["c", "b", "a"]);
  expect((await list("orderBy=name%20sideways")).status).toBe(400);
});

test("64-bit numbers are ordered as numbers", async () => {
  for (const [datasetId, exampleCount] of Object.entries({ nine: 9, ten: 10, none: 0 }))
    await used.api.post(`${account}/datasets`, { datasetId, dataset: { exampleCount } });
  const ordered = await used.api.get(`${account}/datasets?orderBy=example_count%20desc`);
  expect(ids(ordered, "datasets")).toEqual(["ten", "nine", "none"]);
});

test("what was put where a 64-bit number belongs has an order too", async () => {
  for (const [id, exampleCount] of Object.entries({ half: "1.5", two: "2", word: "many", one: "1" }))
    used.emulator.put({ name: `${account}/datasets/${id}`, state: "READY", exampleCount });
  const ordered = await used.api.get(`${account}/datasets?orderBy=example_count,name&readMask=name`);
  expect(ids(ordered, "datasets")).toEqual(["word", "one", "half", "two"]);
});

test("read masks leave the named fields", async () => {
  const { body } = await used.api.get(
    `${account}/deployments/a?readMask=display_name,autoscaling_policy.scale_up_window`,
  );
  expect(body).toEqual({ displayName: "Number 0", autoscalingPolicy: { scaleUpWindow: "30s" } });
  expect((await list("readMask=name&pageSize=1")).body.deployments).toEqual([{ name: `${account}/deployments/c` }]);
  expect((await list("readMask=nope")).status).toBe(400);
});

test("- stands for any parent: the newest validated shapes for a base model", async () => {
  const text = `snapshot.base_model="${catalogueModel}" AND latest_validated=true`;
  const { body } = await used.api.get(
    `accounts/-/deploymentShapes/-/versions?filter=${encodeURIComponent(text)}&order_by=create_time%20desc`,
  );
  expect(body.totalSize).toBe(3);
  expect(body.deploymentShapeVersions.every((one: { latestValidated: boolean }) => one.latestValidated)).toBe(true);
});

test("- stands for any shape of an account of one's own, too: the newest version first", async () => {
  for (const id of ["one", "two"]) {
    const shape = {
      baseModel: catalogueModel,
      acceleratorType: "NVIDIA_H100_80GB",
      acceleratorCount: 1,
      precision: "FP8",
    };
    expect((await used.api.post(`${account}/deploymentShapes?deploymentShapeId=${id}`, shape)).status).toBe(200);
    used.emulator.clock.advance("1s");
  }
  const { body } = await used.api.get(`${account}/deploymentShapes/-/versions?orderBy=create_time%20desc`);
  const shapes = body.deploymentShapeVersions.map(({ name }: { name: string }) => name.split("/versions/")[0]);
  expect(shapes).toEqual([`${account}/deploymentShapes/two`, `${account}/deploymentShapes/one`]);
});
