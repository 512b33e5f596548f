/** What a reference means before any data is read: `${config.key}`, `${pulumi.stack}`. */
export const OWN_NAMES: readonly string[] = ["config", "pulumi"];
