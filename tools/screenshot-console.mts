import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Emulator, startEmulator } from "fireworks-emulator";
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { ensureBrowser } from "./browser/ensure.mts";
import { inCheckout } from "./root.mts";

/** The pictures of the console page in the READMEs: the emulator as it is while somebody works with it. */

const PORT = 41265;
const MODELS = "accounts/fireworks/models";
const SHAPES = "accounts/fireworks/deploymentShapes";

type Call = (method: string, path: string, body?: object) => Promise<void>;

/** A client of the account. That some of its requests fail is what the picture is to show. */
const client = ({ url }: Emulator, accountId: string, apiKey: string): Call => {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    const request = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    await fetch(`${url}/v1/accounts/${accountId}/${path}`, request).then((answer) => answer.text(), String);
  };
};

const deploy = (call: Call, id: string, body: object = {}) =>
  call("POST", `deployments?deploymentId=${id}`, {
    baseModel: `${MODELS}/llama-v3p1-8b-instruct`,
    deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-fast`,
    ...body,
  });

async function live({ clock, faults, settings }: Emulator, call: Call, staging: Call): Promise<void> {
  await deploy(call, "chat", { displayName: "Support chat", minReplicaCount: 2, maxReplicaCount: 4 });
  await deploy(call, "batch", { minReplicaCount: 1, maxReplicaCount: 1 });
  await call("POST", "secrets", { name: "openai", keyName: "OPENAI_API_KEY", value: "not to be seen" });
  await call("POST", "models", { modelId: "support-weights", model: { kind: "HF_BASE_MODEL" } });
  await call("POST", "datasets", { datasetId: "tickets", dataset: {} });
  await call("POST", "users?userId=ci", { role: "user", serviceAccount: true });
  await deploy(staging, "chat");
  clock.advance("26h");
  settings.outcome.push({ match: "vision", outcome: "FAILED", message: "the model server exited with code 1" });
  await deploy(call, "preview-114");
  await deploy(call, "vision", { displayName: "Vision" });
  clock.advance("3m");
  await call("DELETE", "deployments/preview-114");
  await call("POST", "routers?routerId=support", { deployments: ["accounts/emulator/deployments/chat"], evenLoad: {} });
  clock.advance("1m");
  settings.outcome.length = 0;
  faults.add({ id: "no-h100", action: { capacity: { acceleratorType: "NVIDIA_H100_80GB" } } });
  await deploy(call, "summaries", { deploymentShape: `${SHAPES}/llama-v3p1-8b-instruct-minimal` });
  clock.advance("50s");
  faults.add({ id: "lost-answer", operation: "Create.*", when: "after", times: 1, action: { status: 500 } });
  await deploy(call, "coder", { displayName: "Code completion" });
  await call("GET", "deployments/coder");
  await call("PATCH", "deployments/coder?updateMask=max_replica_count", { maxReplicaCount: 2 });
  faults.add({
    id: "connection-reset",
    operation: "UpdateDeployment",
    when: "after",
    times: 1,
    action: { reset: true },
  });
  const wider = { maxReplicaCount: 6, baseModel: `${MODELS}/llama-v3p1-8b-instruct` };
  await call("PATCH", "deployments/chat?updateMask=max_replica_count", wider);
  await call("GET", "deployments/chat");
}

async function picture(browser: Browser, url: string, name: string, options: BrowserContextOptions): Promise<void> {
  const page = await browser.newPage(options);
  await page.goto(url);
  await page.locator("tr[data-name$='/deployments/chat']").first().waitFor();
  const file = inCheckout("emulator", "docs", `${name}.png`);
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  await page.close();
}

const accounts = ["emulator", "staging"].map((accountId) => ({ accountId, apiKey: `fw_${accountId}_key` }));
const emulator = await startEmulator({ port: PORT, accounts });
const browser = await chromium.launch({
  executablePath: await ensureBrowser(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
});
try {
  const [call, staging] = accounts.map(({ accountId, apiKey }) => client(emulator, accountId, apiKey)) as [Call, Call];
  await live(emulator, call, staging);
  const desktop = { viewport: { width: 1280, height: 700 } };
  await picture(browser, emulator.url, "console", { ...desktop, colorScheme: "light" });
  await picture(browser, emulator.url, "console-dark", { ...desktop, colorScheme: "dark" });
  await picture(browser, emulator.url, "console-phone", {
    viewport: { width: 375, height: 700 },
    isMobile: true,
    hasTouch: true,
  });
} finally {
  await browser.close();
  await emulator.stop();
}
