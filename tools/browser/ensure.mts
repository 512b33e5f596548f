import { join } from "node:path";
import { isExecutable } from "../engine/folders.mts";
import { findOnPath } from "../engine/on-path.mts";
import { runStep } from "../engine/step.mts";
import { fromApt, fromNpm, fromPlaywright, keptFromNpm, keptFromPlaywright } from "./get.mts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

const PLACES = [
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const ADVICE =
  "Install Chromium, Google Chrome or Microsoft Edge, or name the program of one in PULUMI_FIREWORKS_BROWSER, then run it again.";

/** The program of a browser that the console page's tests can drive; gets one where the machine has none. */
export async function ensureBrowser(): Promise<string> {
  const named = process.env.PULUMI_FIREWORKS_BROWSER;
  if (named) {
    const problem = isExecutable(named) ? await problemOf(named) : "there is no such program";
    if (problem) throw new Error(`PULUMI_FIREWORKS_BROWSER names ${named}, which does not start: ${problem}`);
    return named;
  }
  for (const file of candidates()) if (!(await problemOf(file))) return file;
  return got();
}

function candidates(): string[] {
  const onPath = NAMES.map((name) => ({ name, folder: findOnPath(name) }));
  const found = onPath.flatMap(({ name, folder }) => (folder ? [join(folder, name)] : []));
  const files = [...found, ...PLACES, keptFromPlaywright(), keptFromNpm()];
  return files.filter((file) => file !== undefined).filter(isExecutable);
}

/** Why it does not start: a wrapper without its snap, libraries that are missing. */
async function problemOf(file: string): Promise<string | undefined> {
  try {
    await runStep({ title: file, command: file, args: ["--version"], limitSeconds: 30 });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function got(): Promise<string> {
  const ways = { "Playwright's download": fromPlaywright, "apt-get": fromApt, "the npm package": fromNpm };
  const failures: string[] = [];
  for (const [way, get] of Object.entries(ways)) {
    try {
      const file = await get();
      const problem = await problemOf(file);
      if (!problem) return file;
      failures.push(`${way} (it does not start: ${problem})`);
    } catch (error) {
      failures.push(`${way} (${(error as Error).message})`);
    }
  }
  throw new Error(`there is no browser, and none could be got. Tried: ${failures.join("; ")}. ${ADVICE}`);
}
