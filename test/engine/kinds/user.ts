import { User } from "../../../src/resources/user";
import type { Sample } from "./sample";

const irreplaceable = "cannot be changed: test/engine/users.test.ts";

export const sample: Sample = {
  kind: User,
  args: (index) => ({ email: `person-${index}@example.com`, role: "user" }),
  values: {
    role: ["user", "contributor"],
    permissionPreset: ["first", "second"],
    deletionPolicy: ["retain", "lowerRole"],
  },
  beside: { permissionPreset: () => ({ role: "custom" }) },
  apart: { userId: irreplaceable, email: irreplaceable, serviceAccount: irreplaceable },
  uncleared: { permissionPreset: "the role custom requires it" },
  survives: true,
};
