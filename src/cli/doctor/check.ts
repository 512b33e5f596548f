export type Status = "ok" | "warn" | "fail" | "skipped";

/** What one check has found, and what to do about it. */
export interface Finding {
  check: string;
  status: Status;
  found: string;
  remedy?: string;
}

export const ok = (found: string): Omit<Finding, "check"> => ({ status: "ok", found });
export const warn = (found: string, remedy: string): Omit<Finding, "check"> => ({ status: "warn", found, remedy });
export const fail = (found: string, remedy: string): Omit<Finding, "check"> => ({ status: "fail", found, remedy });
export const skipped = (found: string): Omit<Finding, "check"> => ({ status: "skipped", found });

/** What a message has after its first line is the remedy. */
export function failed(error: unknown, remedy: string): Omit<Finding, "check"> {
  const [found = "", ...more] = (error instanceof Error ? error.message : String(error)).split("\n");
  return fail(found, more.length > 0 ? more.join(" ") : remedy);
}

const AGAIN = "Run it again; if it stays so, mend what the message names.";

/** A check that takes too long has failed: nobody waits for a doctor. */
export async function check(
  name: string,
  seconds: number,
  look: () => Omit<Finding, "check"> | Promise<Omit<Finding, "check">>,
  remedy = AGAIN,
): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Omit<Finding, "check">>((resolve) => {
    timer = setTimeout(() => resolve(fail(`no answer within ${seconds} s`, AGAIN)), seconds * 1000);
  });
  try {
    return { check: name, ...(await Promise.race([late, Promise.resolve().then(look)])) };
  } catch (error) {
    return { check: name, ...failed(error, remedy) };
  } finally {
    clearTimeout(timer);
  }
}

/** Of versions such as 3.259.0. */
export const isAtLeast = (version: string, least: string): boolean =>
  new Intl.Collator("en", { numeric: true }).compare(version, least) >= 0;

/** The number in `v22.12.0`, `^3.249.0` or `>=22.12`. */
export const numberIn = (text: string): string => /\d+(\.\d+)*/.exec(text)?.[0] ?? "";
