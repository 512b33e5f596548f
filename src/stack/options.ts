import { OPTIONS, type Word } from "./words";

export const OPTION_NAMES: readonly string[] = Object.keys(OPTIONS);

/** Options of Pulumi's that say nothing here. */
export const WITHOUT_MEANING: Record<string, string> = {
  version: "means nothing here: package.json says which version of the package is used",
  pluginDownloadURL: "means nothing here: the provider is part of the npm package",
  providers: "belongs to components, and there are none: use provider",
  envVarMappings: "belongs to provider plugins: give the Provider its apiKey and accountId",
};

export const TIMEOUTS = ["create", "update", "delete", "read"] as const;

export const ALIAS_MEMBERS = ["name", "type", "parent", "parentUrn", "noParent", "stack", "project"] as const;

export const optionCalled = (name: string): Word => OPTIONS[name] as Word;
