import { part as engineFaults } from "./engine-faults/part.mts";
import { part as faults } from "./faults/part.mts";
import { part as gateways } from "./gateways/part.mts";
import { part as identities } from "./identity/part.mts";
import { part as inputs } from "./inputs/part.mts";
import { part as kills } from "./kills/part.mts";
import type { Part } from "./part.mts";
import { part as secrets } from "./secrets/part.mts";
import { part as sequencesOnEngine } from "./sequences/engine.mts";
import { part as sequences } from "./sequences/part.mts";
import { shapes, states } from "./states/part.mts";
import { part as waits } from "./time/part.mts";

export const parts: readonly Part<unknown>[] = [
  faults,
  engineFaults,
  identities,
  inputs,
  gateways,
  kills,
  states,
  shapes,
  waits,
  secrets,
  sequences,
  sequencesOnEngine,
] as Part<unknown>[];
