/** Compares dotted numbers; whatever follows a dash is left out of it. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [numbers(version), numbers(wanted)];
  if (have.length === 0 || have.some(Number.isNaN)) return false;
  for (const [index, part] of want.entries()) {
    const difference = (have[index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  const core = version.split("-")[0] ?? "";
  return core.split(".").map((part) => Number.parseInt(part, 10));
}
