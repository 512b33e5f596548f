import type { Page } from "playwright-core";
import { startEmulator } from "../src/index";
import { useBrowser } from "./browser";
import { account, catalogueModel, deployed, eventually, fastShape, useEmulator } from "./support";

const used = useEmulator();
const visit = useBrowser();

const phone = { viewport: { width: 375, height: 720 }, isMobile: true, hasTouch: true };
const hostile = `<img src=x onerror="globalThis.struck = 1"><script>globalThis.struck = 1</script>`;
/** A slash would begin another part of a name. */
const hostileId = hostile.replaceAll("/", "");

/** Something of everything that the page can show. */
async function lively(): Promise<void> {
  await deployed(used, "chat");
  used.emulator.put({ name: `${account}/deployments/chat`, displayName: hostile });
  await used.api.post(`${account}/deployments?deploymentId=starting`, {
    baseModel: catalogueModel,
    deploymentShape: fastShape,
  });
  used.emulator.put({
    name: `${account}/deployments/failed`,
    state: "FAILED",
    status: { code: "INTERNAL", message: hostile },
  });
  used.emulator.put({ name: `${account}/deployments/gone`, state: "DELETED" });
  used.emulator.put({
    name: `${account}/deployments/starved`,
    state: "CREATING",
    status: { code: "RESOURCE_EXHAUSTED", message: "x".repeat(300) },
  });
  used.emulator.put({
    name: `${account}/models/${"long-".repeat(40)}`,
    displayName: "Langer Name ".repeat(40),
    state: hostile,
  });
  used.emulator.put({ name: `${account}/models/${hostileId}`, state: "READY" });
  used.emulator.faults.add({ id: hostile, operation: "GetAccount", action: { status: 503, body: hostile } });
  used.emulator.faults.add({ id: "lasting", path: `^/v1/none${"/none".repeat(30)}`, action: { delay: 1 } });
  await fetch(`${used.emulator.url}/v1/${account}`);
  await used.api.get(`${account}/${"endless".repeat(40)}`);
  await fetch(`${used.emulator.url}/v1/${encodeURIComponent(hostile)}?a=${encodeURIComponent(hostile)}`);
  used.emulator.faults.add({ id: "snap", method: "DELETE", action: { reset: true } });
  await expect(used.api.del(`${account}/models/m`)).rejects.toThrow();
}

/** As wide as the window: nothing to scroll to at the right. */
const overflow = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** Texts that stand out from their ground by less than WCAG's AA wants, with their ratio. */
const faint = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 0) return color;
    }
    return [255, 255, 255, 255];
  };
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (walk.currentNode.data.trim() && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) texts.push(element);
  }
  const ratios = texts.map((element) => {
    const [a, b] = [luminance(rgba(getComputedStyle(element).color)), luminance(ground(element))].sort((x, y) => y - x);
    return [element.className || element.tagName, element.textContent.slice(0, 30), Math.round(((a + 0.05) / (b + 0.05)) * 10) / 10];
  });
  return { count: ratios.length, faint: ratios.filter(([, , ratio]) => ratio < 4.5) };
})()`;

test("on a phone: nothing is wider than the screen, one part at a time, each of them complete", async () => {
  await lively();
  const page = await visit(used.emulator.url, phone);
  for (const part of ["Journal", "Faults", "Objects"]) {
    await page.getByRole("button", { name: part, exact: true }).tap();
    expect(await page.locator("main > section:visible").evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      part.toLowerCase(),
    ]);
    expect([part, await overflow(page)]).toEqual([part, 0]);
  }
  const failed = page.locator(`tr[data-name="${account}/deployments/failed"]`);
  await failed.getByRole("button", { name: "Delete" }).tap();
  await failed.waitFor({ state: "detached" });
  expect(used.emulator.get(`${account}/deployments/failed`)).toBeUndefined();
  await page.locator(`tr[data-name="${account}/deployments/chat"] a`).tap();
  await page.locator("#detail pre").waitFor();
  expect(await overflow(page)).toBe(0);
});

test.each(["light", "dark"] as const)("%s: every text can be read", async (colorScheme) => {
  await lively();
  const page = await visit(used.emulator.url, { colorScheme });
  await page.locator(".entry summary").first().click();
  await page.locator(`tr[data-name="${account}/deployments/chat"] a`).click();
  await page.locator("#detail pre").waitFor();
  const { count, faint: found } = (await page.evaluate(faint)) as { count: number; faint: unknown[] };
  expect(found).toEqual([]);
  expect(count).toBeGreaterThan(80);
  const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  expect(ground).toBe(colorScheme === "dark" ? "rgb(14, 18, 23)" : "rgb(244, 245, 247)");
});

test("values are text, whatever they look like", async () => {
  await lively();
  const page = await visit(used.emulator.url);
  await eventually(async () =>
    expect(await page.locator(`[data-name="${account}/deployments/chat"] .display-name`).textContent()).toBe(hostile),
  );
  expect(await page.locator("tr[data-look=bad] .message").first().textContent()).toBe(`INTERNAL: ${hostile}`);
  expect(await page.locator(".rule .rule-id").first().textContent()).toBe(hostile);
  for (const summary of await page.locator(".entry summary").all()) await summary.click();
  await page.goto(`${used.emulator.url}/#${account}/models/${encodeURIComponent(hostileId)}`);
  await page.locator("#detail pre").waitFor();
  expect(await page.locator("#detail-title").textContent()).toBe(`${account}/models/${hostileId}`);
  expect(await page.locator("main img, main script, aside img, aside script").count()).toBe(0);
  expect(await page.evaluate("globalThis.struck")).toBeUndefined();
});

