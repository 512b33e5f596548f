/**
 * What the engine does not offer to a dynamic provider, and the resource's constructor knows. It travels as one input
 * that `check` remembers and takes out, so that it reaches neither state nor any diff.
 */
export interface Hidden {
  urn: string;
  dryRun: boolean;
  import?: string;
  /** customTimeouts in seconds. */
  timeouts?: Partial<Record<"create" | "update" | "delete", number>>;
  /** The resource monitor's address, and the stack's full name, for asking what state holds. */
  monitor?: string;
  stack?: string;
}

export const HIDDEN_KEY = "__pulumi";

const UNITS: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Pulumi's own form of durations, `1h30m`, in seconds; undefined for what is not one. */
export function seconds(duration: string | undefined): number | undefined {
  if (!duration || !/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(duration)) return undefined;
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit as string] as number), 0);
}
