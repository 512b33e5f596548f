import { account, catalogueModel, deployed, fastShape, minimalShape, useEmulator } from "./support";

const used = useEmulator();
const name = `${account}/deployments/d`;
const valid = { baseModel: catalogueModel, deploymentShape: fastShape };
const create = (body: object = valid, query = "") =>
  used.api.post(`${account}/deployments?deploymentId=d${query}`, body);
const state = async () => (await used.api.get(name)).body.state;
const patch = (mask: string, body: object) =>
  used.api.patch(`${name}?updateMask=${mask}`, { baseModel: catalogueModel, ...body });

describe("creation", () => {
  test("a shape's name becomes its latest validated version, and its fields the deployment's", async () => {
    const { body } = await create();
    expect(body).toMatchObject({
      deploymentShape: `${fastShape}/versions/m4q8z1cd`,
      acceleratorType: "NVIDIA_H200_141GB",
      acceleratorCount: 1,
      precision: "FP8",
      maxReplicaCount: 1,
      autoscalingPolicy: { scaleUpWindow: "30s", scaleDownWindow: "600s", scaleToZeroWindow: "3600s" },
      annotations: { "fireworks.ai/image-tag-reason": "default" },
      region: "US_ILLINOIS_2",
      state: "CREATING",
    });
  });

  test("a version is pinned as it is, `default` picks one", async () => {
    const pinned = `${fastShape}/versions/k2p9x7ab`;
    expect((await create({ ...valid, deploymentShape: pinned })).body.deploymentShape).toBe(pinned);
    const chosen = async (more: object) =>
      (await used.api.post(`${account}/deployments`, { ...valid, deploymentShape: "default", ...more })).body;
    expect((await chosen({})).deploymentShape).toContain("llama-v3p1-8b-instruct");
    expect((await chosen({ enableAddons: true })).deploymentShape).toContain(minimalShape);
    expect((await chosen({ precision: "FP8" })).message).toContain("precision cannot be set together");
  });

  test.each([
    [{ baseModel: catalogueModel }, "", 400, "deployment_shape is required"],
    [
      { baseModel: catalogueModel },
      "&acceptShapelessRisk=true",
      400,
      "accelerator_type must be specified for non-embeddings engines",
    ],
    [{ baseModel: catalogueModel, acceleratorCount: 2 }, "&acceptShapelessRisk=true", 400, "without accelerator_type"],
    [valid, "&acceptShapelessRisk=true", 400, "cannot be combined"],
    [
      { ...valid, acceleratorType: "NVIDIA_H200_141GB" },
      "",
      400,
      "acceleratorType cannot be set together with deployment_shape",
    ],
    [{ ...valid, precision: "FP8" }, "", 400, "precision cannot be set together"],
    [{ ...valid, deploymentShape: "accounts/fireworks/deploymentShapes/none" }, "", 404, "deployment shape"],
    [{ ...valid, baseModel: "accounts/fireworks/models/none" }, "", 404, "model"],
    [{ ...valid, baseModel: "accounts/fireworks/models/qwen3-8b" }, "", 400, "is for base model"],
    [{ ...valid, enableAddons: true }, "", 400, "addons cannot be enabled with quantized precisions"],
    [{ ...valid, minReplicaCount: 3, maxReplicaCount: 2 }, "", 400, "must be at least min_replica_count"],
    [{ ...valid, autoscalingPolicy: { scaleToZeroWindow: "60s" } }, "", 400, "scale_to_zero_window"],
    [{ ...valid, autoscalingPolicy: { scaleUpWindow: "3601s" } }, "", 400, "scale_up_window must be at most 1h"],
    [{ ...valid, autoscalingPolicy: { scaleDownWindow: "3601s" } }, "", 400, "scale_down_window must be at most 1h"],
    [{ ...valid, autoscalingPolicy: { loadTargets: { cpu: 0.5 } } }, "", 400, 'unknown target "cpu"'],
    [{ ...valid, autoscalingPolicy: { loadTargets: { default: 0 } } }, "", 400, "must be positive"],
    [{ ...valid, directRouteType: "INTERNET" }, "", 400, "direct_route_type needs a placement"],
    [{ ...valid, displayName: "x".repeat(64) }, "", 400, "display_name"],
    [
      { ...valid, maxReplicaCount: 17 },
      "",
      429,
      "global--h200-count for account emulator, in use: 0, quota: 16, requesting: 17",
    ],
  ])("%j %s: %i %s", async (body, query, status, message) => {
    const answer = await create(body, query);
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(message)]);
    expect((await used.api.get(name)).status).toBe(404);
  });

  test("bad cron expressions and zones are refused, good ones raise the minimum while they run", async () => {
    const schedule = { schedule: "0 8 * * *", duration: "3600s", timezone: "Europe/Berlin", minReplicaCount: 3 };
    const withSchedule = (change: object) => ({
      ...valid,
      maxReplicaCount: 4,
      autoscalingPolicy: { scalingSchedules: { s: { ...schedule, ...change } } },
    });
    expect((await create(withSchedule({ schedule: "every day" }))).body.message).toContain("invalid cron expression");
    expect((await create(withSchedule({ timezone: "Europe/Nowhere" }))).body.message).toContain("unknown timezone");
    await deployed(used, "d", withSchedule({}));
    const hour = Number(
      new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: "Europe/Berlin" }).format(
        used.emulator.clock.now(),
      ),
    );
    const minute = used.emulator.clock.now().getMinutes();
    used.emulator.clock.advance(((32 - hour) * 60 - minute + 10) * 60_000);
    expect((await used.api.get(name)).body.replicaStats.readyReplicaCount).toBe(3);
    used.emulator.clock.advance("2h");
    expect((await used.api.get(name)).body.replicaStats.readyReplicaCount).toBe(0);
  });

  test("the model's default draft is used, unless another is named or speculation is off", async () => {
    const draft = { defaultDraftModel: catalogueModel, defaultDraftTokenCount: 4 };
    used.emulator.put({ name: `${account}/models/m`, kind: "HF_BASE_MODEL", state: "READY", ...draft });
    const drafted = async (more: object, query = "") => {
      const path = `${account}/deployments?validateOnly=true${query}`;
      const { body } = await used.api.post(path, { ...valid, baseModel: `${account}/models/m`, ...more });
      return [body.draftModel, body.draftTokenCount, body.ngramSpeculationLength];
    };
    expect(await drafted({})).toEqual([catalogueModel, 4, 0]);
    expect(await drafted({ draftModel: `${account}/models/n`, draftTokenCount: 2 })).toEqual([
      `${account}/models/n`,
      2,
      0,
    ]);
    expect(await drafted({ ngramSpeculationLength: 3 })).toEqual(["", 0, 3]);
    expect(await drafted({}, "&disableSpeculativeDecoding=true")).toEqual(["", 0, 0]);
  });

  test("schedules go by the clocks of their zone, summer time included", async () => {
    const schedule = { schedule: "0 8 * * *", duration: "3600s", timezone: "Europe/Berlin", minReplicaCount: 3 };
    const policy = { scalingSchedules: { s: schedule, off: { ...schedule, minReplicaCount: 4, disabled: true } } };
    // The night of 28 March 2027 brings summer time: eight o'clock is 07:00 UTC before, and 06:00 UTC after.
    used.emulator.clock.advance(Date.parse("2027-03-26T00:00:00Z") - used.emulator.clock.now().getTime());
    await deployed(used, "d", { ...valid, maxReplicaCount: 5, autoscalingPolicy: policy });
    const ready = async (at: string) => {
      used.emulator.clock.advance(Date.parse(at) - used.emulator.clock.now().getTime());
      return (await used.api.get(name)).body.replicaStats.readyReplicaCount ?? 0;
    };
    expect(await ready("2027-03-27T06:59:00Z")).toBe(0);
    expect(await ready("2027-03-27T07:01:00Z")).toBe(3);
    expect(await ready("2027-03-28T05:59:00Z")).toBe(0);
    expect(await ready("2027-03-28T06:01:00Z")).toBe(3);
    expect(await ready("2027-03-28T07:01:00Z")).toBe(0);
  });

  test("the load targets are those of the guide, or `default` alone", async () => {
    const create = (loadTargets: object) =>
      used.api.post(`${account}/deployments`, { ...valid, autoscalingPolicy: { loadTargets } });
    expect((await create({ default: 0.5 })).body.autoscalingPolicy.loadTargets).toEqual({ default: 0.5 });
    expect((await create({ requests_per_second: 2 })).status).toBe(200);
    used.emulator.settings.loadTargets = "default";
    expect((await create({ requests_per_second: 2 })).status).toBe(400);
  });

  test("the status of a refusal by quota is a setting", async () => {
    used.emulator.settings.quotaStatus = 400;
    const { status, body } = await create({ ...valid, maxReplicaCount: 17 });
    expect([status, body.code]).toEqual([400, 8]);
  });

  test("validateOnly answers the deployment that would be, and makes none", async () => {
    const { status, body } = await create(valid, "&validateOnly=true");
    expect([status, body.name, body.deploymentShape]).toEqual([200, name, `${fastShape}/versions/m4q8z1cd`]);
    expect(used.emulator.list("deployments")).toEqual([]);
  });

  test.each([
    ["honest", { createTime: false, state: false, made: 0 }],
    ["filled", { createTime: true, state: true, made: 0 }],
    ["ignored", { createTime: true, state: true, made: 1 }],
  ] as const)("validateOnly as %s: %j", async (validateOnly, expected) => {
    used.emulator.settings.validateOnly = validateOnly;
    const { status, body } = await create(valid, "&validateOnly=true");
    used.emulator.settings.validateOnly = "honest";
    expect(status).toBe(200);
    expect({
      createTime: (body.createTime ?? null) !== null,
      state: !/^(STATE_UNSPECIFIED)?$/.test(String(body.state ?? "")),
      made: used.emulator.list("deployments").length,
    }).toEqual(expected);
  });

  test("a model that is still uploading cannot be deployed", async () => {
    await used.api.post(`${account}/models`, { modelId: "m", model: { kind: "HF_BASE_MODEL" } });
    const answer = await create({ ...valid, baseModel: `${account}/models/m` });
    expect([answer.status, answer.body.code]).toEqual([400, 9]);
  });
});

