import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { DIRECT, grpc } from "./pulumi-grpc";

export type Severity = "debug" | "info" | "warning" | "error";

let engine: EngineClient | undefined;

/** The engine passes its address to the process as the last argument. */
function connected(): EngineClient | undefined {
  const address = process.argv.at(-1);
  if (!engine && address && /^[\w.[\]:-]+:\d+$/.test(address)) {
    engine = new EngineClient(address, grpc().credentials.createInsecure(), DIRECT);
    endWith(engine);
  }
  return engine;
}

const SEVERITY = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** In the resource's row while it lasts (`ephemeral`), or among its diagnostics. A message that cannot be shown is lost. */
export function log(severity: Severity, urn: string | undefined, message: string, ephemeral = false): void {
  const request = new LogRequest();
  request.setSeverity(SEVERITY[severity]);
  request.setMessage(message);
  request.setUrn(urn ?? "");
  request.setEphemeral(ephemeral);
  const client = connected();
  if (client) shown = shown.then(() => new Promise((resolve) => client.log(request, () => resolve())));
}

/** One after the other: the engine takes calls in any order, and an older message must not cover a newer one. */
let shown: Promise<void> = Promise.resolve();

/** When all messages so far have arrived: a process that has answered its last call may be ended at once. */
export const flushed = (): Promise<void> => shown;

/** Connects before there is anything to say: of an engine that was never reached nobody can tell that it has gone. */
export const attend = (): void => void connected();

/**
 * A killed engine leaves this process alive, with nobody to tell the outcome to. It ends when the engine cannot be
 * reached any more; the next run takes up what it leaves.
 */
function endWith(client: EngineClient): void {
  const { TRANSIENT_FAILURE } = grpc().connectivityState;
  let unreached = 0;
  const look = () => {
    unreached = client.getChannel().getConnectivityState(true) === TRANSIENT_FAILURE ? unreached + 1 : 0;
    if (unreached >= 3) process.exit(1);
  };
  setInterval(look, 1000).unref();
}
