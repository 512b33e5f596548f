import { readFileSync } from "node:fs";
import path from "node:path";
import type { Reply } from "../http/reply";

const folder = path.join(__dirname, "..", "..", "console");

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const modules = ["main", "live", "control", "dom", "clock", "objects", "kind", "detail", "journal", "faults"];
const styles = ["base", "layout", "objects", "faults", "journal", "detail", "narrow"];
const parts = ["icon.svg", ...modules.map((name) => `${name}.mjs`), ...styles.map((name) => `${name}.css`)];

/** Path → file. Browsers ask for an icon at the root, too, and that is nothing for the journal. */
const files: Record<string, string> = {
  "/favicon.ico": "icon.svg",
  ...Object.fromEntries(parts.map((file) => [`/__emulator/console/${file}`, file])),
};

/** Nothing from elsewhere, nothing inline, no markup made from text, no frame around it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** A file of the console page; undefined for all else. `/` is the page for who accepts HTML. */
export function pageFile(pathname: string, accept: string | undefined): Reply | undefined {
  const file = pathname === "/" && accept?.includes("text/html") ? "index.html" : files[pathname];
  if (file === undefined) return undefined;
  return {
    status: 200,
    body: readFileSync(path.join(folder, file)),
    headers: {
      "content-type": types[path.extname(file)] as string,
      "cache-control": "no-cache",
      "content-security-policy": policy,
      "referrer-policy": "no-referrer",
      vary: "accept",
      "x-content-type-options": "nosniff",
    },
  };
}
