import { GatewayError } from "./errors";
import type { Gate } from "./gate";

class Heard extends Error {}

/** What was refused as one too many is not sent again when its turn comes: its refusal is thrown then. */
export async function passOnce<T>(gate: Gate, send: () => Promise<T>, asked: Parameters<Gate["pass"]>[1]): Promise<T> {
  let refusal: GatewayError | undefined;
  const once = async () => {
    // Not the refusal itself, which the gate would take for another.
    if (refusal) throw new Heard();
    try {
      return await send();
    } catch (error) {
      if (error instanceof GatewayError && error.facts.status === 429) refusal = error;
      throw error;
    }
  };
  try {
    return await gate.pass(once, asked);
  } catch (error) {
    throw error instanceof Heard ? refusal : error;
  }
}
