import { GatewayError, hasStatus, isQuota } from "../client/errors";
import type { Json } from "./kind";
import type { Run } from "./run";

/** So long the gateway may refuse what comes too fast, in milliseconds. */
const PATIENCE_MS = 300_000;

const isLimit = ({ facts }: GatewayError) => facts.status === 429 && !isQuota(facts);

/**
 * Makes an object whose id is the service's: sent again, it would be made again, so after each answer but the right one
 * comes a look.
 */
export async function makeNameless(run: Run, post: (run: Run) => Promise<Json>): Promise<Json> {
  const { time } = run.client;
  let [tries, pauses] = [0, 0];
  for (;;) {
    try {
      return await post(run);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const limited = isLimit(error);
      const taken = hasStatus(error, 409) && error.facts.reason === "ALREADY_EXISTS";
      run.doubted ||= error.facts.ambiguous;
      const found = await leftBy(run, error);
      if (found) return found;
      const patient = time.now() - (run.asked as number) < PATIENCE_MS;
      if (limited ? !patient : ++tries >= 4 || !(taken || error.facts.ambiguous)) throw error;
      if (limited) await time.sleep(Math.min(30_000, 1000 * 2 ** pauses++), run.signal);
    }
  }
}

/** What a request has made that was not answered, or was refused: a proxy may have answered for a gateway that was at it. */
async function leftBy(run: Run, error: GatewayError): Promise<Json | undefined> {
  const { kind, parent } = run;
  try {
    return await kind.find?.(run);
  } catch (cause) {
    const refused = !error.facts.ambiguous && error.facts.reason !== "ALREADY_EXISTS";
    if (!(cause instanceof GatewayError)) {
      if (refused) return undefined;
      throw cause;
    }
    // A key that is refused has done nothing.
    if (refused && hasStatus(cause, 401)) throw error;
    const why = (cause.message.split("\n")[0] as string).replace(/\.$/, "");
    const how = kind.mark
      ? "`npx pulumi-fireworks orphans` lists what bears this stack's mark and is in no state"
      : "the next `pulumi up` looks for it";
    throw new Error(
      `${error.message}\nWhether it was made all the same could not be seen (${why}). It would be among ${parent}/${kind.collection}: ${how}.`,
    );
  }
}
