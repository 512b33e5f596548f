import { type Json, kinds } from "../provider.mts";
import { type Sample, samples } from "../samples.mts";

/** A resource of a program. `$chat.name` in its arguments is an output of one before it. */
export interface Declared {
  type: string;
  name: string;
  args: Json;
  options?: Json;
}

/** A command that is killed. */
export interface Scene {
  name: string;
  /** The scene that it begins at the end of; without one it begins with an empty stack. */
  from?: string;
  command: "up" | "destroy";
  /** It is not killed: others begin with it. */
  onlyBegins?: true;
  /** What `up` is to make so. */
  program: readonly Declared[];
}

const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
const SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

/** The resources of examples/quickstart. */
const quickstart: readonly Declared[] = [
  { type: "Dataset", name: "examples", args: { format: "CHAT", source: { file: "./support.jsonl" } } },
  {
    type: "Model",
    name: "tone",
    args: { displayName: "Tone", source: { directory: "./adapter" }, peftDetails: { baseModel: LLAMA } },
  },
  {
    type: "DeploymentShape",
    name: "support",
    args: { baseModel: LLAMA, acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 1, precision: "BF16" },
  },
  {
    type: "Deployment",
    name: "chat",
    args: {
      baseModel: LLAMA,
      deploymentShape: "$support.version",
      enableAddons: true,
      minReplicaCount: 1,
      maxReplicaCount: 3,
      autoscalingPolicy: { scaleUpWindow: "30s", scaleDownWindow: "900s" },
      waitFor: "serving",
    },
    options: { customTimeouts: { create: "40m" } },
  },
  { type: "DeployedModel", name: "loaded", args: { model: "$tone.name", deployment: "$chat.name" } },
  { type: "Router", name: "router", args: { deployments: ["$chat.name"], evenLoad: {} } },
  { type: "Secret", name: "openai", args: { keyName: "OPENAI_API_KEY", value: "planted-openai" } },
  { type: "User", name: "ci", args: { serviceAccount: true, role: "contributor" } },
  { type: "ApiKey", name: "key", args: { user: "$ci.name" } },
];

const routed = (region: string): readonly Declared[] => [
  { type: "Deployment", name: "chat", args: { baseModel: LLAMA, deploymentShape: SHAPE, placement: { region } } },
  { type: "Router", name: "router", args: { deployments: ["$chat.name"], displayName: "first" } },
];

const pinned = (region: string, file: string): readonly Declared[] => [
  {
    type: "Deployment",
    name: "chat",
    args: { deploymentId: "pinned", baseModel: LLAMA, deploymentShape: SHAPE, placement: { region } },
  },
  { type: "Dataset", name: "examples", args: { datasetId: "pinned", source: { file } } },
];

const words = ({ type, variant }: Sample) => [type, ...(variant?.split(" ") ?? [])].join("-").toLowerCase();

const everyKind = (args: (sample: Sample) => Json): readonly Declared[] =>
  samples.map((sample) => ({ type: sample.type, name: words(sample), args: args(sample) }));

export const scenes: readonly Scene[] = [
  { name: "quickstart", command: "up", program: quickstart },
  { name: "quickstart, destroyed", from: "quickstart", command: "destroy", program: quickstart },
  // Nothing is said while it is made, so that the provider has no other reason to talk to its engine.
  { name: "in silence", command: "up", program: quickstart.filter(({ type }) => type === "Secret") },
  { name: "with dependents", onlyBegins: true, command: "up", program: routed("US_IOWA_1") },
  { name: "with dependents, replaced", from: "with dependents", command: "up", program: routed("EU_FRANKFURT_1") },
  { name: "pinned", onlyBegins: true, command: "up", program: pinned("US_IOWA_1", "first.jsonl") },
  { name: "pinned, replaced", from: "pinned", command: "up", program: pinned("EU_FRANKFURT_1", "second.jsonl") },
  { name: "every kind", command: "up", program: everyKind(({ args }) => args) },
  { name: "every kind, changed", from: "every kind", command: "up", program: everyKind(({ changed }) => changed) },
  {
    name: "every kind, replaced",
    from: "every kind",
    command: "up",
    program: everyKind(({ args, replaced }) => replaced ?? args),
  },
  { name: "every kind, destroyed", from: "every kind", command: "destroy", program: everyKind(({ args }) => args) },
];

export const sceneOf = (name: string): Scene => scenes.find((scene) => scene.name === name) as Scene;

/** Scenes that follow from one another, by the first of them. */
export const beginnings = (): Scene[] => scenes.filter(({ from }) => from === undefined);

/** One sample of every kind: what the provider's kinds are, and not what the programs happen to name. */
export const oneOfEach: readonly Sample[] = kinds.map(({ type }) => {
  const sample = samples.find((one) => one.type === type);
  if (!sample) throw new Error(`test/torture/samples.mts has no sample of the kind ${type}`);
  return sample;
});
