import { checkedTime } from "./clock";
import { checkedName, isFileName } from "./kinds/name";
import type { StoredObject } from "./store/store";

/** Everything that is stored, and the time. As JSON it can be kept and sent. */
export interface Snapshot {
  format: 1;
  /** Virtual time, in milliseconds. */
  time: number;
  objects: StoredObject[];
  /** Object → file → base64. */
  content: Record<string, Record<string, string>>;
}

/** A snapshot of which nothing can be refused any more. */
interface Checked {
  time: number;
  objects: StoredObject[];
  files: { object: string; file: string; bytes: Buffer }[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const problem = (what: string): Error => new Error(`this is no snapshot of fireworks-emulator: ${what}`);

/** Before it takes the place of what there is: what is wrong with it is an error that names the property. */
export function checkedSnapshot(given: unknown): Checked {
  if (!isObject(given) || given.format !== 1) throw problem("its format is not 1");
  const { time, objects, content } = structuredClone(given);
  if (!Array.isArray(objects) || !objects.every(isObject)) throw problem("objects must be a list of objects");
  for (const { name } of objects) checkedName(name);
  return { time: checkedTime(time, "time"), objects: objects as StoredObject[], files: filesOf(content) };
}

function filesOf(content: unknown): Checked["files"] {
  if (!isObject(content)) throw problem("content must be an object: name → file → base64");
  return Object.entries(content).flatMap(([object, files]) => {
    checkedName(object);
    if (!isObject(files)) throw problem(`content of ${object} must be an object: file → base64`);
    return Object.entries(files).map(([file, text]) => {
      if (!isFileName(file)) throw problem(`content of ${object} has a file called ${JSON.stringify(file)}`);
      if (typeof text !== "string" || !base64.test(text))
        throw problem(`content of ${object}, ${file}, must be base64`);
      return { object, file, bytes: Buffer.from(text, "base64") };
    });
  });
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
