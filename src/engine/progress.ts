import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { grpc } from "./pulumi-grpc";

export type Severity = "debug" | "info" | "warning" | "error";

let engine: EngineClient | undefined;

/** The engine passes its address to the process as the last argument. */
function connected(): EngineClient | undefined {
  const address = process.argv.at(-1);
  if (!engine && address && /^[\w.[\]:-]+:\d+$/.test(address))
    engine = new EngineClient(address, grpc().credentials.createInsecure());
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
  connected()?.log(request, (error) => heard(error === null));
}

let unheard = 0;

/**
 * The engine may be killed while this process waits for a deployment. It then lives on, with nobody to tell the outcome
 * to: the next run takes up what it leaves.
 */
function heard(yes: boolean): void {
  unheard = yes ? 0 : unheard + 1;
  if (unheard >= 3) process.exit(1);
}
