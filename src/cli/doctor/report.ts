import { bad, caution, dim, good } from "../style";
import type { Finding, Status } from "./check";

const COLOUR: Record<Status, (text: string) => string> = { ok: good, warn: caution, fail: bad, skipped: dim };

export function asText(checks: readonly Finding[]): string {
  const lines = checks.flatMap(({ check, status, found, remedy }) => [
    `${COLOUR[status](status.padEnd(8))}${check.padEnd(14)}${found}`,
    ...(remedy ? [`${" ".repeat(22)}${dim("→")} ${remedy}`] : []),
  ]);
  const count = (status: Status) => checks.filter((one) => one.status === status).length;
  const [failing, warning] = [count("fail"), count("warn")];
  const sum =
    failing + warning === 0
      ? good("Nothing stands in the way.")
      : [failing > 0 ? bad(`${failing} to mend`) : "", warning > 0 ? caution(`${warning} to look at`) : ""]
          .filter(Boolean)
          .join(", ");
  return [...lines, "", sum].join("\n");
}
