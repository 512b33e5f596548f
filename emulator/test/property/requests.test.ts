import fc from "fast-check";
import { flawOf, isError } from "./answers";
import { invalidRequest, type Request, validRequest } from "./request";
import { type Answered, extent, timeLimit, useServer } from "./run";
import { type Operation, operations } from "./spec";

const used = useServer();
const account = "emulator";
let coverage: Record<string, string> = {};

beforeAll(async () => {
  coverage = (await used.send({ method: "GET", path: "/__emulator/coverage" })).body;
});

const share = 0.45 / operations.length;
const emulated = ({ id }: Operation) => coverage[id] !== "501" && id !== "Gateway_QueryUsageCosts";

/** The ways in which a request is refused by the specification alone, before anybody asks whether what it names exists. */
const refusal =
  /^(unknown (field|query parameter)|duplicate field|too many values|invalid (JSON|value for)|malformed|the body must)| is required$/;

/** What operations need beyond the fields that the specification requires. */
const needed: Record<string, RegExp> = {
  Gateway_CreateDeployedModel: /^(model|deployment) is required$/,
  Gateway_CreateUser: /^user_id is required for a service account$|^permission_preset is required/,
  Gateway_MatchDeploymentShapeVersions: /^base_model is required$/,
  Gateway_PrepareModel: /^precision is required$/,
  Gateway_CreateSecret: /^value is required$/,
};

const shown = ({ method, path, body }: Request, { status, text }: Answered) =>
  `${method} ${path} ${String(body ?? "").slice(0, 2000)}\n→ ${status} ${text}`;

function flawOfAnswer(operation: Operation, request: Request, { status, body }: Answered): string | undefined {
  const { id } = operation;
  if (!emulated(operation)) {
    const refused = status === 501 && body.code === 12 && body.message.includes(id);
    return refused ? undefined : "a valid request of an operation that is not emulated answers 501 with its name";
  }
  if (status < 300) return flawOf(id, body, { masked: /read_?mask=[^&]/i.test(request.path) });
  if (!isError(body)) return "an error has one of two forms";
  if (status === 501 && /^fireworks-emulator does not emulate/.test(body.message)) return undefined;
  if (status >= 500 && !(status === 500 && /Secret$/.test(id))) return "the server failed";
  return status === 400 && refusal.test(body.message) && !needed[id]?.test(body.message)
    ? "a valid request was refused"
    : undefined;
}

describe.each(operations)("$id", (operation) => {
  test(
    "refuses nothing valid, answers by the specification",
    () =>
      fc.assert(
        fc.asyncProperty(validRequest(operation, account), async (request) => {
          const answer = await used.send(request);
          const flaw = flawOfAnswer(operation, request, answer);
          if (flaw) throw new Error(`${flaw}: ${shown(request, answer)}`);
        }),
        extent(20, share),
      ),
    timeLimit,
  );

  test(
    "accepts nothing invalid, and says what is wrong",
    () =>
      fc.assert(
        fc.asyncProperty(invalidRequest(operation, account), async (request) => {
          const answer = await used.send(request);
          const { status, body } = answer;
          if (status === 400 && isError(body) && body.code === 3 && body.message.includes(request.names)) return;
          throw new Error(`must answer 400 and name ${request.names}, as ${request.how}: ${shown(request, answer)}`);
        }),
        extent(40, share),
      ),
    timeLimit,
  );
});
