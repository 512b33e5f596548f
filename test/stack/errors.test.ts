import { leave, made, type Project, problems } from "./folder";

afterEach(leave);

/** `resources:` around them, indented. */
const resources = (text: string) => `resources:\n${text.replace(/^/gm, "  ").trimEnd()}\n`;

test.each<[string, string | Project, string[]]>([
  [
    "an unknown type",
    resources("chat: { type: Deploment }"),
    ['fireworks.yaml:2:17: resources.chat.type: there is no type "Deploment"; did you mean "Deployment"?'],
  ],
  [
    "a type of another package, and what refers to it",
    `${resources("b: { type: aws:s3:Bucket }")}outputs: { x: "\${b.arn}" }`,
    [
      'fireworks.yaml:2:14: resources.b.type: there is no type "aws:s3:Bucket"; there are ApiKey, Dataset, DeployedModel, Deployment, DeploymentShape, Model, Router, Secret, User, Provider, pulumi:pulumi:StackReference',
    ],
  ],
  [
    "no type",
    resources("chat: { properties: {} }"),
    ["fireworks.yaml:2:3: resources.chat.type: is required, such as `type: Deployment`"],
  ],
  [
    "no map",
    resources("chat: Deployment"),
    ["fireworks.yaml:2:3: resources.chat: must be a map with type and properties, not a text"],
  ],
  [
    "members of a resource",
    resources("s:\n  type: Secret\n  propertys: {}\n  properties: { keyName: A, value: x }"),
    ['fireworks.yaml:4:5: resources.s.propertys: a resource has no such member; did you mean "properties"?'],
  ],
  [
    "sections",
    "resource: {}\nruntime: yaml\nconfiguration: {}",
    [
      'fireworks.yaml:1:1: resource: is none of config, variables, resources, outputs; did you mean "resources"?',
      "fireworks.yaml:2:1: runtime: belongs into Pulumi.yaml: here stand config, variables, resources, outputs",
      'fireworks.yaml:3:1: configuration: is none of config, variables, resources, outputs; did you mean "config"?',
    ],
  ],
  ["a section that is no map", "resources: [1]", ["fireworks.yaml:1:12: resources: must be a map, not a list"]],
])("%s", async (_what, data, expected) => {
  expect(await problems(data)).toEqual(expected);
});

test("properties, by the declarations that check uses", async () => {
  const data = resources(`chat:
  type: Deployment
  properties:
    baseModl: accounts/fireworks/models/x
    baseModel: llama
    maxReplicaCount: "4"
    enableAddons: yes
    displayName: 12
    deploymentId: NO
    autoscalingPolicy:
      scaleUpWindow: 30
      scalingSchedules:
        office hours: { schedule: 0 8 * * 1-5, timezone: Europe/Berlin, minReplicaCount: 2 }
support: { type: Router, properties: { deployments: [] } }
ada: { type: User, properties: { email: ada@example.com } }
eu: { type: Provider, properties: { apikey: x, accountId: 7 } }`);
  const chat = "resources.chat.properties";
  const office = `${chat}.autoscalingPolicy.scalingSchedules["office hours"]`;
  expect(await problems(data)).toEqual([
    `fireworks.yaml:4:5: ${chat}.deploymentShape: is required by the API: give the shape's full name, or set acceptShapelessRisk: true with acceleratorType`,
    `fireworks.yaml:5:7: ${chat}.baseModl: Deployment has no such argument; did you mean "baseModel"?`,
    `fireworks.yaml:6:7: ${chat}.baseModel: must be a full resource name such as "accounts/fireworks/models/llama-v3p1-8b-instruct"`,
    `fireworks.yaml:7:7: ${chat}.maxReplicaCount: must be a number, not string "4"; write 4 without the quotes`,
    `fireworks.yaml:8:7: ${chat}.enableAddons: must be true or false, not string "yes"; in YAML that is true or false`,
    `fireworks.yaml:9:7: ${chat}.displayName: must be a string, not number 12; put it in quotes: "12"`,
    `fireworks.yaml:10:7: ${chat}.deploymentId: must be 1 to 63 of a–z, 0–9 and hyphens, with no hyphen at either end, not "NO"`,
    `fireworks.yaml:12:9: ${chat}.autoscalingPolicy.scaleUpWindow: must be a string, not number 30; write 30s for seconds`,
    `fireworks.yaml:14:11: ${office}.duration: is required (a string)`,
    "fireworks.yaml:15:42: resources.support.properties.deployments: must name at least one deployment",
    "fireworks.yaml:16:22: resources.ada.properties.role: is required (a string)",
    'fireworks.yaml:17:39: resources.eu.properties.apikey: Provider has no such argument; did you mean "apiKey"?',
    "fireworks.yaml:17:50: resources.eu.properties.accountId: must be text",
  ]);
});

