const MODEL = "accounts/fireworks/models/llama-v3p1-8b-instruct";

const deployment = (more: string, after = "") => `resources:
  chat:
    type: Deployment
    properties:
      baseModel: ${MODEL}
      deploymentShape: default
${more.replace(/^(?=.)/gm, "      ")}
${after}`;

/** Files that are right, by what they show. */
export const GOOD: Record<string, string> = {
  "the quickstart's form": `
config:
  openaiKey: { type: string, secret: true }
  replicas: { type: integer, default: 2 }
  names: [a, b]
  regions: { type: List<String> }
  enough: { type: Number }
  team: support
variables:
  shape: accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast
  office: { schedule: "0 8 * * 1-5", duration: 36000s, timezone: Europe/Berlin, minReplicaCount: 2 }
  served: { fn::invoke: { function: fireworks:getModel, arguments: { name: ${MODEL} }, return: name } }
resources:
  chat:
    type: Deployment
    name: chat-of-support
    properties:
      baseModel: \${served}
      deploymentShape: \${shape}
      minReplicaCount: \${config.replicas}
      maxReplicaCount: 4
      annotations: { team: "\${config.team}", stack: "\${pulumi.stack}-\${config.team}" }
      autoscalingPolicy: { scaleUpWindow: 30s, scalingSchedules: { office: "\${office}" } }
      enableAddons: true
      extra: { body: { newer: [1, { fn::toJSON: { a: 1 } }] } }
    options:
      protect: true
      customTimeouts: { create: 1h30m }
      ignoreChanges: [maxReplicaCount, "autoscalingPolicy.scaleUpWindow"]
      aliases: [{ name: talk }, "urn:pulumi:dev::p::pulumi-nodejs:dynamic/fireworks:Deployment::old"]
  support:
    type: fireworks:Router
    properties: { deployments: ["\${chat.name}"], evenLoad: {} }
    options: { dependsOn: ["\${chat}"], parent: "\${chat}" }
  openai:
    type: fireworks:index:Secret
    properties: { keyName: OPENAI_API_KEY, value: "\${config.openaiKey}" }
outputs:
  model: \${support.inferenceModel}
  list: [{ fn::secret: "\${chat.id}" }]
`,
  "functions where values stand": `
resources:
  examples: { type: Dataset, properties: { source: { fn::stringAsset: '{"messages": []}' }, displayName: { fn::join: [" ", [a, b]] } } }
  tone:
    type: Model
    properties:
      source: { fn::fileArchive: ./adapter }
      contextLength: { fn::length: [a, b] }
      public: { fn::select: [0, [true, false]] }
      peftDetails: { baseModel: { fn::secret: ${MODEL} }, r: { fn::select: [1, [4, 8]] } }
      preparedPrecisions: { fn::split: [",", "FP8,BF16"] }
`,
  "a lookup as a function of its own": `variables: { model: { fn::fireworks:getModel: { name: ${MODEL} } } }`,
  "an object that is only looked at":
    "resources: { chat: { type: Deployment, get: { id: accounts/a/deployments/chat } } }",
  "providers and another stack": `
config: { key: { secret: true, type: string } }
resources:
  eu: { type: Provider, properties: { apiKey: "\${config.key}", accountId: acme-eu }, defaultProvider: true }
  us: { type: "pulumi:providers:fireworks", properties: { accountId: acme-us } }
  shared: { type: "pulumi:pulumi:StackReference", properties: { name: acme/shared/prod } }
  openai: { type: Secret, properties: { keyName: KEY, value: x }, options: { provider: "\${us}" } }
`,
  "all of a resource's properties, and parts of them, as variables": `
variables:
  all: { baseModel: ${MODEL}, deploymentShape: default }
  "odd }": 2
resources:
  one: { type: Deployment, properties: "\${all}" }
  two: { type: Deployment, properties: { baseModel: ${MODEL}, deploymentShape: default, maxReplicaCount: '\${["odd }"]}' } }
`,
  "options as variables": `
variables:
  limits: { create: 1h30m }
  before: [{ name: old }]
  paths: [displayName]
config: { guarded: { type: boolean, default: true }, existing: { type: string, default: accounts/a/models/m } }
resources:
  first: { type: Model }
  second:
    type: Model
    options:
      customTimeouts: \${limits}
      aliases: \${before}
      ignoreChanges: \${paths}
      protect: \${guarded}
      import: \${existing}
      dependsOn: \${first}
      retainOnDelete: { fn::select: [0, [true, false]] }
      replacementTrigger: [1, { fn::toJSON: {} }]
`,
  "nothing but comments": "# to be written\n",
  "a value that the API may have tomorrow": deployment("hotLoadBucketType: TAPE\nplacement: { region: MARS_NORTH_1 }"),
  "a kind without arguments that it needs": "resources: { one: { type: Model } }",
};

