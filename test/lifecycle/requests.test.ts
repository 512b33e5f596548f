import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sample, variants } from "../engine/kinds/sample";
import { samples } from "../engine/kinds/samples";
import { Life } from "../resources/life";
import { ownGateway } from "./gateway";

/** What each kind sends for a creation, a change and a deletion: no more than stands here, and nothing twice: a wait is one look. */

const gateway = ownGateway();

interface Costs {
  create: string[];
  /** A change in place, of one field, or one field left out. */
  update: string[];
  delete: string[];
  /** The fields whose change is tried; by default all. */
  fields?: RegExp;
}

/** State alone changes: options of the deletion. Or nothing at all: what is compared by value. */
const NOTHING = "";

const costs: Record<string, Costs> = {
  // The list finds what a request that was delivered twice has made, or an interrupted run.
  ApiKey: {
    create: ["CreateApiKey ListApiKeys"],
    update: [NOTHING],
    delete: ["ListApiKeys DeleteApiKey"],
  },
  Dataset: {
    create: ["CreateDataset", "CreateDataset UploadDatasetFile GetDataset"],
    update: [NOTHING, "GetDataset", "GetDataset UpdateDataset GetDataset"],
    delete: ["DeleteDataset"],
  },
  // Its id is the service's, and the service makes some by itself: the list finds what is there.
  DeployedModel: {
    create: ["ListDeployedModels CreateDeployedModel GetDeployedModel"],
    update: [NOTHING, "GetDeployedModel", "GetDeployedModel UpdateDeployedModel GetDeployedModel"],
    delete: ["DeleteDeployedModel GetDeployedModel"],
  },
  Deployment: {
    create: ["CreateDeployment GetDeployment"],
    update: [NOTHING, "GetDeployment UpdateDeployment GetDeployment"],
    delete: ["DeleteDeployment GetDeployment"],
    fields: /^(displayName|annotations|minReplicaCount|autoscalingPolicy|directRouteApiKeys|deletionPolicy|placement)$/,
  },
  // Each change makes a version, whose name only the list has.
  DeploymentShape: {
    create: ["CreateDeploymentShape ListDeploymentShapeVersions"],
    update: [
      NOTHING,
      "GetDeploymentShape ListDeploymentShapeVersions",
      "GetDeploymentShape UpdateDeploymentShape GetDeploymentShape ListDeploymentShapeVersions",
    ],
    delete: ["DeleteDeploymentShape"],
  },
  Model: {
    create: ["CreateModel GetModelUploadEndpoint PUT PUT ValidateModelUpload GetModel"],
    update: [NOTHING, "GetModel", "GetModel UpdateModel GetModel"],
    delete: ["DeleteModel"],
    fields: /^(displayName|description|conversationConfig|public|sourceVersion|deletionPolicy|contextLength)$/,
  },
  Router: {
    create: ["CreateRouter GetRouter"],
    update: [NOTHING, "GetRouter", "GetRouter UpdateRouter GetRouter"],
    delete: ["DeleteRouter GetRouter"],
  },
  // Secrets bear neither mark nor date: only the look before tells afterwards whose one is.
  Secret: {
    create: ["ListSecrets CreateSecret"],
    update: [NOTHING, "GetSecret UpdateSecret GetSecret"],
    delete: ["DeleteSecret"],
  },
  User: {
    create: ["CreateUser GetUser"],
    update: [NOTHING, "GetUser UpdateUser GetUser"],
    delete: [NOTHING],
  },
};

/** Requests since the journal was emptied. */
function sent(): string[] {
  const names = gateway()
    .journal()
    .map(({ operation = "", method }) => operation.replace(/^Gateway_/, "") || method);
  return names;
}

test("each kind is held", () => {
  expect(Object.keys(costs).sort()).toEqual(samples.map(({ kind }) => kind.type).sort());
});

/** A deployment is ready when the answer to its creation has come, and before the first look. */
function readyOnceMade(): NodeJS.Timeout {
  gateway().clock.setSpeed(0);
  return setInterval(() => {
    const isMade = gateway()
      .journal({ operation: "CreateDeployment" })
      .some(({ duration }) => duration !== undefined);
    if (isMade) gateway().clock.advance("1m");
  }, 5);
}

test.each(samples.map((one): [string, Sample] => [one.kind.type, one]))("%s", async (type, sample) => {
  const folder = mkdtempSync(path.join(tmpdir(), "pulumi-fireworks-requests-"));
  const cwd = process.cwd();
  for (const [name, text] of Object.entries(sample.files ?? {})) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  process.chdir(folder);
  const found: Record<string, Set<string>> = { create: new Set(), update: new Set(), delete: new Set() };
  const { fields = /./ } = costs[type] as Costs;
  let clock: NodeJS.Timeout | undefined;
  try {
    await sample.prepare?.(gateway());
    clock = readyOnceMade();
    // What changes is there at once.
    const { timing } = gateway().settings;
    for (const key of Object.keys(timing) as (keyof typeof timing)[]) if (key !== "uploadUrlSeconds") timing[key] = 0;
    timing.deploymentCreateSeconds = 40;
    for (const { name, field, first, changed, cleared } of variants(sample)) {
      if (field !== undefined && !fields.test(field)) continue;
      const life = new Life(sample.kind, gateway(), name);
      const step = async (work: () => Promise<unknown>) => {
        gateway().clearJournal();
        await work();
        return sent().join(" ");
      };
      found.create?.add(await step(() => life.up(first)));
      for (const args of cleared ? [changed, cleared] : [changed]) {
        const flow = await step(() => life.up(args));
        if (life.did === "updated") found.update?.add(flow);
        // A replacement is a creation and a deletion, in either order.
        if (life.did === "nothing") expect(flow).toBe("");
      }
      found.delete?.add(await step(() => life.destroy()));
    }
  } finally {
    clearInterval(clock);
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
  }
  for (const step of ["create", "update", "delete"] as const)
    expect([step, [...(found[step] ?? [])].sort()]).toEqual([step, (costs[type] as Costs)[step].sort()]);
});
