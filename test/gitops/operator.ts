/**
 * What the Pulumi Kubernetes Operator 2.9.0 takes as a Stack (pulumi.com/v1), written down from its reference documentation; the operator's own schemas are in no
 * package registry. Kubernetes refuses what is not of these types, and drops without a word what has a name that it does not know: here that is refused too.
 */
const text = { type: "string" };
const flag = { type: "boolean" };
const count = { type: "integer" };
const texts = { type: "array", items: text };
const anything = {};

const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const mapOf = (additionalProperties: unknown) => ({ type: "object", additionalProperties });
const quantities = mapOf({ type: ["string", "integer"] });

const metadata = object({ name: text, namespace: text, labels: mapOf(text), annotations: mapOf(text) });

/** Exactly the member that the type names. */
const reference = {
  oneOf: [
    object({ type: { const: "Literal" }, literal: object({ value: text }, ["value"]) }, ["type", "literal"]),
    object({ type: { const: "Secret" }, secret: object({ name: text, key: text }, ["name", "key"]) }, [
      "type",
      "secret",
    ]),
    object({ type: { const: "Env" }, env: object({ name: text }, ["name"]) }, ["type", "env"]),
    object({ type: { const: "FS" }, filesystem: object({ path: text }, ["path"]) }, ["type", "filesystem"]),
  ],
};

const container = object(
  { name: text, image: text, resources: anything, env: anything, envFrom: anything, volumeMounts: anything },
  ["name"],
);
const pod = object(
  {
    containers: { type: "array", items: container },
    initContainers: { type: "array", items: container },
    nodeSelector: mapOf(text),
    serviceAccountName: text,
    terminationGracePeriodSeconds: count,
    tolerations: anything,
    volumes: anything,
  },
  ["containers"],
);

const workspace = object({
  env: anything,
  envFrom: anything,
  image: text,
  imagePullPolicy: { enum: ["Always", "IfNotPresent", "Never"] },
  podTemplate: object({ metadata, spec: pod }),
  pulumiLogLevel: count,
  resources: object({ requests: quantities, limits: quantities }),
  securityProfile: { enum: ["baseline", "restricted"] },
  serviceAccountName: text,
});

const spec = object(
  {
    backend: text,
    branch: text,
    commit: text,
    config: { type: "object" },
    continueResyncOnCommitMatch: flag,
    destroyOnFinalize: flag,
    envRefs: mapOf(reference),
    environment: texts,
    expectNoRefreshChanges: flag,
    fluxSource: object(
      { dir: text, sourceRef: object({ apiVersion: text, kind: text, name: text }, ["apiVersion", "kind", "name"]) },
      ["sourceRef"],
    ),
    gitAuth: anything,
    preview: flag,
    programRef: object({ name: text }, ["name"]),
    projectRepo: text,
    refresh: flag,
    repoDir: text,
    resyncFrequencySeconds: count,
    retryMaxBackoffDurationSeconds: count,
    retryOnUpdateConflict: flag,
    runProgram: flag,
    secretsProvider: text,
    secretsRef: mapOf(reference),
    serviceAccountName: text,
    shallow: flag,
    stack: text,
    targets: texts,
    useLocalStackOnly: flag,
    workspaceReclaimPolicy: { enum: ["Retain", "Delete"] },
    workspaceTemplate: object({ metadata, spec: workspace }),
  },
  ["stack"],
);

export const stackSchema = object(
  { apiVersion: { const: "pulumi.com/v1" }, kind: { const: "Stack" }, metadata, spec },
  ["apiVersion", "kind", "metadata", "spec"],
);
