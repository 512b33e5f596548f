import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Milliseconds until something that should be seen is missed: a machine may have other things to do. */
const patience = 60_000;

/** A headless browser; the tool says where there is one, and gets one if there is none. */
async function launch(): Promise<Browser> {
  const tool = path.join(__dirname, "..", "..", "tools", "browser.mts");
  const { stdout } = await promisify(execFile)(process.execPath, [tool]);
  return chromium.launch({ executablePath: stdout.trim().split("\n").at(-1) as string, args: flags });
}

/** The page at `url`, live, in a profile of its own. */
export type Visit = (url: string, options?: BrowserContextOptions) => Promise<Page>;

/** One browser for a test file. After each test no page may have complained, or asked for what is elsewhere. */
export function useBrowser(): Visit {
  let browser: Browser;
  const pages: Page[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  return async (url, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const page = await context.newPage();
    pages.push(page);
    page.setDefaultTimeout(patience);
    watch(page, new URL(url).origin, complaints);
    await page.goto(url);
    await page.locator("#connection[data-state=live]").waitFor();
    return page;
  };
}

function watch(page: Page, origin: string, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // Of answers that are errors the browser tells by itself; whether they should be is for the test to say.
    const own = !message.text().startsWith("Failed to load resource");
    if (own && ["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("response", (response) => {
    if (!response.ok() && response.request().resourceType() !== "fetch") complaints.push(`no ${response.url()}`);
  });
  page.on("request", (request) => {
    const to = new URL(request.url());
    if (to.origin !== origin) complaints.push(`request to ${to}`);
  });
}
