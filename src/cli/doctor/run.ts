import { concealed } from "../../client/concealed";
import { withoutPasswords } from "../address";
import type { Answer } from "../answer";
import type { Common } from "../options";
import type { Finding } from "./check";
import { gateway } from "./gateway";
import { backend, certificates, engine, node, proxy } from "./machine";
import { packages, project, stack } from "./project";
import { asText } from "./report";

/** In the order in which they depend on each other: the first that fails is the one to mend. */
export async function doctor(common: Common): Promise<Answer> {
  const local = [node(), engine(common), backend(common), project(common), packages(common)];
  const { finding, values, secret } = await stack(common);
  const remote = gateway({ settings: values, secret });
  const found = [...(await Promise.all(local)), finding, await proxy(), await certificates(), ...(await remote)];
  const checks = found.map((one) => withoutSecrets(one, values.apiKey ?? process.env.FIREWORKS_API_KEY ?? ""));
  const failing = checks.some(({ status }) => status === "fail");
  return { json: { ok: !failing, checks }, text: asText(checks), findings: failing };
}

/** No check shows the key; what others answer may. Addresses hold passwords: the backend's, a proxy's. */
function withoutSecrets(finding: Finding, key: string): Finding {
  const said = (text: string) => withoutPasswords(concealed(text, [key]));
  return { ...finding, found: said(finding.found), ...(finding.remedy ? { remedy: said(finding.remedy) } : {}) };
}
