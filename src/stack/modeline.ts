/** The first line of a declarative stack's file, by which an editor finds the schema of the installed package. */
export const MODELINE = "# yaml-language-server: $schema=node_modules/pulumi-fireworks/schema/fireworks.schema.json";
