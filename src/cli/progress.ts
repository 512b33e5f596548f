/** How often a line is written where nobody watches it, in milliseconds. */
const SPARSE = 15_000;

export interface Progress {
  /** What is under way; with a count, of how many. */
  at: (what: string, done?: number, of?: number) => void;
  /** Clears the line. */
  end: () => void;
}

/** On standard error: a line that changes where a person watches, now and then a line where a log is kept. */
export function progress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let shown = "";
  let last = Date.now();
  const at = (what: string, done?: number, of?: number) => {
    const line = done === undefined ? what : `${what} ${done} of ${of}`;
    if (line === shown) return;
    if (stream.isTTY) stream.write(`\r\x1b[K${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    else if (Date.now() - last >= SPARSE) {
      last = Date.now();
      stream.write(`${line}\n`);
    }
    shown = line;
  };
  const end = () => {
    if (stream.isTTY && shown !== "") stream.write("\r\x1b[K");
    shown = "";
  };
  return { at, end };
}