test("references", async () => {
  const data = `config: { replicas: { type: integer }, tone: plain }
variables: { base: { model: x } }
${resources(`chat:
  type: Deployment
  properties:
    baseModel: \${bse.model}
    deploymentShape: \${shape.verson}
    description: \${shape.snapshot.x} \${base}
    displayName: \${config.tne}
    maxReplicaCount: \${replicas}
shape: { type: DeploymentShape, properties: { baseModel: accounts/fireworks/models/x } }
router: { type: Router, properties: { deployments: ["\${chat}", "\${chat.name.x}"] } }`)}outputs:
  a: \${router.deployments.first}
  b: \${chat.autoscalingPolicy.scaleUpWindw}
  c: \${pulumi.stak}
  d: \${chat
  e: \${}
  f: \${[0].x}
  g: \${config.aws:region}
  h: \${a b!}
  i: { fn::toJSON: ["\${router}"] }
  j: { fn::fireworks:getModel: { name: "\${router}" } }
`;
  const chat = "resources.chat.properties";
  expect(await problems({ files: { "fireworks.yaml": data }, config: { "test:tone2": "x" } })).toEqual([
    `fireworks.yaml:7:18: ${chat}.baseModel: \${bse.model}: refers to "bse", but no resource, variable or declared configuration key is called that; did you mean "base"?`,
    `fireworks.yaml:8:24: ${chat}.deploymentShape: \${shape.verson}: DeploymentShape has no property "verson"; did you mean "version"?`,
    `fireworks.yaml:9:20: ${chat}.description: \${shape.snapshot.x}: DeploymentShape has no property "snapshot"`,
    `fireworks.yaml:9:20: ${chat}.description: \${base} is a list or a map, and cannot be part of a text: use fn::toJSON`,
    `fireworks.yaml:10:20: ${chat}.displayName: \${config.tne}: the configuration key tne is not set; did you mean "tone"? If not: \`pulumi config set tne VALUE\`, or \`pulumi config set --secret tne\` for a secret`,
    `fireworks.yaml:11:24: ${chat}.maxReplicaCount: \${replicas}: the configuration key replicas is not set; \`pulumi config set replicas VALUE\`, or \`pulumi config set --secret replicas\` for a secret`,
    `fireworks.yaml:13:55: resources.router.properties.deployments[0]: \${chat} is a whole resource: write \${chat.name} for its full name`,
    `fireworks.yaml:13:66: resources.router.properties.deployments[1]: \${chat.name.x}: name is a plain value and has no "x"`,
    `fireworks.yaml:15:6: outputs.a: \${router.deployments.first}: deployments is a list: ask for an item of it, such as [0]`,
    `fireworks.yaml:16:6: outputs.b: \${chat.autoscalingPolicy.scaleUpWindw}: autoscalingPolicy has no member "scaleUpWindw"; did you mean "scaleUpWindow"?`,
    `fireworks.yaml:17:6: outputs.c: \${pulumi.stak}: \${pulumi} has no "stak"; did you mean "stack"?`,
    `fireworks.yaml:18:6: outputs.d: has \${ without a closing brace: write $\${ for the characters themselves`,
    `fireworks.yaml:19:6: outputs.e: \${} names nothing: write $\${ for the characters themselves`,
    `fireworks.yaml:20:6: outputs.f: has a reference that does not begin with a name`,
    `fireworks.yaml:21:6: outputs.g: \${config.aws:region}: the configuration key aws:region is not set; \`pulumi config set aws:region VALUE\`, or \`pulumi config set --secret aws:region\` for a secret`,
    `fireworks.yaml:22:6: outputs.h: \${a b!}: refers to "a b!", but no resource, variable or declared configuration key is called that`,
    `fireworks.yaml:23:21: outputs.i["fn::toJSON"][0]: \${router} is a whole resource: write \${router.name} for its full name`,
    `fireworks.yaml:24:40: outputs.j["fn::fireworks:getModel"].name: \${router} is a whole resource: write \${router.name} for its full name`,
  ]);
});

