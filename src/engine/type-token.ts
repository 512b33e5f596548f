/** The type in URNs and state, for ever. */
export const typeToken = (type: string) => `pulumi-nodejs:dynamic/fireworks:${type}`;
