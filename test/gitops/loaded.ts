import { join } from "node:path";
import { INFRA_REPO } from "./checkout";

/** A module of the example, which has a jsconfig.json of its own to be checked by. */
export const load = (file: string) => import(join(INFRA_REPO, file));
