import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Snapshot } from "../src/snapshot";
import { useBrowser } from "./browser";
import { account, api, catalogueModel, deployed, eventually, fastShape, useEmulator } from "./support";

const keys = { accountId: "emulator", apiKey: "fw_emulator_key" };
const used = useEmulator({ accounts: [keys, { accountId: "staging", apiKey: "fw_staging_key" }] });

const visit = useBrowser();
const open = () => visit(used.emulator.url);

const control = async (path: string) => (await fetch(`${used.emulator.url}/__emulator/${path}`)).json();
const chat = `${account}/deployments/chat`;
const row = (page: Page, name: string) => page.locator(`tr[data-name="${name}"]`);
const creates = { baseModel: catalogueModel, deploymentShape: fastShape };

/** Opens whatever is folded: accounts, then what was in them. */
const unfold = (page: Page) =>
  page.evaluate(`(async () => {
    const folded = () => [...document.querySelectorAll("#objects .fold[aria-expanded=false]")];
    while (folded().length > 0) {
      for (const one of folded()) one.click();
      // The page renders at the next frame, and has done so at the one after it.
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    }
  })()`);

interface Shown {
  name: string;
  state: string;
  replicas: string;
  message: string;
}

const shownObjects = (page: Page): Promise<Shown[]> =>
  page.locator("#objects tr[data-name]").evaluateAll((rows) =>
    rows.map((one) => {
      const text = (column: string) => one.querySelector(column)?.textContent ?? "";
      return {
        name: String(one.dataset.name),
        state: text(".pill"),
        replicas: text(".replicas"),
        message: text(".message"),
      };
    }),
  );

