import { randomNumbers } from "../src/random";
import { account, catalogueModel, fastShape, minimalShape, useEmulator } from "./support";

const used = useEmulator();
const path = (collection: string, id: string) => `${account}/${collection}/${id}`;

interface Listed {
  name: string;
  state?: string;
  baseModel?: string;
  acceleratorCount?: number;
  maxReplicaCount?: number;
  acceleratorType?: string;
}

async function everyPage(collection: string, query: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let token = ""; ; ) {
    const { body } = await used.api.get(`${account}/${collection}?pageSize=3&${query}&pageToken=${token}`);
    found.push(...body[collection]);
    token = body.nextPageToken ?? "";
    if (token !== "") continue;
    expect(body.totalSize ?? 0).toBe(found.length);
    return found;
  }
}

/** Names in the order of their creation, as far as GET still finds them; asked for after the lists, since asking could bring them up to date. */
async function found(names: Iterable<string>): Promise<Listed[]> {
  const objects: Listed[] = [];
  for (const name of names) {
    const { status, body } = await used.api.get(name);
    if (status === 200) objects.push(body);
  }
  return objects.reverse();
}

const charged = ({ state, acceleratorCount = 1, maxReplicaCount = 0 }: Listed) =>
  state === "DELETED" || state === "FAILED" ? 0 : acceleratorCount * maxReplicaCount;

test.each([1, 2, 4])("lists, counts, quotas and references say what GET says, at any time (seed %i)", async (seed) => {
  const random = randomNumbers(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const [deployments, deployedModels] = [new Set<string>(), new Set<string>()];
  const { settings, clock } = used.emulator;
  used.emulator.put({ name: `${account}/models/own`, kind: "HF_BASE_MODEL", state: "READY" });
  used.emulator.put({ name: `${account}/models/lora`, kind: "HF_PEFT_ADDON", state: "READY" });
  for (const quota of ["h100", "h200"])
    used.emulator.put({ name: `${account}/quotas/global--${quota}-count`, value: "60", maxValue: "60" });

  const create = async (id: string) => {
    const shape = one([fastShape, minimalShape]);
    const body = {
      baseModel: shape === fastShape ? one([catalogueModel, `${account}/models/own`]) : catalogueModel,
      deploymentShape: shape,
      minReplicaCount: one([0, 0, 1]),
      maxReplicaCount: one([1, 2, 9]),
      enableAddons: shape === minimalShape,
    };
    const { status } = await used.api.post(`${account}/deployments?deploymentId=${id}`, body);
    if (status !== 200) return;
    // One that is made anew comes last again.
    deployments.delete(path("deployments", id));
    deployments.add(path("deployments", id));
  };
  const acts: ((id: string) => unknown)[] = [
    create,
    create,
    create,
    (id) => used.api.del(`${path("deployments", id)}?${one(["", "hard=true"])}`),
    (id) => used.api.del(`${path("deployments", id)}?ignoreChecks=true`),
    (id) => used.api.post(`${path("deployments", id)}:undelete`),
    (id) =>
      used.api.patch(`${path("deployments", id)}?updateMask=max_replica_count`, {
        baseModel: catalogueModel,
        maxReplicaCount: one([1, 3]),
      }),
    (id) =>
      used.api.post(`${account}/deployedModels`, {
        model: `${account}/models/lora`,
        deployment: path("deployments", id),
      }),
    () => used.api.del(one([...deployedModels, path("deployedModels", "none")])),
    (id) => random() < 0.3 && used.emulator.remove(path("deployments", id)),
    (id) =>
      used.emulator.get(path("deployments", id)) &&
      used.emulator.put({ name: path("deployments", id), state: "DELETED" }),
    () => settings.outcome.splice(0),
    (id) => settings.outcome.push({ match: `^${id}$`, outcome: one(["FAILED", "RESOURCE_EXHAUSTED", "SLOW"]) }),
    () => used.emulator.faults.clear(),
    () => used.emulator.faults.add({ action: { capacity: one([{}, { acceleratorType: "NVIDIA_H100_80GB" }]) } }),
    () => Object.assign(settings, { idleDays: one([0, 1, 7]), tombstoneDays: one([1, 7]) }),
  ];

  for (let step = 0; step < 45; step++) {
    await one(acts)(one(ids));
    clock.advance(one(["1s", "6s", "40s", "2m", "10m", "1h", "1d", "8d"]));
    const usage = async (id: string) => (await used.api.get(`${account}/quotas/global--${id}-count`)).body.usage ?? 0;
    const [h100, h200] = [await usage("h100"), await usage("h200")];
    const refs = (await used.api.get(`${account}/models/own`)).body.deployedModelRefs ?? [];
    const living = await everyPage("deployments", "");
    const all = await everyPage("deployments", "showDeleted=true");
    const loaded = await everyPage("deployedModels", "");
    for (const { name } of [...loaded].reverse()) deployedModels.add(name);

    const got = await found(deployments);
    expect(all).toEqual(got);
    expect(living).toEqual(got.filter(({ state }) => state !== "DELETED"));
    const sum = (type: string) =>
      got
        .filter(({ acceleratorType = "" }) => acceleratorType.includes(type))
        .reduce((total, each) => total + charged(each), 0);
    expect([h100, h200]).toEqual([sum("H100"), sum("H200")]);
    const gotLoaded = await found(deployedModels);
    expect(loaded).toEqual(gotLoaded);
    const names = (objects: Listed[]) => objects.map(({ name }) => name).sort();
    expect(names(refs)).toEqual(
      names(gotLoaded.filter((each) => "model" in each && each.model === `${account}/models/own`)),
    );
  }
});

test("the end of an outage is seen by lists and quotas too, before anybody reads the deployment", async () => {
  const rule = { id: "outage", action: { capacity: {} } };
  used.emulator.faults.add(rule);
  const body = { baseModel: catalogueModel, deploymentShape: fastShape, minReplicaCount: 0, maxReplicaCount: 1 };
  await used.api.post(`${account}/deployments?deploymentId=a`, body);
  used.emulator.clock.advance("1h");
  expect((await used.api.get(`${account}/deployments`)).body.deployments[0].state).toBe("CREATING");
  used.emulator.faults.clear();
  // Another rule of the same id strikes other accelerators.
  used.emulator.faults.add({ ...rule, action: { capacity: { acceleratorType: "NVIDIA_B200_180GB" } } });
  const usage = async () => (await used.api.get(`${account}/quotas/global--h200-count`)).body.usage ?? 0;
  expect(await usage()).toBe(1);
  used.emulator.clock.advance("40d");
  expect(await usage()).toBe(0);
  const listed = (await used.api.get(`${account}/deployments`)).body;
  expect([listed.deployments ?? [], listed.totalSize ?? 0]).toEqual([[], 0]);
  expect((await used.api.get(path("deployments", "a"))).status).toBe(404);
});
