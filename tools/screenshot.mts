import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inCheckout } from "./root.mts";

/** The README's picture: `npm run up` on a terminal (tmux), at the moment when the deployment is waited for, as SVG. */

const FILE = inCheckout("docs", "images", "up.svg");
const [COLUMNS, ROWS] = [150, 60];
const [CELL, LINE, MARGIN] = [7.8, 18, 16];
const MOMENT = /Deployment .*initializing/;
const FROM = /^Updating \(/;

const COLORS = ["#21262d", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#c9d1d9"];
const [BACKGROUND, FOREGROUND] = ["#0d1117", "#c9d1d9"];

const tmux = (...args: string[]) =>
  execFileSync("tmux", ["-L", "screenshot", "-f", "/dev/null", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

/** Colours and bold type; every second piece of a line that is split by it is a list of codes. */
const STYLE = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, "g");

const plain = (line: string) => line.replace(STYLE, "");

async function capture(): Promise<string[]> {
  const size = ["-x", String(COLUMNS), "-y", String(ROWS)];
  tmux("new-session", "-d", ...size, "-s", "up", "-c", inCheckout(), "npm run --silent up");
  let found: string[] | undefined;
  // Until it has ended by itself: the session goes with it.
  for (let lines = screen(); lines; lines = screen()) {
    if (!found && lines.some((line) => MOMENT.test(plain(line)))) found = lines;
    await sleep(200);
  }
  if (!found) throw new Error(`nothing matched ${MOMENT}: run \`npm run down\` first`);
  return found;
}

function screen(): string[] | undefined {
  try {
    return tmux("capture-pane", "-e", "-p", "-t", "up").trimEnd().split("\n");
  } catch {
    return undefined;
  }
}

interface Style {
  color: string;
  bold: boolean;
}

function restyled(style: Style, codes: string): Style {
  const next = { ...style };
  const numbers = codes.split(";").map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] as number;
    if (code === 0) Object.assign(next, { color: FOREGROUND, bold: false });
    if (code === 1) next.bold = true;
    if (code === 22) next.bold = false;
    if (code === 39) next.color = FOREGROUND;
    if (code >= 30 && code <= 37) next.color = COLORS[code - 30] as string;
    if (code >= 90 && code <= 97) next.color = COLORS[code - 90] as string;
    if (code === 38 && numbers[at + 1] === 5) {
      next.color = COLORS[(numbers[at + 2] as number) % 8] as string;
      at += 2;
    }
  }
  return next;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Each piece has its own place and length, so that columns stand whatever font there is. */
function row(line: string, y: number): string {
  let style: Style = { color: FOREGROUND, bold: false };
  let column = 0;
  const pieces: string[] = [];
  for (const [index, part] of line.split(STYLE).entries()) {
    if (index % 2 === 1) style = restyled(style, part);
    else
      for (const [word] of part.matchAll(/\S+( \S+)*|\s+/g)) {
        if (word.trim() !== "") {
          const place = `x="${(MARGIN + column * CELL).toFixed(1)}" y="${y}" textLength="${(word.length * CELL).toFixed(1)}"`;
          pieces.push(
            `<text ${place} fill="${style.color}"${style.bold ? ' font-weight="bold"' : ""}>${escaped(word)}</text>`,
          );
        }
        column += word.length;
      }
  }
  return pieces.join("");
}

function svg(lines: string[]): string {
  const [width, height] = [Math.ceil(COLUMNS * CELL + 2 * MARGIN), lines.length * LINE + 2 * MARGIN];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" xml:space="preserve">
<title>pulumi up brings up the quickstart</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
${lines.map((line, index) => row(line, MARGIN + 14 + index * LINE)).join("\n")}
</svg>
`;
}

const lines = await capture();
const first = lines.findIndex((line) => FROM.test(plain(line)));
mkdirSync(dirname(FILE), { recursive: true });
writeFileSync(FILE, svg(lines.slice(first).filter((line) => plain(line).trim() !== "")));
