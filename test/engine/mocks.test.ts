import * as pulumi from "@pulumi/pulumi";
import * as fireworks from "../../src";

test("a program can be tested with Pulumi's mocks, as its guide says", async () => {
  const registered: unknown[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push([type, name, inputs.keyName]);
        return { id: `${name}-id`, state: { ...inputs, name: "accounts/a/secrets/openai" } };
      },
      call: () => ({}),
    },
    "project",
    "stack",
  );
  const secret = new fireworks.Secret("openai", { keyName: "OPENAI_API_KEY", value: "planted" });
  const name = await new Promise((resolve) => secret.name.apply(resolve));
  expect(name).toBe("accounts/a/secrets/openai");
  expect(registered).toEqual([["pulumi-nodejs:dynamic/fireworks:Secret", "openai", "OPENAI_API_KEY"]]);
});