test("cycles are shown whole, through variables and options too", async () => {
  const data = `variables: { via: "\${a.name}" }
${resources(`a: { type: Router, properties: { deployments: ["\${b.name}"] } }
b: { type: Router, properties: { deployments: ["\${c.name}"] }, options: { parent: "\${d}" } }
c: { type: Router, properties: { deployments: ["\${via}"] } }
d: { type: Router, properties: { deployments: ["\${b.name}"] } }
e: { type: Secret, properties: { keyName: E, value: "\${e.name}" } }`)}`;
  const at = (name: string, line: number) => `${name} (fireworks.yaml:${line}:3)`;
  const [a, b, c, d, e] = [at("a", 3), at("b", 4), at("c", 5), at("d", 6), at("e", 7)];
  expect(await problems(data)).toEqual([
    `fireworks.yaml:3:3: resources.a: refers to itself: ${a} → ${b} → ${c} → via (fireworks.yaml:1:14) → ${a}. Take one of these references out`,
    `fireworks.yaml:4:3: resources.b: refers to itself: ${b} → ${d} → ${b}. Take one of these references out`,
    `fireworks.yaml:7:3: resources.e: refers to itself: ${e} → ${e}. Take one of these references out`,
  ]);
});

test("cycles through defaults of the configuration; their order is none of the file's", async () => {
  const data = `config:
  c: { default: "\${config.d}" }
  d: { default: "\${c}" }
  e: { default: "\${v}" }
variables: { v: "\${e}" }
`;
  const [c, d, e] = ["c (fireworks.yaml:2:3)", "d (fireworks.yaml:3:3)", "e (fireworks.yaml:4:3)"];
  const end = "Take one of these references out";
  expect(await problems(data)).toEqual([
    `fireworks.yaml:2:3: config.c: refers to itself: ${c} → ${d} → ${c}. ${end}`,
    `fireworks.yaml:5:14: variables.v: refers to itself: v (fireworks.yaml:5:14) → ${e} → v (fireworks.yaml:5:14). ${end}`,
  ]);
  const later = `config: { name: { default: "\${b.name}" } }
${resources(`a: { type: Secret, properties: { keyName: A, value: "\${name}" } }
b: { type: Secret, properties: { keyName: B, value: x } }`)}`;
  expect(Object.keys(await made(later))).toEqual(["b", "a"]);
});

