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
  /** In a preview: what only the program's side knows of what it should say. */
  preview?: {
    /** `fireworks:preview` and `fireworks:prices`: an explicit provider does not see the stack's configuration. */
    settings?: string;
    prices?: string;
    protect?: boolean;
    deleteBeforeReplace?: boolean;
    /** How many processes share the time that a preview may take. */
    processes?: number;
  };
}

export const HIDDEN_KEY = "__pulumi";

/** Those that begin with another come before it. */
const UNITS: Record<string, number> = { ms: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9, h: 3600, m: 60, s: 1 };

const PART = `(\\d+\\.?\\d*|\\.\\d+)(${Object.keys(UNITS).join("|")})`;

/** What `seconds` takes, for editors. */
export const DURATION = `^\\+?(0|(${PART})+)$`;

/** Pulumi's own form of durations, `1h30m`, which is Go's, in seconds; undefined for what is not one, or runs backwards. */
export function seconds(duration: string): number | undefined {
  const [, text = ""] = /^\+?(.*)$/s.exec(duration) ?? [];
  if (text === "0") return 0;
  if (!new RegExp(DURATION).test(duration)) return undefined;
  const parts = [...text.matchAll(new RegExp(PART, "g"))];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit as string] as number), 0);
}
