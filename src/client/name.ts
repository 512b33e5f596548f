import { readable } from "./errors";

/** A segment of a full name: in a URL it stays what it is, and leads nowhere else. */
export const SEGMENT = "[A-Za-z0-9_][A-Za-z0-9_.@+~-]*";

const PATH = new RegExp(`^v1(/(${SEGMENT}|-))+(:[A-Za-z]+)?$`);

/** A name out of state, of the program or of an answer becomes part of a URL: `..`, `?` or `%2F` would ask for something else. */
export const isPath = (path: string) => PATH.test(path);

/** As people know it: without the version that each begins with. */
export const shownPath = (path: string) => path.replace(/^\/?v1\//, "");

export const noPath = (method: string, path: string) =>
  new Error(
    `${method} ${readable(shownPath(path), 200)}: nothing was sent, since the API has no such names. Check the names that the program and the stack's state refer to.`,
  );