test("what only the engine would have said, or nobody", async () => {
  const data = `config: { k: { type: integer, default: three }, l: { type: object, default: [] }, m: { type: constructor } }
${resources(`empty: { type: }
a: { type: Secret, properties: { keyName: A, value: x } }
b: { type: Secret, name: a, properties: { keyName: B, value: x } }
c: { type: User, name: a, properties: { role: user, serviceAccount: true } }
d: { type: User, name: "", get: }
e: { type: User, get: {}, options: { constructor: 1, __proto__: 2, import: "\${a.name}" } }
f: { type: "pulumi:providers:firework" }
g: { type: "pulumi-fireworks:User" }
h: { type: Router, properties: { deployments: [x] }, options: { protect: "true", retainOnDelete: "\${config.p}" } }`)}outputs:
  x: { fn::constructor: 1 }
  y: \${h.evenLoad.zz}
`;
  const remedy = "write it without quotes, or declare its configuration key, config: {key: {type: boolean}}";
  const lines = await problems({ files: { "fireworks.yaml": data }, config: { "test:p": "true" } });
  expect(lines.map((line) => line.replace(/; there are additional.*/, ""))).toEqual([
    "fireworks.yaml:1:40: config.k.default: must be a whole number, as declared",
    "fireworks.yaml:1:77: config.l.default: must be a map, as declared",
    "fireworks.yaml:1:94: config.m.type: must be one of string, number, integer, boolean, object, array",
    "fireworks.yaml:3:3: resources.empty.type: is required, such as `type: Deployment`",
    "fireworks.yaml:5:3: resources.b: has the type and the name of a (fireworks.yaml:4:3): give it another name",
    "fireworks.yaml:7:3: resources.d.name: must have a name that is not empty",
    "fireworks.yaml:7:30: resources.d.get.id: is required: the full name of the object to look at",
    "fireworks.yaml:8:20: resources.e.get.id: is required: the full name of the object to look at",
    "fireworks.yaml:8:40: resources.e.options.constructor: there is no such option",
    "fireworks.yaml:8:56: resources.e.options.__proto__: there is no such option",
    "fireworks.yaml:8:78: resources.e.options.import: must be known before the run: it may not depend on a resource, a lookup or a secret",
    'fireworks.yaml:9:14: resources.f.type: there is no type "pulumi:providers:firework"; did you mean "pulumi:providers:fireworks"?',
    'fireworks.yaml:10:14: resources.g.type: there is no type "pulumi-fireworks:User"; did you mean "User"?',
    'fireworks.yaml:11:50: resources.h.properties.deployments[0]: must be a full resource name such as "accounts/my-account/deployments/chat"',
    `fireworks.yaml:11:76: resources.h.options.protect: must be true or false, and not text: ${remedy}`,
    `fireworks.yaml:11:100: resources.h.options.retainOnDelete: must be true or false, and not text: ${remedy}`,
    'fireworks.yaml:13:8: outputs.x["fn::constructor"]: there is no such function',
    `fireworks.yaml:14:6: outputs.y: \${h.evenLoad.zz}: evenLoad has no member "zz"`,
  ]);
});

test("options", async () => {
  const data = resources(`s: { type: Secret, properties: { keyName: S, value: x } }
eu: { type: Provider, options: { provider: "\${eu2}" } }
eu2: { type: Provider }
t:
  type: Secret
  properties: { keyName: T, value: x }
  options:
    protct: true
    protect: yes
    deleteBeforeReplace: \${s.name}
    version: 1.0.0
    customTimeouts: { create: forty, delte: 5m }
    dependsOn: [s, "\${s.name}"]
    ignoreChanges: [vale, "keyName"]
    replaceOnChanges: value
    provider: \${s}
    parent: \${missing}
    aliases: [{ nme: before }]
    import: [1]
u: { type: Secret, properties: { keyName: U, value: x }, get: { id: x } }
v: { type: Provider, get: { identity: x } }
w: { type: Secret, properties: "\${s.name}", defaultProvider: true }`);
  const t = "resources.t.options";
  expect(await problems(data)).toEqual([
    "fireworks.yaml:3:46: resources.eu.options.provider: says nothing on a Provider",
    `fireworks.yaml:9:7: ${t}.protct: there is no such option; did you mean "protect"?`,
    `fireworks.yaml:10:16: ${t}.protect: must be true or false`,
    `fireworks.yaml:11:28: ${t}.deleteBeforeReplace: must be true or false, and not depend on a resource or a secret`,
    `fireworks.yaml:12:7: ${t}.version: means nothing here: package.json says which version of the package is used`,
    `fireworks.yaml:13:33: ${t}.customTimeouts.create: must be a duration such as "40m" or "1h30m"`,
    `fireworks.yaml:13:47: ${t}.customTimeouts.delte: customTimeouts has no such member; did you mean "delete"?`,
    `fireworks.yaml:14:19: ${t}.dependsOn[0]: must name a resource, such as \${s}`,
    `fireworks.yaml:14:22: ${t}.dependsOn[1]: must name a resource as a whole, not \${s.name}: \${s}`,
    `fireworks.yaml:15:23: ${t}.ignoreChanges[0]: Secret has no property "vale"; did you mean "value"?`,
    `fireworks.yaml:16:25: ${t}.replaceOnChanges: must be a list of texts`,
    `fireworks.yaml:17:17: ${t}.provider: must name a resource of type Provider, not a Secret`,
    `fireworks.yaml:18:15: ${t}.parent: \${missing}: refers to "missing", but no resource, variable or declared configuration key is called that`,
    `fireworks.yaml:19:24: ${t}.aliases[0].nme: an alias has no such member; did you mean "name"?`,
    `fireworks.yaml:20:15: ${t}.import: must be text`,
    "fireworks.yaml:21:34: resources.u.properties: cannot go together with get, which only looks at an object",
    "fireworks.yaml:22:24: resources.v.get.id: is required: the full name of the object to look at",
    "fireworks.yaml:22:24: resources.v.get.id: is for the kinds of objects, not for a Provider",
    "fireworks.yaml:22:31: resources.v.get.identity: get has no such member; there are id",
    "fireworks.yaml:23:3: resources.w.defaultProvider: is for resources of type Provider",
    "fireworks.yaml:23:34: resources.w.properties: must be a map of properties",
  ]);
});