/** What the page should show of an object as the emulator or the API describes it. */
function expected(object: Record<string, unknown>): Shown {
  const { name, state = "", status, replicaStats, replicaCount = 0, desiredReplicaCount = 0 } = object;
  const { code = "OK", message } = (status ?? {}) as { code?: string; message?: string };
  return {
    name: String(name),
    state: String(state),
    replicas: replicaStats ? `${replicaCount}/${desiredReplicaCount}` : "",
    message: code === "OK" ? "" : `${code}: ${message}`,
  };
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
const shownCounts = (page: Page) =>
  page
    .locator("#objects .kind")
    .evaluateAll((kinds) =>
      kinds.map((kind) => [
        kind.closest<HTMLElement>(".account")?.dataset.account,
        kind.dataset.kind,
        Number(String(kind.querySelector(".count")?.textContent).replace(",", "")),
        kind.querySelectorAll("tr[data-name]").length,
      ]),
    );

/** Which kinds the API lists, and how it is asked for all of them. */
const lists = {
  deployments: "?showDeleted=true",
  deployedModels: "",
  routers: "",
  models: "",
  secrets: "",
  users: "",
};

/** Every object there is, in the state that the API says, with the counts of each kind. */
async function showsEverything(page: Page): Promise<void> {
  await eventually(async () => {
    const told: Shown[] = [];
    for (const [collection, query] of Object.entries(lists))
      told.push(...(await used.api.get(`${account}/${collection}${query}`)).body[collection].map(expected));
    const { objects } = (await control("snapshot")) as Snapshot;
    await unfold(page);
    const shown = await shownObjects(page);
    expect(shown.sort(byName)).toEqual(objects.map(expected).sort(byName));
    const listed = new Set(told.map(({ name }) => name));
    expect(shown.filter(({ name }) => listed.has(name))).toEqual(told.sort(byName));
    for (const [of, kind, count, rows] of await shownCounts(page)) expect([of, kind, count]).toEqual([of, kind, rows]);
  });
}

test("/ is the page for browsers and JSON for everybody else, and leaves no trace in the journal", async () => {
  const { url } = used.emulator;
  const html = await fetch(url, { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });
  expect(html.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(html.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self'; /);
  for (const accept of ["application/json", "*/*", undefined]) {
    const json = await fetch(url, accept ? { headers: { accept } } : {});
    expect([accept, (await json.json()).emulator]).toEqual([accept, "fireworks-emulator"]);
  }
  const files = [...(await html.text()).matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path);
  const types = await Promise.all(files.map(async (path) => (await fetch(url + path)).headers.get("content-type")));
  expect(new Set(types)).toEqual(
    new Set(["image/svg+xml", "text/css; charset=utf-8", "text/javascript; charset=utf-8"]),
  );
  expect((await fetch(`${url}/favicon.ico`)).status).toBe(200);
  expect((await fetch(`${url}/__emulator/console/../../package.json`)).status).toBe(401);
  const page = await open();
  await page.locator('[data-advance="1m"]').click();
  await page.reload();
  await page.locator("#connection[data-state=live]").waitFor();
  expect(used.emulator.journal().map(({ path }) => path)).toEqual(["/package.json"]);
});

test("says what it is, of which version, where, whose, and what time it is", async () => {
  const page = await open();
  expect(await page.locator("header.top").innerText()).toMatch(/fireworks-emulator\s+not Fireworks AI/);
  expect(await page.locator("#version").textContent()).toBe(
    JSON.parse(readFileSync(`${__dirname}/../package.json`, "utf8")).version,
  );
  expect(await page.locator("#url").textContent()).toBe(used.emulator.url);
  expect(await page.locator("#accounts").textContent()).toBe("emulator, staging");
  const now = used.emulator.clock.now().toISOString();
  expect(await page.locator("#now").textContent()).toBe(`${now.slice(0, 10)} ${now.slice(11, 19)} UTC`);
  await page.getByText("Nothing here yet").first().waitFor();
});

test("shows every object and its state, as they are changed by requests, by time, and behind everyone's back", async () => {
  const page = await open();
  const staging = api(used.emulator, "fw_staging_key");
  await showsEverything(page);
  await used.api.post(`${account}/deployments?deploymentId=chat`, {
    ...creates,
    displayName: "Chat",
    minReplicaCount: 2,
    maxReplicaCount: 3,
  });
  await used.api.post(`${account}/secrets`, { name: "s", keyName: "S", value: "hush" });
  await used.api.post(`${account}/users?userId=ci`, { role: "user", serviceAccount: true });
  await used.api.post(`${account}/users/ci/apiKeys`, { apiKey: { displayName: "pipeline" } });
  await used.api.post(`${account}/models`, { modelId: "m" });
  await staging.post("accounts/staging/deployments?deploymentId=chat", creates);
  await showsEverything(page);
  expect(await row(page, chat).locator(".next").textContent()).toBe("READY in 2m");
  used.emulator.clock.advance("70s");
  await showsEverything(page);
  expect(await row(page, chat).locator(".next").textContent()).toBe("READY in 50s");
  expect(await row(page, chat).locator(".age").textContent()).toBe("1m 10s");
  used.emulator.clock.advance("50s");
  await eventually(async () => expect(await row(page, chat).locator(".pill").textContent()).toBe("READY"));
  await used.api.post(`${account}/routers?routerId=r`, { deployments: [chat], evenLoad: {} });
  await showsEverything(page);
  await used.api.del(`${account}/routers/r`);
  await used.api.del(`${chat}?ignoreChecks=true`);
  used.emulator.settings.outcome.push({ match: "starved", outcome: "RESOURCE_EXHAUSTED" });
  await used.api.post(`${account}/deployments?deploymentId=starved`, creates);
  used.emulator.put({ name: `${account}/models/m`, status: { code: "INTERNAL", message: "broken" } });
  await showsEverything(page);
  used.emulator.clock.advance("1h");
  await showsEverything(page);
  expect(await row(page, chat).getAttribute("data-look")).toBe("off");
  expect(await row(page, chat).locator(".next").textContent()).toBe("purged in 6d 23h");
  used.emulator.settings.outcome.pop();
  used.emulator.clock.advance("8d");
  used.emulator.remove(`${account}/models/m`);
  await showsEverything(page);
  expect(await row(page, chat).count()).toBe(0);
  used.emulator.reset();
  await showsEverything(page);
});

test("time goes on in the page as it does in the emulator", async () => {
  const page = await open();
  await used.api.post(`${account}/deployments?deploymentId=chat`, creates);
  used.emulator.clock.setSpeed(60);
  await eventually(async () => expect(await row(page, chat).locator(".pill").textContent()).toBe("READY"));
  const shown = Date.parse((await page.locator("#now").getAttribute("datetime")) as string);
  expect(Math.abs(shown - used.emulator.clock.now().getTime())).toBeLessThan(120_000);
});

test("the filter, and a state's button, leave what matches", async () => {
  await deployed(used, "chat", { displayName: "Support" });
  await used.api.post(`${account}/deployments?deploymentId=other`, creates);
  const page = await open();
  const names = async () => (await shownObjects(page)).map(({ name }) => name);
  await page.locator("#objects-filter").fill("deployments/ support");
  await eventually(async () => expect(await names()).toEqual([chat]));
  await page.locator("#objects-filter").fill("");
  await page.locator('[data-account=emulator] [data-kind=deployments] .chip[data-state="CREATING"]').click();
  await eventually(async () => expect(await names()).toEqual([`${account}/deployments/other`]));
  await page.locator('.chip[data-state="CREATING"][aria-pressed=true]').click();
  await eventually(async () => expect(await names()).toContain(chat));
});

test("buttons of the clock", async () => {
  const page = await open();
  const clock = () => control("clock") as Promise<{ now: string; speed: number }>;
  const began = Date.parse((await clock()).now);
  let wanted = began;
  for (const [label, milliseconds] of Object.entries({
    "+1 min": 6e4,
    "+10 min": 6e5,
    "+1 h": 36e5,
    "+8 days": 6912e5,
  })) {
    await page.getByRole("button", { name: label }).click();
    wanted += milliseconds;
    await eventually(async () => expect(Date.parse((await clock()).now)).toBe(wanted));
  }
  await eventually(async () =>
    expect(await page.locator("#now").getAttribute("datetime")).toBe(new Date(wanted).toISOString()),
  );
  for (const [label, speed] of Object.entries({ "1×": 1, "60×": 60, "Stand still": 0 })) {
    await page.getByRole("button", { name: label, exact: true }).click();
    await eventually(async () => expect((await clock()).speed).toBe(speed));
    await page.locator(`[data-speed="${speed}"][aria-pressed=true]`).waitFor();
  }
  await page.getByLabel("Speed", { exact: true }).fill("2.5");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await eventually(async () => expect((await clock()).speed).toBe(2.5));
});

test("a snapshot is downloaded and restored, and everything is reset", async () => {
  await deployed(used, "chat");
  const page = await open();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Snapshot" }).click();
  const file = await (await downloading).path();
  expect((JSON.parse(readFileSync(file, "utf8")) as Snapshot).objects.map(({ name }) => name)).toContain(chat);
  const questions: string[] = [];
  page.on("dialog", (dialog) => {
    questions.push(dialog.message());
    dialog.accept();
  });
  await page.getByRole("button", { name: "Reset…" }).click();
  await eventually(async () => expect(used.emulator.list("deployments")).toEqual([]));
  await page.locator("#restore-file").setInputFiles(file);
  await row(page, chat).waitFor();
  expect(used.emulator.get(chat)).toMatchObject({ state: "READY" });
  expect(questions).toEqual([
    expect.stringContaining("Reset?"),
    expect.stringContaining("Replace objects, uploads and time"),
  ]);
});

test("buttons of an object make it fail and vanish, and its page can be linked to", async () => {
  await deployed(used, "chat");
  const page = await open();
  await row(page, chat).hover();
  await row(page, chat).getByRole("button", { name: "Fail" }).click();
  await eventually(async () =>
    expect((await used.api.get(chat)).body).toMatchObject({ state: "FAILED", status: { code: "INTERNAL" } }),
  );
  expect((await used.api.get(chat)).body.replicaCount).toBe(0);
  await row(page, chat).getByRole("link").click();
  expect(new URL(page.url()).hash).toBe(`#${chat}`);
  const linked = await visit(`${used.emulator.url}/#${chat}`);
  const json = linked.locator("#detail pre");
  expect(JSON.parse((await json.textContent()) as string)).toEqual(used.emulator.get(chat));
  used.emulator.put({ name: chat, displayName: "drifted" });
  await eventually(async () =>
    expect(JSON.parse((await json.textContent()) as string)).toEqual(used.emulator.get(chat)),
  );
  await linked.locator("#detail").getByRole("button", { name: "Its requests" }).click();
  const paths = () => linked.locator(".entry .path").allTextContents();
  await eventually(async () => expect(new Set(await paths())).toEqual(new Set(["deployments/chat"])));
  await linked.goBack();
  await linked.locator("#detail").getByRole("button", { name: "Delete" }).click();
  await eventually(async () => expect((await used.api.get(chat)).status).toBe(404));
  await linked.getByText("There is no such object").waitFor();
  await linked.keyboard.press("Escape");
  expect(await linked.locator("#detail").isHidden()).toBe(true);
});

test("no secret can be read in the page", async () => {
  await used.api.post(`${account}/secrets`, { name: "s", keyName: "S", value: "hush-hush" });
  const { body } = await used.api.post(`${account}/users/emulator/apiKeys`, { apiKey: { displayName: "k" } });
  const page = await open();
  const seen: string[] = [];
  page.on("response", async (response) => {
    if (!/events|\.mjs|\.css/.test(response.url())) seen.push(await response.text());
  });
  await unfold(page);
  for (const name of [`${account}/secrets/s`, `${account}/users/emulator/apiKeys/${body.keyId}`]) {
    await row(page, name).getByRole("link").click();
    await eventually(async () => expect(await page.locator("#detail pre").textContent()).toContain('"[secret]"'));
  }
  for (const text of [await page.content(), ...seen])
    for (const secret of ["hush-hush", body.key, "fw_emulator_key", "fw_staging_key"])
      expect(text).not.toContain(secret);
});