test("everything has a name and can be reached and seen with the keyboard alone", async () => {
  await deployed(used, "chat");
  const page = await visit(used.emulator.url);
  const stops = new Set<string>();
  for (let at = 0; at < 150; at++) {
    await page.keyboard.press("Tab");
    const stop = (await page.evaluate(`(() => {
      const { activeElement } = document;
      const style = getComputedStyle(activeElement);
      if (activeElement === document.body) return;
      return [activeElement.id || activeElement.getAttribute("aria-label") || activeElement.textContent.trim(), style.outlineStyle, style.opacity];
    })()`)) as [string, string, string] | undefined;
    if (!stop) break;
    expect([stop, stop[1], stop[2]]).toEqual([stop, "solid", "1"]);
    stops.add(stop[0]);
  }
  const wanted = [
    "snapshot",
    "reset",
    "Stand still",
    "+8 days",
    "speed",
    "objects-filter",
    "Fail deployments/chat",
    "Delete deployments/chat",
    "Lost answer",
    "journal-filter",
    "journal-pause",
  ];
  expect([...stops]).toEqual(expect.arrayContaining(wanted));
  const unnamed = await page
    .locator("button, a, input, select, textarea")
    .evaluateAll((all) =>
      all
        .filter((one) => !(one.textContent.trim() || one.ariaLabel || (one as HTMLInputElement).labels?.length))
        .map((one) => one.outerHTML),
    );
  expect(unnamed).toEqual([]);
  await page.locator(`tr[data-name="${account}/deployments/chat"] a`).focus();
  await page.keyboard.press("Enter");
  await page.locator("#detail pre").waitFor();
  await page.keyboard.press("Escape");
  expect(await page.locator("#detail").isHidden()).toBe(true);
  expect(await page.evaluate("document.activeElement.textContent")).toBe("chat");
});

test("a server that goes away is said to be away, and found again with what it then has", async () => {
  const first = await startEmulator({ speed: 0 });
  const { port } = new URL(first.url);
  first.put({ name: `${account}/models/before`, state: "READY" });
  const page = await visit(first.url);
  await page.locator(`tr[data-name="${account}/models/before"]`).waitFor();
  await first.stop();
  await page.getByText("not reachable").waitFor();
  const second = await startEmulator({ speed: 0, port: Number(port) });
  second.put({ name: `${account}/models/after`, state: "READY" });
  await page.locator(`tr[data-name="${account}/models/after"]`).waitFor();
  await page.locator("#connection[data-state=live]").waitFor();
  expect(await page.locator(`tr[data-name="${account}/models/before"]`).count()).toBe(0);
  await second.stop();
});

test("ten thousand objects: a page of them, quickly, and every one can be found", async () => {
  const snapshot = used.emulator.snapshot() as { objects: object[] };
  for (let at = 0; at < 10_000; at++) {
    const createTime = new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString();
    snapshot.objects.push({
      name: `${account}/models/m${at}`,
      state: at % 100 === 0 ? "UPLOADING" : "READY",
      createTime,
    });
  }
  used.emulator.restore(snapshot);
  const page = await visit(used.emulator.url);
  const models = page.locator("[data-account=emulator] [data-kind=models]");
  await models.getByText("10,000").waitFor();
  expect(await models.locator("tr[data-name]").count()).toBe(100);
  await models.getByText("9,900 more are not shown").waitFor();
  await models.getByRole("button", { name: "Show 100 more" }).click();
  await models.getByText("9,800 more are not shown").waitFor();
  await page.evaluate(`globalThis.made = 0; new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes)
      if (node instanceof Element) globalThis.made += node.matches("tr") + node.querySelectorAll("tr").length;
  }).observe(document.body, { childList: true, subtree: true })`);
  for (let at = 0; at < 5; at++) {
    used.emulator.put({ name: `${account}/models/new${at}`, state: "READY" });
    await models.locator(`tr[data-name="${account}/models/new${at}"]`).waitFor();
  }
  await page.locator("#objects-filter").fill("m7777");
  await eventually(async () => expect(await page.locator("tr[data-name]").count()).toBe(1));
  await page.locator("#objects-filter").fill("UPLOADING");
  await models.locator(".count").getByText("100", { exact: true }).waitFor();
  // New ones and those that were found, not all that are shown for each change.
  expect(await page.evaluate("globalThis.made")).toBeLessThan(300);
});