/** The numbers of an answer: every count is said, most are 0. */
const replicas = (counts: Record<string, number>) => ({
  downloadingModelReplicaCount: 0,
  initializingReplicaCount: 0,
  partialReplicaCount: 0,
  pendingSchedulingReplicaCount: 0,
  readyReplicaCount: 0,
  revocableReplicaCount: 0,
  ...counts,
});

describe("states", () => {
  test("CREATING goes through scheduling, download and start to READY with one replica", async () => {
    await create();
    const seen: object[] = [];
    for (let at = 0; at < 4; at++) {
      seen.push((await used.api.get(name)).body.replicaStats);
      used.emulator.clock.advance("40s");
    }
    expect(seen).toEqual([
      replicas({ pendingSchedulingReplicaCount: 1 }),
      replicas({ downloadingModelReplicaCount: 1 }),
      replicas({ initializingReplicaCount: 1 }),
      replicas({ readyReplicaCount: 1 }),
    ]);
    expect(await state()).toBe("READY");
  });

  test("FAILED, out of capacity and slow, as the settings have it", async () => {
    used.emulator.settings.outcome = [
      { match: "^bad", outcome: "FAILED", message: "out of memory", terminationMessage: "CUDA OOM" },
      { match: "^cap", outcome: "RESOURCE_EXHAUSTED" },
      { match: "^slow", outcome: "SLOW" },
    ];
    const [bad, cap, slow] = [await deployed(used, "bad"), await deployed(used, "cap"), await deployed(used, "slow")];
    expect(bad.body).toMatchObject({ state: "FAILED", status: { code: "INTERNAL", message: "out of memory" } });
    expect((await used.api.get(`${account}/deployments/bad/terminationMessage`)).body).toEqual({ message: "CUDA OOM" });
    expect(cap.body).toMatchObject({ state: "CREATING", status: { code: "RESOURCE_EXHAUSTED" } });
    expect(slow.body.state).toBe("CREATING");
    used.emulator.clock.advance("1h");
    expect((await used.api.get(`${account}/deployments/slow`)).body.state).toBe("READY");
    expect((await used.api.get(`${account}/deployments/cap`)).body.state).toBe("CREATING");
    used.emulator.settings.outcome = [];
    expect((await used.api.get(`${account}/deployments/cap`)).body.status).toEqual({ code: "OK", message: "" });
    used.emulator.clock.advance("120s");
    expect((await used.api.get(`${account}/deployments/cap`)).body.state).toBe("READY");
  });

  describe("an outage of capacity, as a fault rule has it", () => {
    const stats = async (id = "d") => {
      const { state, status, replicaStats } = (await used.api.get(`${account}/deployments/${id}`)).body;
      return { state, code: status.code, replicaStats };
    };
    const { acceleratorType, region } = { acceleratorType: "NVIDIA_H200_141GB", region: "US_ILLINOIS_2" };
    const outage = (capacity = {}) => used.emulator.faults.add({ action: { capacity } });

    test("a creation waits for as long as it stands, on these accelerators in this region only", async () => {
      outage({ acceleratorType: "NVIDIA_B200_180GB" });
      outage({ acceleratorType, region: "EU_FRANKFURT_1" });
      expect((await deployed(used, "elsewhere")).body).toMatchObject({ state: "READY", acceleratorType, region });
      outage({ acceleratorType, region });
      const { body } = await deployed(used);
      const message = `no ${acceleratorType} capacity available in ${region}`;
      expect(body).toMatchObject({ state: "CREATING", status: { code: "RESOURCE_EXHAUSTED", message } });
      expect(body.replicaStats).toEqual(replicas({ pendingSchedulingReplicaCount: 1 }));
      used.emulator.clock.advance("2d");
      expect(await stats()).toMatchObject({ state: "CREATING", code: "RESOURCE_EXHAUSTED" });
      expect(await stats("elsewhere")).toMatchObject({ state: "READY", code: "OK" });
      used.emulator.faults.clear();
      expect(await stats()).toMatchObject({ state: "CREATING", code: "OK" });
      used.emulator.clock.advance("120s");
      expect(await stats()).toMatchObject({ state: "READY", replicaStats: { readyReplicaCount: 1 } });
    });

    test("an update that needs more replicas waits with those it has; one that needs no more does not", async () => {
      await deployed(used, "d", { minReplicaCount: 1, maxReplicaCount: 2 });
      outage();
      const change = { baseModel: catalogueModel, minReplicaCount: 2 };
      await used.api.patch(`${name}?updateMask=min_replica_count`, change);
      used.emulator.clock.advance("1h");
      await used.api.get(`${account}/quotas`);
      const replicaStats = replicas({ readyReplicaCount: 1, pendingSchedulingReplicaCount: 1 });
      expect(await stats()).toEqual({ state: "UPDATING", code: "RESOURCE_EXHAUSTED", replicaStats });
      used.emulator.faults.clear();
      expect(await stats()).toMatchObject({ state: "UPDATING", code: "OK", replicaStats });
      used.emulator.clock.advance("30s");
      expect(await stats()).toEqual({ state: "READY", code: "OK", replicaStats: replicas({ readyReplicaCount: 2 }) });
      outage();
      await used.api.patch(`${name}?updateMask=min_replica_count`, { ...change, minReplicaCount: 1 });
      used.emulator.clock.advance("30s");
      expect(await stats()).toMatchObject({ state: "READY", code: "OK" });
    });

    test("a deployment at zero replicas does not wake", async () => {
      await deployed(used);
      used.emulator.clock.advance("1h");
      outage();
      const model = `${account}/deployments/d`;
      const ask = async () => {
        const headers = { authorization: "Bearer fw_emulator_key" };
        const body = JSON.stringify({ model, messages: [] });
        return (await fetch(`${used.emulator.url}/inference/v1/chat/completions`, { method: "POST", headers, body }))
          .status;
      };
      expect(await ask()).toBe(503);
      used.emulator.clock.advance("5m");
      expect([await ask(), await stats()]).toEqual([
        503,
        { state: "READY", code: "RESOURCE_EXHAUSTED", replicaStats: replicas({ pendingSchedulingReplicaCount: 1 }) },
      ]);
      used.emulator.faults.clear();
      await stats();
      used.emulator.clock.advance("30s");
      expect([await ask(), await stats()]).toEqual([
        200,
        { state: "READY", code: "OK", replicaStats: replicas({ readyReplicaCount: 1 }) },
      ]);
    });
  });

  const ask = (to = "chat/completions") =>
    fetch(`${used.emulator.url}/inference/v1/${to}`, {
      method: "POST",
      headers: { authorization: "Bearer fw_emulator_key" },
      body: JSON.stringify({ model: name, messages: [] }),
    });

  test("does not answer requests while it is CREATING", async () => {
    await used.api.post(`${account}/deployments?deploymentId=d`, {
      baseModel: catalogueModel,
      deploymentShape: fastShape,
    });
    const answer = await ask();
    expect([answer.status, (await answer.json()).error.message]).toEqual([
      404,
      expect.stringContaining("not deployed"),
    ]);
    expect(used.emulator.get(name)).not.toHaveProperty("lastTrafficTime");
  });

  test("a request for what the emulator does not emulate is no traffic", async () => {
    await deployed(used);
    used.emulator.clock.advance("1h");
    const embeddings = await ask("embeddings");
    expect([embeddings.status, (await embeddings.json()).error.message]).toEqual([
      501,
      "fireworks-emulator does not emulate /inference/v1/embeddings",
    ]);
    expect(used.emulator.get(name)).not.toHaveProperty("lastTrafficTime");
  });

  test("fewer than no replicas are refused by :scale as by PATCH", async () => {
    await deployed(used);
    const refused = await used.api.patch(`${name}:scale`, { replicaCount: -2 });
    expect([refused.status, refused.body.message]).toEqual([400, "replica_count must not be negative"]);
  });

  test("scales to zero when idle, wakes by a request that is refused meanwhile", async () => {
    await deployed(used);
    used.emulator.clock.advance("1h");
    expect((await used.api.get(name)).body).toMatchObject({ state: "READY", replicaStats: {} });
    const asleep = await ask();
    expect([asleep.status, (await asleep.json()).error.code]).toEqual([503, "DEPLOYMENT_SCALING_UP"]);
    used.emulator.clock.advance("30s");
    const awake = await ask();
    expect([awake.status, JSON.stringify(await awake.json())]).toEqual([
      200,
      expect.stringContaining("fireworks-emulator"),
    ]);
  });

  test("a deployment with a minimum of zero that nobody uses is deleted after seven days, one with replicas is not", async () => {
    await deployed(used);
    await deployed(used, "kept", { minReplicaCount: 1 });
    used.emulator.clock.advance("8d");
    expect(await state()).toBe("DELETED");
    expect((await used.api.get(`${account}/deployments/kept`)).body.state).toBe("READY");
    used.emulator.clock.advance("7d");
    expect((await used.api.get(name)).status).toBe(404);
  });

  test("only requests count as use: a change does not put the deletion off, traffic does", async () => {
    await deployed(used);
    await deployed(used, "used");
    used.emulator.clock.advance("6d");
    await patch("max_replica_count", { maxReplicaCount: 2 });
    const lastTrafficTime = used.emulator.clock.now().toISOString();
    used.emulator.put({ name: `${account}/deployments/used`, lastTrafficTime });
    used.emulator.clock.advance("25h");
    expect(await state()).toBe("DELETED");
    expect((await used.api.get(`${account}/deployments/used`)).body.state).toBe("READY");
  });

  test("how many days without use, or never, is a setting", async () => {
    used.emulator.settings.idleDays = 0;
    await deployed(used);
    used.emulator.clock.advance("30d");
    expect(await state()).toBe("READY");
    used.emulator.settings.idleDays = 31;
    used.emulator.clock.advance("2d");
    expect(await state()).toBe("DELETED");
  });
});

