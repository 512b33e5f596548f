import type { Server } from "./server.mts";

/** A request as the emulator's journal has it. */
export interface Entry {
  method: string;
  path: string;
  query: Record<string, string>;
  status: number;
  /** The gateway's time. */
  time: string;
}

/** What the emulator offers beside the API. */
export async function control<T>({ url }: Server, method: string, name: string, body?: object): Promise<T> {
  const response = await fetch(`${url}/__emulator/${name}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${name} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export const journal = async (gateway: Server): Promise<Entry[]> =>
  (await control<{ entries: Entry[] }>(gateway, "GET", "journal")).entries;

/** As many GPUs as any bench wants. */
export async function withoutQuota(gateway: Server): Promise<Server> {
  const value = "1000000000";
  await control(gateway, "PUT", "objects", {
    name: "accounts/emulator/quotas/global--h200-count",
    value,
    maxValue: value,
  });
  return gateway;
}

/** Every answer comes that much later. */
export async function asNew(gateway: Server, delay = 0): Promise<void> {
  await control(gateway, "POST", "reset");
  await farAway(gateway, delay);
}

export async function farAway(gateway: Server, delay: number): Promise<void> {
  if (delay > 0) await control(gateway, "POST", "faults", { path: "^/v1/", action: { delay } });
}
