import { request } from "node:http";
import type { Page } from "playwright-core";
import { useBrowser } from "./browser";
import { account, catalogueModel, deployed, eventually, fastShape, minimalShape, upload, useEmulator } from "./support";

const used = useEmulator();
const visit = useBrowser();
const open = () => visit(used.emulator.url);

const control = async (path: string) => (await fetch(`${used.emulator.url}/__emulator/${path}`)).json();
const chat = `${account}/deployments/chat`;
const creates = { baseModel: catalogueModel, deploymentShape: fastShape };

const shownEntries = (page: Page) =>
  page.locator("#entries .entry").evaluateAll((all) =>
    all.map((one) => {
      const text = (part: string) => one.querySelector(part)?.textContent ?? "";
      return {
        status: text(".status"),
        method: text(".method"),
        operation: text(".operation"),
        at: text(".at"),
        fault: text(".struck"),
      };
    }),
  );

const expectedEntries = () =>
  used.emulator
    .journal()
    .reverse()
    .map(({ status, method, operation, path, time, fault, duration }) => ({
      status: status > 0 ? String(status) : duration === undefined ? "…" : "broken",
      method,
      operation: operation?.replace("Gateway_", "") ?? path,
      at: time.slice(11, 19),
      fault: fault ? `fault ${fault}` : "",
    }));

async function showsJournal(page: Page): Promise<void> {
  await eventually(async () => {
    expect(await shownEntries(page)).toEqual(expectedEntries());
    expect(await page.locator("#journal-count").textContent()).toBe(String(used.emulator.journal().length));
  });
}

test("the journal has each request, newest first, with what it was answered", async () => {
  await used.api.post(`${account}/secrets`, { name: "s", keyName: "S", value: "hush-hush" });
  const page = await open();
  await showsJournal(page);
  await used.api.get(`${account}/deployments/none`);
  await used.api.get("nothing");
  used.emulator.faults.add({ id: "snap", method: "DELETE", action: { reset: true } });
  await expect(used.api.del(chat)).rejects.toThrow();
  await showsJournal(page);
  const failed = page.locator('.entry[data-failed="true"]');
  expect(await failed.count()).toBe(3);
  const headers = { authorization: `Bearer ${used.emulator.apiKey}`, "content-type": "application/json" };
  const slow = request(`${used.emulator.url}/v1/${account}/models`, { method: "POST", headers });
  const answered = new Promise((resolve) => slow.on("response", (response) => response.resume().on("end", resolve)));
  slow.write('{"modelId":');
  await eventually(async () =>
    expect((await shownEntries(page))[0]).toMatchObject({ status: "…", operation: "CreateModel" }),
  );
  slow.end('"m"}');
  await answered;
  await showsJournal(page);
  const duration = Number.parseFloat((await page.locator(".entry .duration").first().textContent()) as string);
  expect(Math.abs(duration - (used.emulator.journal().at(-1)?.duration as number))).toBeLessThan(1);
  const first = page.locator(".entry").last();
  await first.locator("summary").click();
  await eventually(async () => expect(await first.locator("pre").textContent()).toContain('"value": "[secret]"'));
  expect(await page.content()).not.toContain("hush-hush");
});

test("the journal is filtered, held, and emptied", async () => {
  const page = await open();
  await used.api.post(`${account}/models`, { modelId: "m" });
  await used.api.get(`${account}/models/m`);
  await used.api.get(`${account}/models/none`);
  await showsJournal(page);
  const operations = async () => (await shownEntries(page)).map(({ operation, status }) => `${operation} ${status}`);
  const which = page.locator("#journal-which");
  await which.selectOption("writes");
  await eventually(async () => expect(await operations()).toEqual(["CreateModel 200"]));
  await which.selectOption("errors");
  await eventually(async () => expect(await operations()).toEqual(["GetModel 404"]));
  await which.selectOption("all");
  await page.locator("#journal-filter").fill("get 200");
  await eventually(async () => expect(await operations()).toEqual(["GetModel 200"]));
  await page.locator("#journal-filter").fill("");
  await page.locator("#journal-pause").click();
  await used.api.get("accounts");
  await page.getByText("Go on (1 new)").click();
  await showsJournal(page);
  await page.locator("#journal-clear").click();
  await showsJournal(page);
  expect(used.emulator.journal()).toEqual([]);
});

const press = (page: Page, label: string) => page.getByRole("button", { name: label, exact: true }).click();
const rules = async () => (await control("faults")).faults as { id: string; struck: number }[];

/** Presses the button, and waits until the rule is there. */
async function provoke(page: Page, label: string, id: string): Promise<void> {
  await press(page, label);
  await page.locator(`#typical [data-fault="${id}"][aria-pressed=true]`).waitFor();
  expect((await rules()).map((rule) => rule.id)).toContain(id);
}

