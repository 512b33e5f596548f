export * from "./apiKey";
export * from "./deployedModel";
export * from "./deployment";
export * from "./deploymentShape";
export * from "./router";
export * from "./secret";
export * from "./user";
