import { randomNumbers } from "../provider.mts";
import { type Asked, asked, spoken } from "../request.mts";
import { type Scene, scenes } from "./scenes.mts";
import { begin, type Site, save } from "./site.mts";

export const ways = ["engine and provider", "engine alone", "Ctrl-C", "Ctrl-C twice"] as const;
export type Way = (typeof ways)[number];

/** `late`: the request takes effect when its sender has been killed already. */
type When = "before" | "after" | "late";

export type Moment =
  | { request: Asked; when: When }
  /** When so much of the time has passed that the scene usually takes, in milliseconds. */
  | { share: number; of: number };

export interface Kill {
  way: Way;
  at: Moment;
}

/** The scene's command, killed; of several kills each but the first befalls the recovery from the one before it. */
export interface Case {
  scene: string;
  kills: Kill[];
}

/** How often a command is killed at random times before it is let go, and in how many ways that is tried. */
const IN_A_ROW = 3;
const ROWS = 40;

/** What can be killed in the scenes that begin with this one: found by running each to its end. */
export async function casesFrom(site: Site, first: Scene): Promise<Case[]> {
  const all: Case[] = [];
  for (const scene of scenes.filter((one) => one === first || one.from === first.name)) {
    begin(site, scene);
    const began = Date.now();
    await site.stack[scene.command]();
    const took = Date.now() - began;
    const requests = asked(site.gateway.journal(), { writes: Number.POSITIVE_INFINITY });
    save(site, scene.name);
    if (!scene.onlyBegins) all.push(...atRequests(scene, requests), ...atRandom(scene, took));
  }
  return all;
}

function atRequests({ name }: Scene, requests: readonly Asked[]): Case[] {
  return requests.flatMap((request) =>
    ways.flatMap((way) =>
      whens(request, way).map((when) => ({ scene: name, kills: [{ way, at: { request, when } }] })),
    ),
  );
}

/** A read has no effect, and whoever is told to stop is still there when his request arrives. */
function whens({ method }: Asked, way: Way): When[] {
  if (method === "GET") return ["before"];
  return way === "engine and provider" ? ["before", "after", "late"] : ["before", "after"];
}

function atRandom({ name }: Scene, of: number): Case[] {
  const random = randomNumbers([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 2 ** 31);
  const kill = (): Kill => ({
    way: ways[Math.floor(random() * ways.length)] as Way,
    at: { share: Math.round(random() * 100) / 100, of },
  });
  return Array.from({ length: ROWS }, () => ({ scene: name, kills: Array.from({ length: IN_A_ROW }, kill) }));
}

const momentOf = ({ at }: Kill): string =>
  "share" in at ? `at ${Math.round(at.share * 100)} %` : `${spoken(at.request)}, ${at.when}`;

export const title = ({ scene, kills }: Case): string =>
  [scene, ...kills.map((kill) => `${kill.way} ${momentOf(kill)}`)].join(" · ");

export const family = ({ scene, kills: [one, ...more] }: Case): string =>
  `${scene} ${more.length > 0 ? "random" : one?.way}`;
