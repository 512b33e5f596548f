import type { Json, Kind } from "../../src/lifecycle/kind";
import { kinds } from "../../src/resources";

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";
const extra = { body: { newField: 1 }, query: { newOption: true } };
const deletionPolicy = "hard";

/** Arguments for each kind which together have every field: acceptable ones, whatever they would do. */
const samples: Record<string, (folder: string) => Json[]> = {
  ApiKey: () => [
    {
      user: "accounts/a/users/pipeline",
      displayName: "Pipeline",
      expireTime: "2031-01-01T00:00:00Z",
      annotations: { team: "a" },
      deletionPolicy,
      extra,
    },
  ],
  DeployedModel: () => [
    {
      model: "accounts/a/models/adapter",
      deployment: "accounts/a/deployments/chat",
      displayName: "Tone",
      description: "x",
      default: true,
      serverless: false,
      public: false,
      replaceMergedAddon: true,
      deletionPolicy,
      extra,
    },
  ],
  Deployment: () => [
    {
      deploymentId: "chat",
      baseModel: LLAMA,
      deploymentShape: SHAPE,
      displayName: "Chat",
      description: "x",
      annotations: { team: "a" },
      minReplicaCount: 1,
      maxReplicaCount: 4,
      maxWithRevocableReplicaCount: 5,
      autoscalingPolicy: {
        scaleUpWindow: "30s",
        scaleDownWindow: "600s",
        scaleToZeroWindow: "3600s",
        loadTargets: { default: 0.5 },
        scalingSchedules: {
          office: {
            minReplicaCount: 2,
            schedule: "0 8 * * 1-5",
            duration: "36000s",
            timezone: "Europe/Berlin",
            description: "x",
            disabled: false,
          },
        },
      },
      maxContextLength: 4096,
      draftModel: LLAMA,
      draftTokenCount: 3,
      ngramSpeculationLength: 3,
      enableSessionAffinity: true,
      enableMtp: true,
      numPeftDeviceCached: 2,
      directRouteType: "INTERNET",
      directRouteApiKeys: ["planted"],
      placement: { region: "US_IOWA_1" },
      deploymentTemplate: "x",
      autoTune: { longPrompt: true },
      disableDeploymentSizeValidation: true,
      enableHotLoad: true,
      hotLoadBucketType: "S3",
      hotLoadBucketUrl: "s3://x",
      hotLoadTrainerJob: "x",
      hotLoadTransitionType: "x",
      enableHotReloadLatestAddon: true,
      activeModelVersion: "1",
      targetModelVersion: "2",
      pricingPlanId: "x",
      expireTime: "2031-01-01T00:00:00Z",
      preemptible: true,
      forTraining: true,
      extraArgs: ["--x"],
      extraValues: { a: 1 },
      skipShapeValidation: true,
      disableAutoDeploy: true,
      disableSpeculativeDecoding: true,
      skipImageTagValidation: true,
      waitFor: "serving",
      deletionPolicy: "soft",
      ignoreChecks: true,
      extra,
    },
    {
      baseModel: LLAMA,
      acceptShapelessRisk: true,
      acceleratorType: "NVIDIA_H100_80GB",
      acceleratorCount: 2,
      precision: "BF16",
      enableAddons: true,
      placement: { regions: ["US_IOWA_1", "US_OHIO_1"] },
    },
    { baseModel: LLAMA, deploymentShape: `${SHAPE}/versions/abc`, placement: { multiRegion: "EUROPE" } },
  ],
  DeploymentShape: () => [
    {
      deploymentShapeId: "long",
      baseModel: LLAMA,
      displayName: "Long",
      description: "x",
      acceleratorType: "NVIDIA_H100_80GB",
      acceleratorCount: 2,
      precision: "FP8",
      disableDeploymentSizeValidation: true,
      enableAddons: true,
      draftModel: LLAMA,
      draftTokenCount: 3,
      ngramSpeculationLength: 3,
      disableSpeculativeDecoding: true,
      enableSessionAffinity: true,
      numLoraDeviceCached: 2,
      maxContextLength: 4096,
      presetType: "FAST",
      deletionPolicy,
      extra,
    },
  ],
  Router: () => [
    {
      routerId: "support",
      displayName: "Support",
      deployments: ["accounts/a/deployments/one", "accounts/a/deployments/two"],
      model: LLAMA,
      evenLoad: {},
      public: true,
      deletionPolicy,
      extra,
    },
    { deployments: ["accounts/a/deployments/one"], weightedRandom: {} },
    { deployments: ["accounts/a/deployments/one"], sessionAffinity: { header: "x" } },
  ],
  Secret: () => [{ keyName: "OPENAI_API_KEY", value: "planted", deletionPolicy, extra }],
  User: () => [
    {
      userId: "ada",
      role: "custom",
      email: "ada@example.com",
      displayName: "Ada",
      permissionPreset: "x",
      deletionPolicy: "lowerRole",
      extra,
    },
    { serviceAccount: true, role: "contributor" },
  ],
  Dataset: (folder) => [
    {
      datasetId: "examples",
      displayName: "x",
      format: "CHAT",
      source: { file: `${folder}/chat.jsonl` },
      exampleCount: "1",
      userUploaded: {},
      deletionPolicy,
      extra,
    },
    { source: { rows: [{ messages: [{ role: "user", content: "x" }] }] } },
    { externalUrl: "gs://bucket/path", exampleCount: "7" },
    { sourceDatasetId: "other", filter: "x" },
    { evaluationResult: { evaluationJobId: "x" } },
    { transformed: { sourceDatasetId: "x", filter: "x", originalFormat: "CHAT" } },
    { splitted: { sourceDatasetId: "x" } },
    { evalProtocol: {}, sourceJobName: "accounts/a/jobs/x", externalUrl: "s3://x/y" },
  ],
  Model: (folder) => [
    {
      modelId: "tone",
      kind: "HF_PEFT_ADDON",
      source: {
        awsS3Source: {
          s3Bucket: "b",
          s3Path: "p",
          roleArn: "arn",
          accessKeyId: "planted-id",
          accessSecret: "planted-secret",
        },
      },
      sourceVersion: "1",
      displayName: "x",
      description: "x",
      peftDetails: {
        baseModel: LLAMA,
        r: 8,
        targetModules: ["q_proj"],
        mergeAddonModelName: "accounts/a/models/merged",
      },
      preparedPrecisions: ["FP8"],
      githubUrl: "x",
      huggingFaceUrl: "x",
      public: true,
      conversationConfig: { style: "jinja", system: "x", template: "x" },
      contextLength: 4096,
      trainingContextLength: 4096,
      supportsImageInput: true,
      supportsTools: true,
      supportsLora: true,
      useHfApplyChatTemplate: true,
      defaultDraftModel: LLAMA,
      defaultDraftTokenCount: 3,
      deprecationDate: { year: 2031, month: 1, day: 1 },
      snapshotType: "FULL_SNAPSHOT",
      rendererHuggingFaceRepoId: "x",
      cluster: "x",
      skipHfConfigValidation: true,
      trustRemoteCode: true,
      deletionPolicy,
      extra,
    },
    {
      kind: "HF_BASE_MODEL",
      source: { directory: `${folder}/weights` },
      baseModelDetails: {
        checkpointFormat: "HUGGINGFACE",
        worldSize: 1,
        huggingfaceFiles: ["config.json"],
        parameterCount: "7",
        moe: false,
        tunable: true,
        modelType: "llama",
        supportsFireattention: true,
        supportsMtp: false,
      },
    },
    {
      kind: "HF_TEFT_ADDON",
      teftDetails: {},
      source: {
        azureBlobSource: {
          storageAccount: "s",
          container: "c",
          path: "p",
          sasTokenSecret: "planted",
          clientId: "x",
          tenantId: "x",
        },
      },
    },
  ],
};

export interface Sample {
  kind: Kind;
  title: string;
  args: Json;
}

/** Every sample of every kind; files that they name lie in `folder`. */
export function allSamples(folder: string): Sample[] {
  return kinds.flatMap((kind) => {
    const own = samples[kind.type];
    if (!own) throw new Error(`test/lifecycle/samples.ts has no arguments for ${kind.type}`);
    return own(folder).map((args, index) => ({ kind, title: `${kind.type} ${index + 1}`, args }));
  });
}

type Path = (string | number)[];

/** Every place in a value but its root: members, elements, and what is in them. */
export function places(value: unknown, path: Path = []): Path[] {
  const here = path.length > 0 ? [path] : [];
  if (typeof value !== "object" || value === null) return here;
  const keys: Path = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [...here, ...keys.flatMap((key) => places((value as Record<string | number, unknown>)[key], [...path, key]))];
}

export const lookAt = (value: unknown, path: Path): unknown =>
  path.reduce((here: unknown, key) => (here as Record<string | number, unknown>)[key], value);

/** The same with another value at one place. */
export function withAt(value: Json, path: Path, other: unknown): Json {
  const copy = structuredClone(value);
  const holder = lookAt(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  holder[path.at(-1) as string] = other;
  return copy;
}
