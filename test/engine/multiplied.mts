import { type Deployment, nameOf } from "./deployment.mts";

/** Stands in names and arguments for the number: `item-0`, `ITEM_0`. */
const upper = (n: number) => `ITEM_${n}`;
const lower = (n: number) => `item-${n}`;

/** State as if the program had made so many of each resource called `item-0`, which is quicker than to have them made. */
export function multiplied(state: Deployment, count: number): Deployment {
  const { deployment } = state;
  const resources = (deployment.resources ?? []).flatMap((resource) =>
    nameOf(resource) === lower(0) ? Array.from({ length: count }, (_, n) => withNumber(resource, n)) : [resource],
  );
  return { ...state, deployment: { ...deployment, resources } };
}

export function withNumber<T>(value: T, n: number): T {
  return JSON.parse(JSON.stringify(value).replaceAll(lower(0), lower(n)).replaceAll(upper(0), upper(n))) as T;
}
