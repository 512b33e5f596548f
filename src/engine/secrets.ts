import type * as z from "zod";
import { core } from "../lifecycle/compare";
import { behaviour, type Kind } from "../lifecycle/kind";

/** Paths of everything that is declared secret, `value` or `source.awsS3Source.accessSecret`. */
export function secretPaths(schema: z.core.$ZodType, prefix = ""): string[] {
  const shape = (core(schema)._zod.def as { shape?: Record<string, z.core.$ZodType> }).shape ?? {};
  return Object.entries(shape).flatMap(([key, member]) =>
    behaviour(member).secret ? [prefix + key] : secretPaths(member, `${prefix}${key}.`),
  );
}

export const secretsOf = (kind: Kind) => [...secretPaths(kind.fields), ...secretPaths(kind.outputs)];
