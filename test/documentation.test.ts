import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { inCheckout, ROOT } from "../tools/root.mts";

const PAGES = globSync(["*.md", "{docs,examples,templates,emulator}/**/*.md"], {
  cwd: ROOT,
  exclude: (path) => path.includes("node_modules"),
});

const proseOf = (page: string) => readFileSync(inCheckout(page), "utf8").replace(/^```[\s\S]*?^```/gm, "");

/** Links and pictures, without those to other sites. */
function linksOf(page: string): string[] {
  const targets = [...proseOf(page).matchAll(/\]\(\s*<?([^)\s>]+)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function leadsNowhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? inCheckout(page) : resolve(dirname(inCheckout(page)), decodeURI(path));
  if (!existsSync(target)) return true;
  return anchor !== undefined && target.endsWith(".md") && !anchorsOf(relative(ROOT, target)).includes(anchor);
}

test.each(PAGES)("every link of %s leads somewhere", (page) => {
  expect(linksOf(page).filter((link) => leadsNowhere(page, link))).toEqual([]);
});

test("there are links, and the index of the documentation names every page", () => {
  const index = linksOf(join("docs", "README.md")).map((link) => link.split("#")[0]);
  const pages = globSync("**/*.md", { cwd: inCheckout("docs") }).filter((page) => page !== "README.md");
  expect(pages.length).toBeGreaterThan(10);
  expect(index).toEqual(expect.arrayContaining(pages));
});
