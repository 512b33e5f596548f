import * as pulumi from "@pulumi/pulumi";
import { propertyPath } from "../lifecycle/validate";
import type { Path, Place } from "./node";

/** What is wrong with the data, and where. Never holds the value of a secret. */
export interface Problem {
  place: Place;
  /** From the top of the data: `["resources", "chat", "type"]`. */
  path: Path;
  reason: string;
}

export type Report = (place: Place, path: Path, reason: string) => void;

/** More than that nobody reads. */
const MOST = 50;

export function placeText({ source, line, column }: Place): string {
  return line === undefined ? source : `${source}:${line}:${column ?? 1}`;
}

/** A problem as it is told. */
export function line({ place, path, reason }: Problem): string {
  const name = propertyPath(path);
  return `${placeText(place)}: ${name === "" ? "" : `${name}: `}${reason}`;
}

/** In the order in which they stand. */
function ordered(problems: readonly Problem[]): Problem[] {
  const sources = [...new Set(problems.map(({ place }) => place.source))];
  const rank = ({ source, line = 0, column = 0 }: Place) => [sources.indexOf(source), line, column] as const;
  return [...problems].sort((one, other) => {
    const [a, b] = [rank(one.place), rank(other.place)];
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  });
}

/** All of them in one error, which Pulumi shows without a stack. */
export function refusal(problems: readonly Problem[]): pulumi.RunError {
  const lines = [...new Set(ordered(problems).map(line))];
  const more = lines.length > MOST ? [`and ${lines.length - MOST} more`] : [];
  const head = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
  const body = [...lines.slice(0, MOST), ...more].map((line) => `  ${line}`).join("\n");
  return plain(`the declared resources have ${head}; nothing was registered:\n${body}`);
}

/** Of an error that comes from a promise Pulumi prints the stack. */
export function plain(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = message;
  return error;
}
