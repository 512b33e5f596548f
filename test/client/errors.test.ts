import { createClient } from "../../src/client/client";
import { GatewayError, hasStatus, isGatewayError, isQuota, readable } from "../../src/client/errors";
import { json, serve, stopServers } from "./server";

afterEach(stopServers);

/** What a person reads when the gateway answers so. */
async function read(method: string, status: number, body: unknown, speed = 1): Promise<string> {
  const { url } = await serve((_request, response) =>
    typeof body === "string" ? response.writeHead(status).end(body) : json(response, body, status),
  );
  const connection = { baseUrl: url, apiKey: "fw_planted", account: undefined, headers: {}, speed };
  const { request } = createClient(connection);
  const error = await request(method, "v1/accounts/a/models/m", { retries: 0 }).catch((why: Error) => why);
  expect(error).toBeInstanceOf(GatewayError);
  expect((error as Error).name).toBe("GatewayError");
  const [first = "", ...remedy] = (error as Error).message.split("\n");
  return [first.replace(`${method} accounts/a/models/m: `, ""), ...remedy].join("\n");
}

const grpc = (code: number | string, message = "no") => ({ code, message });
const KEY =
  "Check the key: `pulumi config set --secret fireworks:apiKey …` or FIREWORKS_API_KEY; keys are made at app.fireworks.ai.";
const ROLE = "The key's user lacks the role for this, or the account is another one: check fireworks:accountId.";
const LIMIT = "The account is suspended or over its spending limit: see its billing page.";
const NAMES =
  "Check the names that the program refers to, and fireworks:accountId; run `pulumi refresh` if it was deleted.";
const AGAIN = "The service failed. Nothing that exists is lost: run the command again.";
const WAIT = "The service asks for fewer requests: wait a minute and run the command again.";
const CHANGE = "Change what the service names in the program and run the command again.";
const BETWEEN =
  "Run the command again; if that does not help, check fireworks:baseUrl and whatever stands before the service.";
const STATE = "What is there does not allow it now: mend what the service names, or wait, and run the command again.";
const ID = "Choose another id, or take over what exists with the resource option `import`.";
const BUSY = "Another change of it is under way: run the command again when that has ended.";
const OFFER =
  "The service does not offer this: check fireworks:baseUrl, and whether a newer version of this package does without.";
const QUOTA =
  "Quota counts acceleratorCount × maxReplicaCount, running or not: lower maxReplicaCount, delete what is not needed, or ask for more.";
const ROUTER =
  "Take it out of the router first. With a derived id (no deploymentId) a replacement is made before the old deployment goes, and the router follows.";
const TRAFFIC =
  "It served traffic within the last hour. To delete it all the same set `ignoreChecks: true` on the resource and run `pulumi up`, or destroy with FIREWORKS_IGNORE_CHECKS=true in the environment.";

const CASES: [string, number, unknown, string][] = [
  ["GET", 401, grpc(16), `401 UNAUTHENTICATED: no.\n${KEY}`],
  ["GET", 403, grpc(7), `403 PERMISSION_DENIED: no.\n${ROLE}`],
  ["POST", 412, grpc(9, "suspended"), `412 FAILED_PRECONDITION: suspended.\n${LIMIT}`],
  ["DELETE", 400, grpc(9, "use ignore_checks"), `400 FAILED_PRECONDITION: use ignore_checks.\n${TRAFFIC}`],
  ["DELETE", 400, grpc(9, "in use by Router r"), `400 FAILED_PRECONDITION: in use by Router r.\n${ROUTER}`],
  ["DELETE", 400, grpc(9, "in use"), `400 FAILED_PRECONDITION: in use.\n${STATE}`],
  ["DELETE", 400, grpc(3, "router"), `400 INVALID_ARGUMENT: router.\n${CHANGE}`],
  ["PATCH", 400, grpc(9, "router"), `400 FAILED_PRECONDITION: router.\n${STATE}`],
  ["POST", 429, grpc(8, "Quota exceeded"), `429 RESOURCE_EXHAUSTED: Quota exceeded.\n${QUOTA}`],
  ["POST", 400, grpc(8, "no quota left"), `400 RESOURCE_EXHAUSTED: no quota left.\n${QUOTA}`],
  ["POST", 429, grpc(8, "quota: 8, requesting: 9"), `429 RESOURCE_EXHAUSTED: quota: 8, requesting: 9.\n${QUOTA}`],
  ["GET", 404, grpc(5, "quota not found"), `404 NOT_FOUND: quota not found.\n${NAMES}`],
  ["GET", 404, grpc(5), `404 NOT_FOUND: no.\n${NAMES}`],
  ["GET", 501, grpc(12), `501 UNIMPLEMENTED: no.\n${OFFER}`],
  ["GET", 405, {}, `405 UNKNOWN: {}.\n${OFFER}`],
  ["PATCH", 409, grpc(10), `409 ABORTED: no.\n${BUSY}`],
  ["POST", 409, grpc(6), `409 ALREADY_EXISTS: no.\n${ID}`],
  ["POST", 500, grpc(13), `500 INTERNAL: no.\n${AGAIN}`],
  ["POST", 408, {}, `408 UNKNOWN: {}.\n${AGAIN}`],
  ["POST", 400, grpc(3), `400 INVALID_ARGUMENT: no.\n${CHANGE}`],
  ["POST", 418, grpc("TEAPOT"), `418 TEAPOT: no.\n${BETWEEN}`],
];