describe("changes", () => {
  test("of the engine are rolled out: the old replicas serve until the new ones are ready", async () => {
    await deployed(used, "d", { minReplicaCount: 2, maxReplicaCount: 4 });
    await patch("max_context_length", { maxContextLength: 8192 });
    const seen: object[] = [];
    for (let at = 0; at < 4; at++) {
      const { state, replicaStats, replicaCount, desiredReplicaCount } = (await used.api.get(name)).body;
      seen.push([state, replicaStats, replicaCount, desiredReplicaCount]);
      used.emulator.clock.advance("10s");
    }
    expect(seen).toEqual([
      ["UPDATING", replicas({ pendingSchedulingReplicaCount: 2, readyReplicaCount: 2 }), 2, 2],
      ["UPDATING", replicas({ downloadingModelReplicaCount: 2, readyReplicaCount: 2 }), 2, 2],
      ["UPDATING", replicas({ initializingReplicaCount: 2, readyReplicaCount: 2 }), 2, 2],
      ["READY", replicas({ readyReplicaCount: 2 }), 2, 2],
    ]);
  });

  test("of the number of replicas start the additional ones, or stop some at the end", async () => {
    await deployed(used, "d", { minReplicaCount: 1, maxReplicaCount: 4 });
    await patch("min_replica_count", { minReplicaCount: 3 });
    expect((await used.api.get(name)).body).toMatchObject({
      replicaStats: { pendingSchedulingReplicaCount: 2, readyReplicaCount: 1 },
      desiredReplicaCount: 3,
    });
    used.emulator.clock.advance("30s");
    await patch("min_replica_count,max_replica_count", { minReplicaCount: 1, maxReplicaCount: 2 });
    expect((await used.api.get(name)).body).toMatchObject({ replicaCount: 3, desiredReplicaCount: 1 });
    used.emulator.clock.advance("30s");
    expect((await used.api.get(name)).body).toMatchObject({ state: "READY", replicaCount: 1, desiredReplicaCount: 1 });
  });

  test("of the target version make it the active one when they have been rolled out", async () => {
    await deployed(used, "d", { targetModelVersion: "one" });
    expect((await used.api.get(name)).body.activeModelVersion).toBe("one");
    const { body } = await patch("target_model_version", { targetModelVersion: "two" });
    expect(body).toMatchObject({ state: "UPDATING", activeModelVersion: "one", targetModelVersion: "two" });
    used.emulator.clock.advance("30s");
    expect((await used.api.get(name)).body).toMatchObject({ state: "READY", activeModelVersion: "two" });
  });

  test("of replicas roll through UPDATING, of texts leave it READY", async () => {
    await deployed(used, "d", { maxReplicaCount: 4 });
    expect((await patch("display_name,annotations", { displayName: "x", annotations: { a: "b" } })).body).toMatchObject(
      {
        state: "READY",
        displayName: "x",
        annotations: { a: "b", "fireworks.ai/image-tag-reason": "default" },
      },
    );
    expect((await patch("min_replica_count", { minReplicaCount: 2 })).body).toMatchObject({
      state: "UPDATING",
      minReplicaCount: 2,
    });
    const busy = await patch("min_replica_count", { minReplicaCount: 3 });
    expect([busy.status, busy.body.code]).toEqual([400, 9]);
    used.emulator.clock.advance("30s");
    expect((await used.api.get(name)).body).toMatchObject({
      state: "READY",
      replicaStats: replicas({ readyReplicaCount: 2 }),
    });
  });

  test("to what is there already change nothing", async () => {
    const before = await deployed(used, "d", { minReplicaCount: 1 });
    expect(
      (
        await patch("min_replica_count,deployment_shape", {
          minReplicaCount: 1,
          deploymentShape: before.body.deploymentShape,
        })
      ).body,
    ).toEqual(before.body);
  });

  test.each([
    ["accelerator_type", { acceleratorType: "NVIDIA_H100_80GB" }, "acceleratorType"],
    ["placement", { placement: { region: "US_IOWA_1" } }, "placement"],
    ["base_model", { baseModel: "accounts/fireworks/models/qwen3-8b" }, "baseModel"],
    ["enable_hot_load", { enableHotLoad: true }, "enableHotLoad"],
    ["preemptible", { preemptible: true }, "preemptible"],
  ])("of %s are refused", async (mask, body, field) => {
    await deployed(used);
    const answer = await patch(mask, body);
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(`field ${field}`)]);
  });

  test("of accelerator and placement are made where the settings say so", async () => {
    await deployed(used);
    Object.assign(used.emulator.settings, { acceleratorTypeInPlace: true, placementInPlace: true });
    const { body } = await patch("placement", { placement: { region: "US_IOWA_1" } });
    expect(body).toMatchObject({ placement: { region: "US_IOWA_1" }, region: "US_IOWA_1" });
  });

  test("of the shape bring the new one's fields", async () => {
    await deployed(used);
    const { body } = await patch("deployment_shape", { deploymentShape: minimalShape });
    expect(body).toMatchObject({
      state: "UPDATING",
      deploymentShape: `${minimalShape}/versions/c9r2s5tv`,
      precision: "BF16",
      acceleratorType: "NVIDIA_H100_80GB",
    });
  });

  test("beyond the quota are refused", async () => {
    await deployed(used);
    expect((await patch("max_replica_count", { maxReplicaCount: 20 })).status).toBe(429);
  });

  test("to zero replicas and back, by PATCH and by :scale", async () => {
    await deployed(used, "d", { maxReplicaCount: 3 });
    expect((await used.api.patch(`${name}:scale`, { replicaCount: 3 })).body).toEqual({});
    expect((await used.api.get(name)).body.replicaCount).toBe(3);
    await patch("min_replica_count,max_replica_count", { maxReplicaCount: 0 });
    used.emulator.clock.advance("30s");
    const stopped = (await used.api.get(name)).body;
    expect([stopped.state, stopped.replicaStats]).toEqual(["READY", replicas({})]);
    expect(used.emulator.get(name)?.maxReplicaCount).toBe(0);
  });
});

