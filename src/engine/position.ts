import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Resource } from "@pulumi/pulumi";

interface Position {
  uri: string;
  line: number;
  column: number;
}

/** Private to the SDK: where there is no such function, all is left as it is. */
interface Traced {
  stackTrace?: (skip: number) => (Position | undefined)[];
}

/** Each is 50 bytes in every write of the state: where it stands, and who called for it. */
const KEPT = 2;

/** Between frames of the program lie those of Node and of loaders. */
const LOOKED_AT = 60;

const FRAME =
  /^\s*at (?:async )?(?:.*? \()?(?<file>(?:file:\/\/|\/|[A-Za-z]:[\\/])(?:(?!<anonymous>).)*):(?<line>\d+):(?<column>\d+)\)?$/;

const FOREIGN = /[\\/]node_modules[\\/](?:@pulumi|ts-node|tsx)[\\/]/;

/** The compiled package, dist, in whichever of its folders the build has put this. */
const OURS = __dirname.replace(/[\\/](?:engine|shared)$/, "") + sep;

/** The lines of the program in what `Error.stack` says, the nearest first. */
export function programLines(stack: string, ours = OURS): Position[] {
  const frames = stack.split("\n").flatMap((text): Position[] => {
    const { file = "", line, column } = FRAME.exec(text)?.groups ?? {};
    if (file === "") return [];
    const path = file.startsWith("file://") ? fileURLToPath(file) : file;
    if (path.startsWith(ours) || FOREIGN.test(path)) return [];
    return [{ uri: pathToFileURL(path).toString(), line: Number(line), column: Number(column) }];
  });
  return frames.slice(0, KEPT);
}

/** Taken from `stack`, as the SDK does, because ts-node and source maps have their say in it. */
function stackAbove(made: new (...args: never) => unknown): string {
  const limit = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = LOOKED_AT;
    const here = new Error();
    Error.captureStackTrace(here, made);
    return String(here.stack);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

type Prepare = typeof Error.prepareStackTrace;

/** What makes the text of a stack where no resource is being constructed. */
let mapping: Prepare;

const unmapped: Prepare = (error, frames) => `${error}\n    at ${frames.join("\n    at ")}`;

/** Makes the stacks of errors by other means, until what this answers is called. */
function stacksBy(prepare: Prepare): () => void {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = prepare;
  return () => {
    Error.prepareStackTrace = before;
  };
}

/**
 * For each of a resource's properties the SDK makes four promises, and keeps with each the stack that it came from, for
 * those who look for leaks: through source maps that is a fifth of what a resource costs a program. Nobody else reads
 * them, and the stack of an error that is thrown is made later, when somebody reads it.
 */
function plainStacks(): () => void {
  const now = Error.prepareStackTrace;
  if (now !== unmapped) mapping = now;
  return now === undefined || process.env.PULUMI_DEBUG_PROMISE_LEAKS ? () => {} : stacksBy(unmapped);
}

/**
 * The SDK leaves out as many frames as its own classes have, and so names a line of this package as the place that a
 * resource comes from, with the whole stack of Node and the SDK behind it: a third of the resource's state. Until what
 * this answers is called, it gets the program's lines instead. Any surprise leaves it to itself.
 */
export function nameProgramLines(made: new (...args: never) => unknown): () => void {
  const sdk = Resource as unknown as Traced;
  const whole = sdk.stackTrace;
  if (typeof whole !== "function") return () => {};
  const mapAgain = plainStacks();
  const asBefore = (skip: number) => whole.call(sdk, skip);
  sdk.stackTrace = (skip) => {
    const plainAgain = stacksBy(mapping);
    try {
      const lines = programLines(stackAbove(made));
      if (lines.length > 0) return lines;
    } catch {
      // What it would have said without us follows.
    } finally {
      plainAgain();
    }
    // Two frames more than it knows of.
    return asBefore(skip + 2);
  };
  return () => {
    mapAgain();
    sdk.stackTrace = whole;
  };
}
