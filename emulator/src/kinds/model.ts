import type { Kind } from "../world";

export const model: Kind = { type: "models", schema: "gatewayModel" };
