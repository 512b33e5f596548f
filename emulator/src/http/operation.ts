import { canonical, known, writable } from "../api/canonical";
import { parseObject } from "../api/json";
import { validateQuery } from "../api/query";
import type { Route, route } from "../api/route";
import type { Operation } from "../api/spec";
import { validateBody } from "../api/validate";
import { GatewayError, invalid } from "../error";
import { handlers } from "../kinds/kinds";
import type { Caller, World } from "../world";
import { authorize, checkSuspended } from "./auth";
import { formFile } from "./multipart";
import { json, type Reply } from "./reply";

interface OperationRequest {
  method: string;
  url: URL;
  route: ReturnType<typeof route>;
  contentType: string | undefined;
  body: Buffer;
  caller: Caller;
  origin: string;
}

function routed(found: ReturnType<typeof route>): Route {
  if (found === "wrong method") throw new GatewayError("UNIMPLEMENTED", "Method Not Allowed");
  if (found === "malformed") throw invalid("malformed path: each % must begin an escape of UTF-8");
  if (!found) throw new GatewayError("NOT_FOUND", "Not Found");
  return found;
}

/** Access, then all that is right or wrong by the specification alone, then the operation itself. */
export function operate(world: World, request: OperationRequest): Reply {
  const { method, url, contentType, body, caller, origin } = request;
  const { operation, params, name } = routed(request.route);
  const { operationId } = operation;
  authorize(caller, method, params.account_id, name);
  if (method !== "GET") checkSuspended(world, params.account_id);
  const query = validateQuery(operation, url.searchParams, world.settings.unknownQuery);
  const given = operation.multipart ? { ...formFile(contentType, body) } : bodyOf(world, operation, body);
  const handler = handlers[operationId];
  if (!handler) throw new GatewayError("UNIMPLEMENTED", `fireworks-emulator does not emulate ${operationId} yet`);
  return json(handler(world, { operationId, method, name, params, query, body: given, caller, origin }));
}

function bodyOf(world: World, operation: Operation, bytes: Buffer): Record<string, unknown> {
  if (!operation.body) return {};
  let body = canonical(parseObject(bytes), operation.body) as Record<string, unknown>;
  if (world.settings.unknownFields === "ignore") body = known(body, operation.body) as Record<string, unknown>;
  validateBody(operation, body, operation.method !== "PATCH" || patchedWhole(world, operation));
  return writable(body, operation.body, operation.method === "PATCH");
}

/** Whether a PATCH must have the fields that the schema requires. */
function patchedWhole({ settings }: World, { operationId }: Operation): boolean {
  if (operationId === "Gateway_UpdateDeployment") return settings.patchWithoutBaseModel === "reject";
  return settings.patchRequired === "enforce";
}
