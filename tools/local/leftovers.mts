import type { Gateway } from "./gateway.mts";

/** Users are not among them: the API cannot delete a user. */
const COLLECTIONS = ["deployments", "deployedModels", "deploymentShapes", "models", "datasets", "routers", "secrets"];

/** The names of all objects that the gateway's account still holds. */
export async function leftovers(gateway: Gateway): Promise<string[]> {
  const lists = await Promise.all(COLLECTIONS.map((collection) => list(gateway, collection)));
  return lists.flat();
}

/** As after its first start. */
export async function reset(gateway: Gateway): Promise<void> {
  const response = await fetch(`${gateway.url}/__emulator/reset`, { method: "POST" });
  if (!response.ok) throw new Error(`The emulator could not be reset: ${response.status} ${await response.text()}`);
}

async function list(gateway: Gateway, collection: string): Promise<string[]> {
  const url = `${gateway.url}/v1/accounts/${gateway.accountId}/${collection}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${gateway.apiKey}` } });
  if (!response.ok) throw new Error(`GET ${url}: ${response.status} ${await response.text()}`);
  const page = (await response.json()) as Record<string, { name: string }[] | undefined>;
  return (page[collection] ?? []).map((object) => object.name);
}
