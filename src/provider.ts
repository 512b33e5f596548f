import { type Handler, handler } from "./engine/handler";
import { kinds } from "./resources";

/**
 * What state names for ever: `require('pulumi-fireworks/provider').Deployment`. A kind that was here once stays, since
 * the state of old stacks asks for it.
 */
const handlers: Record<string, Handler> = Object.fromEntries(kinds.map((kind) => [kind.type, handler(kind)]));

// What Node.js writes down of a crash, where it was told to, shall not hold the environment's keys.
if (process.report) process.report.excludeEnv = true;

export = handlers;