test.each(CASES)("%s: %i %j has its remedy", async (method, status, body, expected) => {
  expect(await read(method, status, body)).toBe(expected);
});

test("a limit is waited for, and one that does not end has its remedy", async () => {
  const told = await read("POST", 429, grpc(8), 1000);
  expect(told.replace(/ for 5m\d\ds/, "")).toBe(`429 RESOURCE_EXHAUSTED: no. It has taken no request.\n${WAIT}`);
});

/** What the parts of an answer are taken for, by whatever speaks before the gateway or instead of it. */
const FORMS: [number, unknown, string][] = [
  [404, { error: { code: 5, message: "no" } }, "404 NOT_FOUND: no."],
  [404, { error: { code: "", message: "no" } }, "404 NOT_FOUND: no."],
  [404, { error: { message: "no" } }, "404 NOT_FOUND: no."],
  [404, { error: {} }, '404 NOT_FOUND: {"error":{}}.'],
  [404, { error: null, message: "no" }, "404 NOT_FOUND: no."],
  [404, { error: "no" }, "404 NOT_FOUND: no."],
  [404, { detail: "no" }, "404 NOT_FOUND: no."],
  [404, { detail: [{ loc: ["x"] }] }, '404 NOT_FOUND: [{"loc":["x"]}].'],
  [404, { code: "", message: "no" }, "404 NOT_FOUND: no."],
  [404, { code: 99, message: "no" }, "404 NOT_FOUND: no."],
  [404, { code: true, message: "no" }, "404 NOT_FOUND: no."],
  [418, { message: "no..  \n" }, "418 UNKNOWN: no."],
  [502, { message: "no" }, "502 INTERNAL: no."],
  [500, { message: "no" }, "500 INTERNAL: no."],
  [503, "null", "503 UNAVAILABLE: null."],
  [503, '"down"', '503 UNAVAILABLE: "down".'],
  [503, "  down\u0007\u0007\u0007for  repairs ", "503 UNAVAILABLE: down for repairs."],
  [503, "", "503 UNAVAILABLE: (no message)."],
  [504, "{", "504 DEADLINE_EXCEEDED: {."],
];

test.each(FORMS)("%i %j is read", async (status, body, expected) => {
  expect((await read("GET", status, body)).split("\n")[0]).toBe(expected);
});

test("an error of another sort has no status", () => {
  const facts = { method: "GET", path: "x", reason: "R", words: "w", ambiguous: false };
  const silent = new GatewayError(facts);
  expect(hasStatus(silent, 404)).toBe(false);
  expect(hasStatus(new GatewayError({ ...facts, status: 404 }), 400, 404)).toBe(true);
  expect(hasStatus(new GatewayError({ ...facts, status: 403 }), 400, 404)).toBe(false);
  expect(hasStatus(Object.assign(new Error("x"), { facts: { status: 404 } }), 404)).toBe(false);
  expect(isGatewayError(undefined)).toBe(false);
});

test("megabytes of addresses are not looked through, and are cut", () => {
  const { user } = process.cpuUsage();
  expect(readable("http://.".repeat(1_000_000))).toMatch(/^(http:\/\/\.){125}…$/);
  expect(process.cpuUsage().user - user).toBeLessThan(2_000_000);
});

test.each([
  ["Quota exceeded for quota metric 'Requests' and limit 'Requests per day' of service", false],
  ["quota exceeded: writes per minute", false],
  ["Quota exceeded (rate limit)", false],
  ["the request exceeds the quota", true],
  ["global--h200-count, in use: 8, quota: 8, requesting: 1", true],
  ["too many", false],
])("%j is about what the account may hold: %s", (words, held) => {
  const facts = { method: "POST", path: "p", status: 429, reason: "RESOURCE_EXHAUSTED", words, ambiguous: false };
  expect(isQuota(facts)).toBe(held);
});