describe("deletion", () => {
  test("is soft: the id stays reserved until it is purged, deleted hard, or undeleted", async () => {
    await deployed(used);
    expect((await used.api.del(name)).body).toEqual({});
    expect(await state()).toBe("DELETING");
    used.emulator.clock.advance("10s");
    const { body } = await used.api.get(name);
    expect(body.state).toBe("DELETED");
    expect(Date.parse(body.purgeTime) - Date.parse(body.deleteTime)).toBe(7 * 86_400_000);
    expect((await used.api.get(`${account}/deployments`)).body.totalSize).toBe(0);
    expect((await used.api.get(`${account}/deployments?showDeleted=true`)).body.totalSize).toBe(1);
    const again = await create();
    expect([again.status, again.body.code]).toEqual([409, 6]);
    expect((await used.api.post(`${name}:undelete`)).body.state).toBe("CREATING");
    used.emulator.clock.advance("120s");
    expect(await state()).toBe("READY");
    expect((await used.api.post(`${name}:undelete`)).body.code).toBe(9);
  });

  test("hard frees the id, of a tombstone too", async () => {
    await deployed(used);
    await used.api.del(`${name}?hard=true`);
    used.emulator.clock.advance("10s");
    expect((await used.api.get(name)).status).toBe(404);
    await deployed(used);
    await used.api.del(name);
    used.emulator.clock.advance("10s");
    await used.api.del(`${name}?hard=true`);
    expect((await create()).status).toBe(200);
  });

  test("of a tombstone frees its id later, where the settings say so", async () => {
    used.emulator.settings.hardDeleteOfDeleted = "keep";
    await deployed(used);
    await used.api.del(name);
    used.emulator.clock.advance("10s");
    expect((await used.api.del(`${name}?hard=true`)).status).toBe(200);
    expect((await create()).status).toBe(409);
    used.emulator.clock.advance("7d");
    expect((await create()).status).toBe(200);
  });

  test("twice is as good as once", async () => {
    await deployed(used);
    const statuses = [(await used.api.del(name)).status, (await used.api.del(name)).status];
    used.emulator.clock.advance("10s");
    statuses.push((await used.api.del(name)).status);
    expect([statuses, await state()]).toEqual([[200, 200, 200], "DELETED"]);
    expect((await used.api.del(`${account}/deployments/none`)).status).toBe(404);
  });

  test("is refused after traffic in the last hour, unless checks are ignored", async () => {
    await deployed(used);
    used.emulator.put({ name, lastTrafficTime: used.emulator.clock.now().toISOString() });
    const answer = await used.api.del(`${name}?hard=true`);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        code: 9,
        message: "deployment has received inference requests in the last hour, pass ignore_checks to skip this check",
        details: [],
      },
    ]);
    expect((await used.api.del(`${name}?ignoreChecks=true`)).status).toBe(200);
  });

  test("is refused while a router refers to it", async () => {
    await deployed(used);
    await used.api.post(`${account}/routers?routerId=r`, { deployments: [name] });
    expect((await used.api.del(name)).body.code).toBe(9);
    used.emulator.settings.deletionOfReferred = "accept";
    expect((await used.api.del(name)).status).toBe(200);
  });

  test("gives the quota back", async () => {
    await deployed(used, "d", { maxReplicaCount: 16 });
    expect((await used.api.get(`${account}/quotas/global--h200-count`)).body).toMatchObject({ value: "16", usage: 16 });
    await used.api.del(name);
    used.emulator.clock.advance("10s");
    expect((await used.api.get(`${account}/quotas/global--h200-count`)).body.usage).toBe(0);
  });
});
