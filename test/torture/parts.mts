import { part as faults } from "./faults/part.mts";
import { part as inputs } from "./inputs/part.mts";
import type { Part } from "./part.mts";

export const parts: readonly Part<unknown>[] = [faults as Part<unknown>, inputs as Part<unknown>];
