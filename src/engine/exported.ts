import { asked } from "./command";

/** A resource as the stack's state has it. */
export interface Stored {
  urn?: string;
  outputs?: Record<string, unknown>;
  /** It was replaced, and is still to be deleted. */
  delete?: boolean;
  /** It was deleted, and its replacement is still to be made. */
  pendingReplacement?: boolean;
}

export interface Exported {
  deployment?: {
    resources?: Stored[];
    pending_operations?: { type?: string; resource?: Stored }[];
  };
}

/** The stack's state as its backend has it at this moment. */
export const exported = (stack: string): Promise<Exported> => asked("stack", "export", "--stack", stack);
