import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT } from "../engine/environment.mts";

const EXAMPLES = join(CHECKOUT, "examples");

/** All examples there are: a new one is tested by being added. */
export const examples = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, "Pulumi.yaml")));

export const folderOf = (example: string) => join(EXAMPLES, example);
