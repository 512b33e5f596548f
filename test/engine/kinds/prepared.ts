import type { Emulator } from "../../../emulator/src";

export const LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct";
export const QWEN = "accounts/fireworks/models/qwen3-8b";
export const LLAMA_SHAPE = "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast";

/** Deployments that somebody else made. */
export async function deployments(gateway: Emulator, ids: string[], addons = false): Promise<void> {
  const hardware = addons
    ? { acceleratorType: "NVIDIA_H100_80GB", precision: "BF16", enableAddons: true }
    : { deploymentShape: LLAMA_SHAPE };
  for (const id of ids) {
    const answer = await fetch(
      `${gateway.url}/v1/accounts/${gateway.accountId}/deployments?deploymentId=${id}&acceptShapelessRisk=${addons}`,
      {
        method: "POST",
        headers: { authorization: `Bearer ${gateway.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ baseModel: LLAMA, ...hardware }),
      },
    );
    if (!answer.ok) throw new Error(await answer.text());
  }
}
