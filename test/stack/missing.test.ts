import * as pulumi from "@pulumi/pulumi";
import { declare } from "../../src/stack";
import { declared, failure, known, leave, problems, project } from "./folder";

afterEach(leave);

test("a member or an item that is not there is an error, and not nothing", async () => {
  const data = `config:
  shape: { type: object, default: { a: 1 } }
  hidden: { type: object, secret: true }
variables: { v: { max: 3, none: ~ }, text: x, list: [1], nothing: ~ }
resources:
  r: { type: Router, properties: { deployments: [], displayName: "\${v.mxa}" } }
outputs:
  member: \${v.mxa}
  text: a \${v.mxa}
  plain: \${text.foo}
  item: \${list[5]}
  key: \${list.first}
  config: \${config.obj.typo}
  default: \${shape.b}
  hidden: \${hidden.planted-0}
  under: { fn::secret: "\${v.mxa}" }
  nothing: \${nothing.a}
  fine: ["\${v.none}", "\${v.max}"]
  quotas: { fn::invoke: { function: getQuotas, options: { parent: x } } }
  model: { fn::invoke: { function: getModel, arguments: { name: 5 } } }
`;
  const config = { "test:obj": { type: 1 }, "test:hidden": { "planted-1": 1 } };
  expect(await problems({ files: { "fireworks.yaml": data }, config })).toEqual([
    `fireworks.yaml:6:36: resources.r.properties.deployments: must name at least one deployment`,
    `fireworks.yaml:6:66: resources.r.properties.displayName: \${v.mxa}: has no member "mxa"; did you mean "max"?`,
    `fireworks.yaml:8:11: outputs.member: \${v.mxa}: has no member "mxa"; did you mean "max"?`,
    `fireworks.yaml:9:9: outputs.text: \${v.mxa}: has no member "mxa"; did you mean "max"?`,
    `fireworks.yaml:10:10: outputs.plain: \${text.foo}: is a plain value and has no "foo"`,
    `fireworks.yaml:11:9: outputs.item: \${list[5]}: there is no item 5: the list has 1`,
    `fireworks.yaml:12:8: outputs.key: \${list.first}: is a list: ask for an item of it, such as [0]`,
    `fireworks.yaml:13:11: outputs.config: \${config.obj.typo}: has no member "typo"; did you mean "type"?`,
    `fireworks.yaml:14:12: outputs.default: \${shape.b}: has no member "b"; did you mean "a"?`,
    `fireworks.yaml:15:11: outputs.hidden: \${hidden.planted-0}: has no member "planted-0"`,
    `fireworks.yaml:16:24: outputs.under["fn::secret"]: \${v.mxa}: has no member "mxa"; did you mean "max"?`,
    `fireworks.yaml:17:12: outputs.nothing: \${nothing.a}: there is no "a" in what has no value`,
    `fireworks.yaml:19:59: outputs.quotas["fn::invoke"].options.parent: fn::invoke has no such member; there are provider`,
    `fireworks.yaml:20:65: outputs.model["fn::invoke"].arguments.name: must be text`,
  ]);
});

test("what only the run can tell fails there, with its place", async () => {
  const data = `resources:
  other: { type: pulumi:pulumi:StackReference, properties: { name: acme/infra/prod } }
  r:
    type: Deployment
    properties:
      baseModel: accounts/fireworks/models/x
      deploymentShape: default
      annotations: { a: b }
outputs:
  member: \${other.outputs.kye}
  annotation: \${r.annotations.typo}
  given: \${late.b}
  optional: \${r.autoscalingPolicy.scaleUpWindow}
`;
  project({ files: { "fireworks.yaml": data } });
  const { outputs } = declare({ given: { late: pulumi.output(Promise.resolve({ a: 1 })) } });
  const failures = await Promise.all([outputs.member, outputs.annotation, outputs.given].map(failure));
  expect(failures).toEqual([
    `fireworks.yaml:10:11: \${other.outputs.kye}: has no member "kye"`,
    `fireworks.yaml:11:15: \${r.annotations.typo}: has no member "typo"`,
    `fireworks.yaml:12:10: \${late.b}: has no member "b"`,
  ]);
  expect(await known(outputs.optional)).toBeUndefined();
});

test("a given value has no such member", async () => {
  const data = `outputs: { a: "\${map.kye}", b: "\${own.size}", c: "\${map.toString}" }`;
  const options = { given: { map: { key: 1 }, own: new Set() } };
  expect(await problems({ files: { "fireworks.yaml": data }, options })).toEqual([
    `fireworks.yaml:1:15: outputs.a: \${map.kye}: has no member "kye"; did you mean "key"?`,
    `fireworks.yaml:1:50: outputs.c: \${map.toString}: has no member "toString"`,
  ]);
});

