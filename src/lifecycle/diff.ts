import { replaced } from "./check";
import { accountOf, lastSegment } from "./identity";
import { type Json, type Kind, keysWith } from "./kind";
import { hasUnknown } from "./unknown";

export interface Replacement {
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/**
 * What a change replaces. That something changed at all is left to the engine, which compares inputs itself: so
 * `ignoreChanges` works and previews show each property.
 * @param foundation that the engine asks, ahead of the program, what falls with an object that it is about to delete and
 * make anew: unknown is then what comes from that object
 */
export function diff(kind: Kind, id: string, olds: Json, news: Json, foundation = false): Replacement {
  const replaces = replaced(kind, olds, news);
  if (foundation) replaces.push(...keysWith(kind, "immutable").filter((key) => hasUnknown(news[key])));
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
