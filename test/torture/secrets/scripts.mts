import { crashes, crashing, hasCrashed } from "./crashes.mts";
import { closest, type Listening, listenings } from "./listening.mts";
import { repeating } from "./repeating.mts";
import { QUIET, type Site, UPDATE } from "./site.mts";

/** Runs a command; whether it is to fail is part of what is known. */
export type Pulumi = (command: string[], options?: { plain?: true; fails?: boolean }) => Promise<void>;

/** What happens to a stack, and who listens. */
export interface Script extends Listening {
  /** A short run takes one of each. */
  family: string;
  live: (site: Site, pulumi: Pulumi) => Promise<void>;
  /** After every command a look is taken at what the emulator shows: it knows no secret but the program's. */
  showing?: true;
  /** One resource of each kind. */
  few?: true;
  /** Whether it came to pass; without it, it did. */
  struck?: (site: Site) => boolean;
}

const life =
  ({ besides }: Listening): Script["live"] =>
  async (site, pulumi) => {
    site.declare("args");
    await pulumi(["preview", ...QUIET]);
    await pulumi(["up", ...UPDATE]);
    for (const command of besides?.(site.logs) ?? []) await pulumi(command, { plain: true });
    site.declare("changed");
    await pulumi(["preview", ...QUIET]);
    await pulumi(["up", ...UPDATE]);
    await pulumi(["refresh", ...UPDATE]);
    await pulumi(["destroy", ...UPDATE]);
  };

const listened = (one: Listening, family: string): Script => ({
  ...one,
  title: `a life with ${one.title}`,
  family,
  live: life(one),
  showing: true,
});

export const scripts: readonly Script[] = [
  listened(closest, "listened to closely"),
  ...listenings.map((one) => listened(one, "listened to")),
  {
    title: "a gateway that repeats what it is sent",
    family: "repeating",
    env: () => ({ FIREWORKS_DEBUG: "true" }),
    live: repeating,
    few: true,
  },
  ...crashes.map(
    (one): Script => ({
      title: `a provider that ${one.title}`,
      family: "dying",
      env: crashing(one),
      live: one.live,
      few: true,
      struck: hasCrashed,
    }),
  ),
];
