/** Pulumi YAML's resource options. The reader obeys this table, and the JSON Schema, with what an editor shows of it, is made from it. */

/** What stands after a word. */
export type Form = "text" | "boolean" | "resource" | "resources" | "paths" | "timeouts" | "aliases" | "any";

export interface Word {
  form: Form;
  doc: string;
}

export const OPTIONS: Record<string, Word> = {
  additionalSecretOutputs: {
    form: "paths",
    doc: "Outputs that are encrypted in state besides those that are so anyway.",
  },
  aliases: {
    form: "aliases",
    doc: "What the resource was called before: a URN, or an object with `name`, `parent` and the like. So that a new name replaces nothing.",
  },
  customTimeouts: {
    form: "timeouts",
    doc: 'How long is waited at most, such as `{ create: "40m" }`. The kind\'s page says what holds otherwise.',
  },
  deleteBeforeReplace: {
    form: "boolean",
    doc: "Whether a replacement deletes the old object first. By itself it does so only where the id is pinned.",
  },
  deletedWith: { form: "resource", doc: `Is not deleted by itself when this other resource, \`\${name}\`, is.` },
  dependsOn: { form: "resources", doc: `Resources to come first, \`\${name}\`, where no reference says so already.` },
  hideDiffs: { form: "paths", doc: "Properties whose changes are not shown." },
  ignoreChanges: { form: "paths", doc: "Properties whose changes in this file count only at creation." },
  import: {
    form: "text",
    doc: "Full name of an object that exists, such as `accounts/my-account/deployments/by-hand`: it is taken over instead of making one. For one `pulumi up`; take it out afterwards.",
  },
  parent: { form: "resource", doc: `The resource, \`\${name}\`, below which this one is shown and counted.` },
  protect: {
    form: "boolean",
    doc: "Whether Pulumi refuses to delete or replace it, in preview already. Recommended for all that serves.",
  },
  provider: {
    form: "resource",
    doc: `The Provider, \`\${name}\`, whose key and account are used instead of the stack's configuration.`,
  },
  replaceOnChanges: { form: "paths", doc: 'Properties whose change replaces the object; `["*"]` means any.' },
  replaceWith: { form: "resources", doc: `Resources, \`\${name}\`, whose replacement replaces this one as well.` },
  replacementTrigger: { form: "any", doc: "Any value: when it changes, the object is replaced." },
  retainOnDelete: {
    form: "boolean",
    doc: "Whether the object stays on the service when it is taken out of this file.",
  },
};
