/** google.rpc.Code names with their number and the HTTP status that grpc-gateway gives them. */
const codes = {
  CANCELLED: [1, 499],
  UNKNOWN: [2, 500],
  INVALID_ARGUMENT: [3, 400],
  DEADLINE_EXCEEDED: [4, 504],
  NOT_FOUND: [5, 404],
  ALREADY_EXISTS: [6, 409],
  PERMISSION_DENIED: [7, 403],
  RESOURCE_EXHAUSTED: [8, 429],
  FAILED_PRECONDITION: [9, 400],
  ABORTED: [10, 409],
  OUT_OF_RANGE: [11, 400],
  UNIMPLEMENTED: [12, 501],
  INTERNAL: [13, 500],
  UNAVAILABLE: [14, 503],
  UNAUTHENTICATED: [16, 401],
} as const;

export type Code = keyof typeof codes;

/** The number that an HTTP status most likely stands for: of several the first, and INTERNAL for 500 and what has none. */
export const codeOf = (status: number): number =>
  (Object.values(codes).find(([code, one]) => one === status && code !== codes.UNKNOWN[0]) ?? codes.INTERNAL)[0];

export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly status: number;
  readonly body: unknown;

  constructor(code: Code, message: string, status?: number) {
    super(message);
    this.status = status ?? codes[code][1];
    this.body = { code: codes[code][0], message, details: [] };
  }
}

/** Errors of the edge, in front of the gateway, have a body of their own. */
export class EdgeError extends Error {
  override readonly name = "EdgeError";

  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`edge error ${status}`);
  }
}

/** Who tries a key of the service here shall not take it for revoked. */
const whose = "(This is fireworks-emulator: it takes the keys that it was started with and those that it issued.)";

export const unauthorized = (): EdgeError =>
  new EdgeError(401, {
    error: { message: `The API key you provided is invalid. ${whose}`, code: "UNAUTHORIZED", type: "error" },
  });

export const suspended = (account: string): EdgeError =>
  new EdgeError(412, {
    error: {
      message: `Account ${account} is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices. Please go to https://fireworks.ai/account/billing for more information.`,
      param: null,
      code: "PRECONDITION_FAILED",
      type: "error",
    },
  });

export const invalid = (message: string): GatewayError => new GatewayError("INVALID_ARGUMENT", message);
export const precondition = (message: string): GatewayError => new GatewayError("FAILED_PRECONDITION", message);
export const notFound = (name: string): GatewayError => new GatewayError("NOT_FOUND", `${name} not found`);
export const alreadyExists = (name: string): GatewayError =>
  new GatewayError("ALREADY_EXISTS", `${name} already exists`);
