import { replaced } from "./check";
import { accountOf, lastSegment } from "./identity";
import type { Json, Kind } from "./kind";

export interface Replacement {
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * What a change replaces. That something changed at all is left to the engine, which compares inputs itself: so
 * `ignoreChanges` works and previews show each property.
 */
export function diff(kind: Kind, id: string, olds: Json, news: Json): Replacement {
  const replaces = replaced(kind, olds, news);
  const name = news.name ?? news.mark;
  const moved = typeof name === "string" && accountOf(name) !== accountOf(id);
  const renamed = kind.idField !== undefined && typeof news.name === "string" && news.name !== id;
  if (moved && replaces.length === 0) replaces.push(kind.idField === undefined ? "mark" : "name");
  if (renamed && replaces.length === 0) replaces.push("name");
  // The same id cannot be had twice at a time.
  const pinned =
    kind.idField !== undefined && typeof news.name === "string" && lastSegment(news.name) === lastSegment(id);
  return { replaces, deleteBeforeReplace: replaces.length > 0 && pinned && !moved };
}