test("a lost answer: the create took effect", async () => {
  const page = await open();
  await provoke(page, "Lost answer", "lost-answer");
  expect((await used.api.post(`${account}/models`, { modelId: "m" })).status).toBe(500);
  expect((await used.api.get(`${account}/models/m`)).status).toBe(200);
  await page.locator('.rule[data-id=lost-answer][data-spent="true"]').getByText("struck 1×").waitFor();
  await page.locator("#typical [data-fault=lost-answer][aria-pressed=false]").waitFor();
  await provoke(page, "Lost answer", "lost-answer");
  expect((await used.api.post(`${account}/models`, { modelId: "n" })).status).toBe(500);
});

test("a connection reset, three times 429, a stale read, a second delivery", async () => {
  const page = await open();
  await provoke(page, "Connection reset", "connection-reset");
  expect((await used.api.get("accounts")).status).toBe(200);
  await expect(used.api.post(`${account}/models`, { modelId: "m" })).rejects.toThrow();
  await provoke(page, "Stale read", "stale-read");
  expect([
    (await used.api.get(`${account}/models/m`)).status,
    (await used.api.get(`${account}/models/m`)).status,
  ]).toEqual([404, 200]);
  await provoke(page, "429 ×3", "rate-limit");
  const answers = await Promise.all([1, 2, 3].map(() => used.api.get("accounts")));
  expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual([
    [429, "1"],
    [429, "1"],
    [429, "1"],
  ]);
  expect((await used.api.get("accounts")).status).toBe(200);
  await provoke(page, "Delivered twice", "delivered-twice");
  expect((await used.api.post(`${account}/models`, { modelId: "twice" })).status).toBe(409);
});

test("an expired URL, and answers that are slow and drip", async () => {
  const page = await open();
  await used.api.post(`${account}/models`, { modelId: "m" });
  const { body } = await used.api.post(`${account}/models/m:getUploadEndpoint`, { filenameToSize: { f: "2" } });
  await provoke(page, "Expired URL", "expired-url");
  expect(await (await upload(body.filenameToSignedUrls.f, "{}")).text()).toContain("ExpiredToken");
  const took = async () => {
    const began = performance.now();
    await used.api.get("accounts");
    return performance.now() - began;
  };
  await provoke(page, "Slow answers", "slow");
  expect(await took()).toBeGreaterThan(1900);
  await press(page, "Slow answers");
  await page.locator("#typical [data-fault=slow][aria-pressed=false]").waitFor();
  await provoke(page, "Dripping answers", "drip");
  expect(await took()).toBeGreaterThan(500);
  await press(page, "Remove all");
  await eventually(async () => expect(await rules()).toEqual([]));
});

test.each([
  ["No H100", "no-h100", minimalShape, fastShape],
  ["No US_ILLINOIS_2", "no-us-illinois-2", fastShape, undefined],
])("an outage, %s: deployments wait until it is over", async (label, id, starved, served) => {
  const page = await open();
  await provoke(page, label, id);
  await used.api.post(`${account}/deployments?deploymentId=chat`, { ...creates, deploymentShape: starved });
  await page.locator(`tr[data-name="${chat}"][data-look=warn]`).getByText("RESOURCE_EXHAUSTED").waitFor();
  expect((await used.api.get(chat)).body.status.code).toBe("RESOURCE_EXHAUSTED");
  if (served) expect((await deployed(used, "served", { deploymentShape: served })).body.state).toBe("READY");
  await page.getByLabel(`Remove rule ${id}`).click();
  await eventually(async () => expect((await used.api.get(chat)).body.status.code).toBe("OK"));
});

test("a rule of one's own, and what is wrong with it", async () => {
  const page = await open();
  await page.getByText("A rule of your own").click();
  const rule = page.getByLabel("Rule, as for");
  for (const [text, problem] of [
    ["{", "JSON"],
    ['{"action": {"stale": true}, "oops": 1}', 'unknown property "oops"'],
  ] as const) {
    await rule.fill(text);
    await press(page, "Add the rule");
    await page.locator("#rule-problem").getByText(problem).waitFor();
  }
  await rule.fill('{"id": "mine", "operation": "ListModels", "nth": 2, "action": {"status": 503}}');
  await press(page, "Add the rule");
  await page.locator(".rule[data-id=mine]").getByText("answers 503").waitFor();
  expect(await page.locator("#rule-problem").textContent()).toBe("");
  const statuses = [await used.api.get(`${account}/models`), await used.api.get(`${account}/models`)];
  expect(statuses.map(({ status }) => status)).toEqual([200, 503]);
  await page.locator(".rule[data-id=mine]").getByText("struck 1×").waitFor();
  await page.locator(".entry .struck").getByText("fault mine").waitFor();
});