test("a whole resource where a value is wanted", async () => {
  const data = `config: { c: { default: "\${s}" } }
variables: { v: ["\${s}"] }
resources:
  s: { type: Secret, properties: { keyName: S, value: x } }
  g: { type: Secret, get: { id: "\${s}" } }
  t: { type: Secret, properties: { keyName: "a \${s}", value: x }, options: { import: "\${s}", replacementTrigger: "\${code}" } }
outputs: { o: "\${s}", given: "\${code}" }
`;
  project({});
  const { Secret } = require("../../src") as typeof import("../../src");
  const options = { given: { code: new Secret("code", { keyName: "CODE", value: "x" }) } };
  await known(options.given.code.urn);
  leave();
  const lines = await problems({ files: { "fireworks.yaml": data }, options });
  const whole = (name: string) => `\${${name}} is a whole resource: write \${${name}.name} for its full name`;
  expect(lines).toEqual([
    `fireworks.yaml:1:25: config.c.default: ${whole("s")}`,
    `fireworks.yaml:2:18: variables.v[0]: ${whole("s")}`,
    `fireworks.yaml:5:33: resources.g.get.id: ${whole("s")}`,
    `fireworks.yaml:6:45: resources.t.properties.keyName: ${whole("s")}`,
    `fireworks.yaml:6:86: resources.t.options.import: ${whole("s")}`,
    "fireworks.yaml:6:86: resources.t.options.import: must be known before the run: it may not depend on a resource, a lookup or a secret",
    `fireworks.yaml:6:114: resources.t.options.replacementTrigger: ${whole("code")}`,
    `fireworks.yaml:7:15: outputs.o: ${whole("s")}`,
    `fireworks.yaml:7:30: outputs.given: ${whole("code")}`,
  ]);
});

test("secrets in what is no reference, and what they are told to be", async () => {
  const data = `config: { planned: { type: string } }
resources:
  a: { type: Secret, properties: { keyName: A, value: "planted-1\${planted-2" } }
  b: { type: Secret, properties: { keyName: B, value: "planted-3\${hunter4}" } }
  c: { type: Secret, properties: { keyName: C, value: "\${config.key}" } }
  d: { type: Provider, properties: { apiKey: "\${planned}" } }
outputs: { o: { fn::secret: "\${plnned}" }, p: { fn::secret: "planted-5\${planted 6[}" } }
`;
  const lines = await problems(data);
  const none = `has a reference to what is not there`;
  expect(lines).toEqual([
    `fireworks.yaml:3:55: resources.a.properties.value: has \${ without a closing brace: write $\${ for the characters themselves`,
    `fireworks.yaml:4:55: resources.b.properties.value: ${none}; if it is none, write $\${ for its \${`,
    `fireworks.yaml:5:55: resources.c.properties.value: \${config.key}: the configuration key key is not set; \`pulumi config set --secret key\``,
    `fireworks.yaml:6:46: resources.d.properties.apiKey: the configuration key planned is not set; \`pulumi config set --secret planned\``,
    `fireworks.yaml:7:29: outputs.o["fn::secret"]: ${none}; did you mean "planned"?; if it is none, write $\${ for its \${`,
    `fireworks.yaml:7:61: outputs.p["fn::secret"]: has \${ with what is no reference: they look like \${name.property}, \${name.list[0]} and \${name.map["a key"]}; write $\${ for the characters themselves`,
  ]);
  expect(lines.join()).not.toMatch(/planted-|hunter/);
});

test("a secret that stands in the stack's file in clear is warned of", () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockImplementation(() => Promise.resolve());
  const data = `config: { declared: { type: string, secret: true } }
resources:
  a: { type: Secret, properties: { keyName: "\${config.name}", value: "\${config.clear}" } }
  b: { type: Secret, properties: { keyName: B, value: "\${config.hidden}" } }
  c: { type: Secret, properties: { keyName: C, value: "\${declared}" } }
`;
  const config = { "test:name": "A", "test:clear": "x", "test:hidden": "y", "test:declared": "z" };
  declared({ files: { "fireworks.yaml": data }, config, secrets: ["test:hidden"] });
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    `fireworks.yaml:3:70: resources.a.properties.value: \${config.clear} is a secret here, but stands in the stack's file in clear: set it anew by \`pulumi config set --secret clear\``,
    `fireworks.yaml:5:55: resources.c.properties.value: \${declared} is a secret here, but stands in the stack's file in clear: set it anew by \`pulumi config set --secret declared\``,
  ]);
  warn.mockRestore();
});