test("functions and lookups", async () => {
  const data = `outputs:
  a: { fn::slect: [0, [1]] }
  b: { fn::select: [2, [1]] }
  c: { fn::join: "x" }
  d: { fn::readFile: ./missing.txt }
  e: { fn::fromBase64: "***" }
  f: { fn::toJSON: 1, x: 2 }
  g: { fn::remoteAsset: https://example.com }
  h: { fn::invoke: { function: getModle } }
  i: { fn::invoke: { function: fireworks:getModel, arguments: { nme: x }, retrn: x } }
  j: { fn::invoke: {} }
  k: { fn::fireworks:getDeploymentShape: { baseModel: x, acceleratorTyp: y } }
  l: { fn::stringAsset: "{}\\n{" }
  m: { fn::singleOrNone: [1, 2] }
`;
  expect(await problems(data)).toEqual([
    'fireworks.yaml:2:8: outputs.a["fn::slect"]: there is no such function; did you mean "fn::select"?',
    'fireworks.yaml:3:8: outputs.b["fn::select"]: there is no item 2: the list has 1',
    'fireworks.yaml:4:8: outputs.c["fn::join"]: takes a list of two, [separator, list]',
    `fireworks.yaml:5:8: outputs.d["fn::readFile"]: cannot read the file (ENOENT), whose path is relative to the project's folder: "./missing.txt"`,
    'fireworks.yaml:6:8: outputs.e["fn::fromBase64"]: the argument is not base64',
    `fireworks.yaml:7:8: outputs.f["fn::toJSON"]: is a function's call, which stands alone in its map`,
    'fireworks.yaml:8:8: outputs.g["fn::remoteAsset"]: is not taken by any kind: what lies elsewhere is an awsS3Source, an azureBlobSource or an externalUrl',
    'fireworks.yaml:9:32: outputs.h["fn::invoke"]: there is no lookup "getModle"; did you mean "getModel"?',
    'fireworks.yaml:10:32: outputs.i["fn::invoke"].name: is required by getModel',
    'fireworks.yaml:10:70: outputs.i["fn::invoke"].arguments.nme: getModel has no such argument; did you mean "name"?',
    'fireworks.yaml:10:75: outputs.i["fn::invoke"].retrn: fn::invoke has no such member; did you mean "return"?',
    'fireworks.yaml:11:8: outputs.j["fn::invoke"].function: must name a lookup, such as "fireworks:getModel"',
    'fireworks.yaml:12:74: outputs.k["fn::fireworks:getDeploymentShape"].acceleratorTyp: getDeploymentShape has no such argument; did you mean "acceleratorType"?',
    'fireworks.yaml:13:8: outputs.l["fn::stringAsset"]: line 2 is not JSON: a dataset has one JSON object in each line',
    'fireworks.yaml:14:8: outputs.m["fn::singleOrNone"]: the list must have one item or none, not 2',
  ]);
});
