/** Pulumi's own wrapper of a secret among other values (sdk/nodejs/runtime/rpc.ts, `specialSigKey`). */
const SECRET_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export const isSecret = (record: object): boolean =>
  (record as Record<string, unknown>)[SECRET_KEY] === SECRET_SIGNATURE;

/** Encrypted in state, `[secret]` in diffs. */
export const asSecret = (value: unknown) => ({ [SECRET_KEY]: SECRET_SIGNATURE, value });
