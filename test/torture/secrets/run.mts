import type { Outcome } from "../part.mts";
import { sayTelling, type Texts, tellings, textsIn } from "../scan.mts";
import { isAllowed } from "./allowed.mts";
import { watchProcesses } from "./processes.mts";
import type { Pulumi, Script } from "./scripts.mts";
import { newSite, PROGRAM, type Site } from "./site.mts";

/** What befalls a stack, with somebody listening, and then a look at all that was said and kept. */
export async function run(script: Script): Promise<Outcome> {
  const site = await newSite(script.few);
  const seen = watchProcesses(site.folder);
  const said: Texts = {};
  const shown: Texts = {};
  try {
    await script.live(site, commandsOf(site, script, said, shown));
    const texts = { ...said, ...seen(), ...textsIn(site.folder, PROGRAM) };
    return { struck: script.struck?.(site) ?? true, ...judged(script, site, texts, shown) };
  } finally {
    seen();
    await site.dispose();
  }
}

function commandsOf(site: Site, { args, env, showing }: Script, said: Texts, shown: Texts): Pulumi {
  const [more, environment] = [args?.(site.logs) ?? [], env?.(site.logs) ?? {}];
  let count = 0;
  return async (command, { plain, fails = false } = {}) => {
    const all = plain ? command : [...command, ...more];
    const options = { env: environment, limitSeconds: 300, expectFailure: fails };
    const { stdout, stderr } = await site.stack.pulumi(all, options);
    const title = `${++count}: pulumi ${all.join(" ")}`;
    said[`${title} (stdout)`] = stdout;
    said[`${title} (stderr)`] = stderr;
    // Keys that are there now may be gone in the end.
    site.planted();
    const pages = showing ? await shownByGateway(site) : {};
    for (const [where, text] of Object.entries(pages)) shown[`${where} after ${title}`] = text;
  };
}

function judged(script: Script, site: Site, texts: Texts, shown: Texts): Pick<Outcome, "wrong" | "count"> {
  const planted = site.planted();
  // To the gateway a name is a name, whatever the program thinks of it.
  const known = Object.fromEntries(Object.entries(planted).filter(([what]) => !(what in site.marked)));
  const found = [...tellings(planted, texts), ...tellings(known, shown)];
  const leaks = found.filter((telling) => !isAllowed(script, telling));
  return { wrong: leaks.map(sayTelling), count: Object.keys(texts).length + Object.keys(shown).length };
}

/** What anybody can ask of the emulator, but for what its README says is in the clear. */
async function shownByGateway({ gateway }: Site): Promise<Texts> {
  const paths = ["/", ...["journal", "settings", "faults"].map((path) => `/__emulator/${path}`)];
  const pages = await Promise.all(paths.map(async (path) => [path, await (await fetch(gateway.url + path)).text()]));
  return {
    ...Object.fromEntries(pages),
    "the page's events": await firstOf(`${gateway.url}/__emulator/events`),
    "journal()": JSON.stringify(gateway.journal()),
  };
}

async function firstOf(url: string): Promise<string> {
  const stop = new AbortController();
  const answer = await fetch(url, { signal: stop.signal });
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes("\n\n")) break;
  }
  stop.abort();
  return text;
}
