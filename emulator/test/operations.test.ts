import { readFileSync } from "node:fs";
import path from "node:path";
import { coverage } from "../src/index";
import { account, useEmulator } from "./support";

const used = useEmulator();
const file = path.join(__dirname, "..", "spec", "gateway-4.259.0.json");
const spec = JSON.parse(readFileSync(file, "utf8")) as { operations: Record<string, { operationId: string }> };

test("every operation of the specification is routed; what is not emulated says so by name", async () => {
  expect(Object.keys(coverage())).toHaveLength(196);
  for (const [route, { operationId }] of Object.entries(spec.operations)) {
    const [method = "", template = ""] = route.split(" ");
    const pathname = template.replaceAll("{account_id}", "emulator").replaceAll(/\{\w+\}/g, "x");
    const response = await fetch(used.emulator.url + pathname, {
      method,
      headers: { authorization: `Bearer ${used.emulator.apiKey}`, "content-type": "application/json" },
    });
    const { code, message } = (await response.json()) as { code?: number; message?: string };
    expect(used.emulator.journal().at(-1)?.operation).toBe(operationId);
    expect([route, message]).not.toEqual([route, "Not Found"]);
    if (response.status !== 501) continue;
    expect(coverage()[operationId]).toBe("501");
    expect([code, message]).toEqual([12, `fireworks-emulator does not emulate ${operationId} yet`]);
  }
});

test("an operation that is not emulated still has its request validated", async () => {
  const { status, body } = await used.api.post(`${account}/trails`, { nope: 1 });
  expect([status, body.message]).toEqual([400, 'unknown field "nope"']);
});

test("the list of what is emulated is also to be had over HTTP", async () => {
  const response = await fetch(`${used.emulator.url}/__emulator/coverage`);
  expect(await response.json()).toMatchObject({ Gateway_CreateDeployment: "emulated", Gateway_CreateCluster: "501" });
});
