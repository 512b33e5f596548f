export { Provider, type ProviderArgs } from "./configuration";
export { FireworksResource } from "./engine/resource";
export * from "./generated";
export * from "./lookups";
