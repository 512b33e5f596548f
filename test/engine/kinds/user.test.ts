import { User } from "../../../src/resources/user";
import { covers } from "./covers";

const irreplaceable = "cannot be changed: test/engine/users.test.ts";

covers({
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
});
