import { gone } from "./gone.mts";
import { names } from "./names.mts";
import { replaced } from "./replaced.mts";
import { stacks } from "./stacks.mts";
import type { Situation } from "./steps.mts";

export const situations: readonly Situation[] = [...replaced, ...names, ...stacks, ...gone];
