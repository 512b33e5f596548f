import { styleText } from "node:util";

/** Colours only where a person reads them: not in a file or a pipe, and not with NO_COLOR. */
const onStdout = (format: Parameters<typeof styleText>[0]) => (text: string) =>
  styleText(format, text, { stream: process.stdout });

export const bold = onStdout("bold");
export const dim = onStdout("dim");
export const good = onStdout("green");
export const caution = onStdout("yellow");
export const bad = onStdout("red");
