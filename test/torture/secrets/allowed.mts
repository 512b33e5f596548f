import type { Telling } from "../scan.mts";
import type { Listening } from "./listening.mts";

interface Allowed {
  by: string;
  why: string;
  when?: (listening: Listening) => boolean;
  where?: RegExp;
  line?: RegExp;
}

/** What Pulumi itself tells, line by line, where nothing that we do can keep it from doing so. All else is a leak. SECURITY.md says what follows for a person. */
export const allowed: readonly Allowed[] = [
  {
    by: "the engine",
    why: "It logs each property that it passes on to programs, providers and the monitor.",
    when: ({ verbosity = 0 }) => verbosity >= 9,
    line: /"msg":"(Unmarshaling|Marshaling) property for RPC\[/,
  },
  {
    by: "the engine",
    why: "The file holds every call between engine, program and providers, as it was made.",
    where: /^logs\/grpc\.json$/,
  },
  {
    by: "the engine",
    why: "It hands the stack's configuration to programs and dynamic providers in their environment.",
    where: /^the environment of /,
    line: /^PULUMI_CONFIG=/,
  },
  {
    by: "whoever runs it",
    why: "A key in the environment is there for all that is started in it.",
    where: /^the environment of /,
    line: /^FIREWORKS_API_KEY=/,
  },
];

export const isAllowed = (listening: Listening, { where, line }: Telling): boolean =>
  allowed.some(
    (one) => (one.when?.(listening) ?? true) && (one.where?.test(where) ?? true) && (one.line?.test(line) ?? true),
  );