/** Files that are wrong, each with the path to what is wrong as both say it. */
export const BAD: Record<string, [file: string, at: RegExp]> = {
  "a section that is none": ["resource: {}", /resource/],
  "a type that is none": ["resources: { chat: { type: Deploymnt } }", /resources.chat/],
  "no type": [`resources: { chat: { properties: { baseModel: ${MODEL} } } }`, /resources.chat/],
  "a member of a resource that is none": [`resources: { chat: { type: Model, property: {} } }`, /resources.chat/],
  "an argument that is none": [deployment("minReplicas: 1"), /resources.chat.properties/],
  "an argument of another kind": [deployment("keyName: A"), /resources.chat.properties/],
  "a required argument left out": [
    "resources: { chat: { type: Deployment, properties: {} } }",
    /resources.chat.properties/,
  ],
  "no arguments where some are needed": ["resources: { chat: { type: Deployment } }", /resources.chat/],
  "text for a number": [deployment("minReplicaCount: two"), /minReplicaCount/],
  "a number for text": [deployment("displayName: 7"), /displayName/],
  "a list for a map": [deployment("autoscalingPolicy: [1]"), /autoscalingPolicy/],
  "a negative number": [deployment("minReplicaCount: -1"), /minReplicaCount/],
  "text for true": [deployment("enableAddons: yes"), /enableAddons/],
  "a word that is none of the few": [deployment("waitFor: Ready"), /waitFor/],
  "a short name": [deployment("draftModel: llama"), /draftModel/],
  "a duration without its unit": [deployment("autoscalingPolicy: { scaleUpWindow: 30 }"), /scaleUpWindow/],
  "a nested argument that is none": [deployment("autoscalingPolicy: { scaleUp: 30s }"), /autoscalingPolicy/],
  "a nested argument left out": [
    deployment("autoscalingPolicy: { scalingSchedules: { a: { schedule: 0 8 * * * } } }"),
    /scalingSchedules.a/,
  ],
  "an option that is none": [deployment("", "    options: { protec: true }"), /options/],
  "an option for plugins": [deployment("", "    options: { version: 1.0.0 }"), /options/],
  "an option of another type": [deployment("", "    options: { protect: yes }"), /options.protect/],
  "a limit that is no duration": [
    deployment("", "    options: { customTimeouts: { create: 40 } }"),
    /customTimeouts.create/,
  ],
  "a limit of what has none": [deployment("", "    options: { customTimeouts: { destroy: 40m } }"), /customTimeouts/],
  "a resource's name for a reference": [deployment("", "    options: { parent: chat }"), /options.parent/],
  "an alias that is no URN": [deployment("", "    options: { aliases: [talk] }"), /options.aliases/],
  "an alias of nothing": [deployment("", "    options: { aliases: [null] }"), /options.aliases/],
  "an alias without members": [deployment("", "    options: { aliases: [{}] }"), /options.aliases/],
  "a name of nothing": [
    `resources: { chat: { type: User, name: "", properties: { role: user, serviceAccount: true } } }`,
    /resources.chat/,
  ],
  "an alias of strange members": [deployment("", "    options: { aliases: [{ urn: x }] }"), /options.aliases/],
  "a function that is none": [deployment("displayName: { fn::jion: [a] }"), /displayName/],
  "a function beside other members": [deployment("annotations: { fn::secret: {}, team: a }"), /annotations/],
  "a function that is none, in a variable": ["variables: { a: [{ fn::jion: [] }] }", /variables.a/],
  "a lookup that is none": ["variables: { a: { fn::invoke: { function: fireworks:getModels } } }", /variables.a/],
  "a lookup without what it needs": [
    "variables: { a: { fn::invoke: { function: fireworks:getModel } } }",
    /variables.a/,
  ],
  "a lookup with what it does not know": [
    `variables: { a: { fn::fireworks:getModel: { name: ${MODEL}, version: 1 } } }`,
    /variables.a/,
  ],
  "properties of what is only looked at": [
    `resources: { chat: { type: Deployment, get: { id: accounts/a/deployments/b }, properties: { baseModel: ${MODEL} } } }`,
    /resources.chat/,
  ],
  "a provider's argument that is none": [
    "resources: { eu: { type: Provider, properties: { key: a } } }",
    /resources.eu.properties/,
  ],
  "a resource that is to be everybody's provider": [
    "resources: { s: { type: Secret, properties: { keyName: A, value: b }, defaultProvider: true } }",
    /resources.s/,
  ],
  "a configuration key of strange members": ["config: { a: { typ: string } }", /config.a/],
  "a configuration key's type that is none": ["config: { a: { type: date } }", /config.a.type/],
  "a list of resources": ["resources: [{ type: Model }]", /resources/],
};

/** What overlays lie over. */
export const BELOW = deployment("displayName: below\nmaxReplicaCount: 2", "    options: { protect: false }");

export const GOOD_OVERLAYS: Record<string, string> = {
  "other values": "resources: { chat: { properties: { maxReplicaCount: 8 }, options: { protect: true } } }",
  "a value taken out": "resources: { chat: { properties: { displayName: null }, options: { protect: null } } }",
  "a resource taken out": "resources: { chat: null }",
  "everything taken out": "resources:\n",
  "parts of what has required members": `resources:
  chat:
    type: Deployment
    properties: { autoscalingPolicy: { scaleUpWindow: 60s } }
`,
};

export const BAD_OVERLAYS: Record<string, [file: string, at: RegExp]> = {
  "an option that is none": ["resources: { chat: { options: { protec: true } } }", /resources.chat.options/],
  "a member that is none": ["resources: { chat: { property: {} } }", /resources.chat/],
  "an argument that is none": [
    "resources: { chat: { type: Deployment, properties: { minReplicas: 1 } } }",
    /resources.chat.properties/,
  ],
  "text for a number": [
    "resources: { chat: { type: Deployment, properties: { minReplicaCount: two } } }",
    /resources.chat.properties.minReplicaCount/,
  ],
  "a short name": [
    "resources: { chat: { type: Deployment, properties: { baseModel: llama } } }",
    /resources.chat.properties.baseModel/,
  ],
};
