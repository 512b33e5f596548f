import { part as faults } from "./faults/part.mts";
import type { Part } from "./part.mts";

export const parts: readonly Part<unknown>[] = [faults as Part<unknown>];
