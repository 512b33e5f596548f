import * as z from "zod";
import { slug } from "../lifecycle/identity";
import type { Kind, Rule } from "../lifecycle/kind";
import { createTime, displayName, extra, name, state, status, updateTime } from "./common";

/** Roles of the documentation; others are passed on. */
const ROLES = ["admin", "user", "contributor", "inference-user", "custom"] as const;
/** What the API calls its least-privileged role. */
const LEAST = "inference-user";

const fields = z.object({
  userId: z.string().optional().meta({
    immutable: true,
    default: "the part of the e-mail address before the @; for a service account the logical name",
    description: "The user's id in the API.",
  }),
  role: z
    .string()
    .regex(/^[a-z][a-z-]*$/, `must be a role such as ${ROLES.join(", ")}`)
    .meta({
      suggestions: ROLES,
      description:
        "What the user may do: `admin`, `user`, `contributor`, `inference-user`, or `custom` with a `permissionPreset`.",
    }),
  email: z.email("must be an e-mail address").optional().meta({
    immutable: true,
    description: "Address that the person signs in with. Not for service accounts, which get one.",
  }),
  displayName,
  serviceAccount: z
    .boolean()
    .optional()
    .meta({ immutable: true, default: "false", description: "A user for programs, without a person behind it." }),
  permissionPreset: z.string().optional().meta({ description: "Preset of permissions, with the role `custom`." }),
  deletionPolicy: z
    .enum(["retain", "lowerRole"])
    .optional()
    .meta({
      deleteOnly: true,
      local: true,
      default: '"retain"',
      description: `What a destroy does, since the API deletes no user: \`retain\` leaves the user as it is, \`lowerRole\` gives it the role \`${LEAST}\` first. Either says so in a warning.`,
    }),
  extra,
});

const outputs = z.object({ name, state, status, createTime, updateTime });

const person: Rule = (known, given) => {
  if (known.serviceAccount === true && given.has("email"))
    return {
      property: "email",
      reason: "cannot go together with serviceAccount: the service gives the account an address",
    };
  if (!given.has("email") && !given.has("serviceAccount"))
    return { property: "email", reason: "is required for a person; for a program set serviceAccount: true" };
  return undefined;
};

const preset: Rule = (known, given) =>
  known.role === "custom" && !given.has("permissionPreset")
    ? { property: "permissionPreset", reason: 'is required with the role "custom"' }
    : undefined;

export const User: Kind = {
  type: "User",
  collection: "users",
  idField: "userId",
  doc: {
    summary: "A person or a program with access to the account.",
    example: `const pipeline = new fireworks.User("pipeline", { serviceAccount: true, role: "contributor" });
const key = new fireworks.ApiKey("pipeline", { user: pipeline.name });`,
    replaced:
      "Nothing: the API deletes no user, so a change of `userId`, `email` or `serviceAccount` is an error that says so.",
    leftAlone: "The user's API keys, and accounts elsewhere.",
    tornDown:
      'The user stays, with a warning; `deletionPolicy: "lowerRole"` takes its rights away. To delete it: `firectl user delete`.',
  },
  fields,
  outputs,
  leftOut: {},
  rules: [person, preset],
  states: { ready: ["READY"], unfinished: ["CREATING"], gone: ["DELETING"] },
  timeouts: { create: 300, update: 300, delete: 120 },
  patchRequires: ["role"],
  irreplaceable:
    "it would replace the user, and the API deletes none. Declare a second User, and take this one out of the program",
  // The service gives a service account its address.
  describe: (user) => (user.serviceAccount === true ? { email: undefined } : {}),
  deriveId: (inputs, logicalName) => {
    if (typeof inputs.email === "string") return slug(inputs.email.split("@")[0] as string, 63);
    return slug(logicalName, 63);
  },
  remove: async (run, user) => {
    const lower = run.inputs.deletionPolicy === "lowerRole" && run.inputs.role !== LEAST;
    if (lower)
      await run.client.request("PATCH", `v1/${user}`, {
        query: { updateMask: "role" },
        body: { role: LEAST },
        signal: run.signal,
      });
    const how = lower ? `with the role ${LEAST}` : "as it is";
    run.warn(`${user} stays in the account ${how}: the API deletes no user. To delete it: firectl user delete.`);
  },
};
