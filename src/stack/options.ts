/** How the value of a resource option is written. */
export type Form =
  | "boolean"
  | "texts"
  | "resource"
  | "resources"
  | "provider"
  | "timeouts"
  | "aliases"
  | "text"
  | "any";

export interface ResourceOption {
  form: Form;
  /** For editors and the reference page. */
  doc: string;
}

/** Pulumi's resource options, in the words of Pulumi YAML. */
export const options = {
  additionalSecretOutputs: { form: "texts", doc: "Outputs that are secrets, besides those that always are." },
  aliases: {
    form: "aliases",
    doc: "What the resource was called before: URNs, or maps with name, type, parent, parentUrn, noParent, stack and project.",
  },
  customTimeouts: { form: "timeouts", doc: 'Limits of the waits: `{create: "40m", update: …, delete: …}`.' },
  deleteBeforeReplace: { form: "boolean", doc: "On replacement, delete the old object first." },
  deletedWith: {
    form: "resource",
    doc: "The resource whose deletion takes this one along: no request is sent for it.",
  },
  dependsOn: { form: "resources", doc: "Resources that are made before this one, besides those that it refers to." },
  hideDiffs: { form: "texts", doc: "Property paths whose changes are not shown." },
  ignoreChanges: { form: "texts", doc: "Property paths whose changes are ignored." },
  import: {
    form: "text",
    doc: "The full name of an object that exists, to be taken over. Take it out after one `pulumi up`.",
  },
  parent: { form: "resource", doc: "The resource under which this one is shown. It becomes part of the URN." },
  protect: { form: "boolean", doc: "Refuses deletion and replacement, in preview already." },
  provider: { form: "provider", doc: "A resource of type Provider, with the account and key." },
  replaceOnChanges: { form: "texts", doc: "Property paths whose changes replace the object." },
  replaceWith: { form: "resources", doc: "Resources whose replacement replaces this one." },
  replacementTrigger: { form: "any", doc: "A value whose change replaces the object." },
  retainOnDelete: { form: "boolean", doc: "Leave the object when the resource goes; it is forgotten." },
} as const satisfies Record<string, ResourceOption>;

export type OptionName = keyof typeof options;

export const OPTION_NAMES = Object.keys(options) as OptionName[];

/** Options of Pulumi's that say nothing here. */
export const WITHOUT_MEANING: Record<string, string> = {
  version: "means nothing here: package.json says which version of the package is used",
  pluginDownloadURL: "means nothing here: the provider is part of the npm package",
  providers: "belongs to components, and there are none: use provider",
  envVarMappings: "belongs to provider plugins: give the Provider its apiKey and accountId",
};

export const TIMEOUTS = ["create", "update", "delete", "read"] as const;

export const ALIAS_MEMBERS = ["name", "type", "parent", "parentUrn", "noParent", "stack", "project"] as const;
