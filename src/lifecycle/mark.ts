import { shortHash } from "./identity";
import type { Json } from "./kind";

/** The annotation that says which resource of which stack made an object. */
export const MARK = "pulumi-fireworks";

/** Whether creation added the annotation, and not whoever wrote the program. */
export const isOurs = (annotation: string) => annotation === MARK || annotation.startsWith(`${MARK}-`);

/** Whether the service added the annotation, and changes it by itself: `fireworks.ai/image-tag-reason`. */
export const isTheServices = (annotation: string) => annotation.startsWith("fireworks.ai/");

export const markOf = (object: Json): unknown => (object.annotations as Json | undefined)?.[MARK];

/** `project/stack/name#hash`: for a person who reads the annotation, and for telling equal names apart. */
export function markFor(urn: string): string {
  const [head = "", project = ""] = urn.split("::");
  return `${project}/${head.slice(head.lastIndexOf(":") + 1)}/${urn.slice(urn.lastIndexOf("::") + 2)}#${shortHash(urn)}`;
}

/** Who made an object, as its mark says. */
export interface Maker {
  project: string;
  stack: string;
  /** The resource's logical name. */
  resource: string;
}

/** Undefined for what bears no mark of ours. */
export function makerOf(object: Json): Maker | undefined {
  const [, project, stack, resource] = /^([^/]+)\/([^/]+)\/(.+)#[0-9a-f]{8}$/s.exec(String(markOf(object))) ?? [];
  return project && stack && resource ? { project, stack, resource } : undefined;
}
