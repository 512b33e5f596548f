/**
 * The words of a declarative stack that are Pulumi YAML's own. The reader obeys these tables, and the JSON Schema, with what an editor shows of
 * it, is made from them.
 */

/** What stands after a word. Forms in a list are a list of just these. */
export type Form =
  | "any"
  | "text"
  | "number"
  | "boolean"
  | "list"
  | "map"
  | "resource"
  | "resources"
  | "paths"
  | "timeouts"
  | "aliases"
  | readonly Form[];

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
  retainOnDelete: {
    form: "boolean",
    doc: "Whether the object stays on the service when it is taken out of this file.",
  },
};

export const FUNCTIONS: Record<string, Word> = {
  "fn::secret": { form: "any", doc: "Marks a value as secret: encrypted in state, never shown." },
  "fn::join": { form: ["text", "list"], doc: 'Texts joined by a delimiter: `[", ", [a, b]]`.' },
  "fn::split": { form: ["text", "text"], doc: 'A text split at a delimiter: `[",", "a,b"]`.' },
  "fn::select": { form: ["number", "list"], doc: "One of a list, counted from 0: `[1, [a, b]]` is b." },
  "fn::toJSON": { form: "any", doc: "A value as JSON text." },
  "fn::toBase64": { form: "text", doc: "A text in Base64." },
  "fn::fromBase64": { form: "text", doc: "The text that Base64 stands for." },
  "fn::readFile": { form: "text", doc: "What a file of the project holds, as text in UTF-8." },
  "fn::fileAsset": { form: "text", doc: "A file of the project, as Pulumi's asset." },
  "fn::stringAsset": { form: "text", doc: "A text, as Pulumi's asset." },
  "fn::remoteAsset": { form: "text", doc: "What an address holds, as Pulumi's asset." },
  "fn::fileArchive": { form: "text", doc: "A folder or archive of the project, as Pulumi's archive." },
  "fn::remoteArchive": { form: "text", doc: "The archive at an address, as Pulumi's archive." },
  "fn::assetArchive": { form: "map", doc: "Assets and archives by name, as one archive." },
};
