import { LLAMA, program, SHAPE, type Site, site } from "./gateway";
import { multiplied, withNumber } from "./multiplied.mts";

const ACCOUNT = "accounts/emulator";
const MANY = 250;

let here: Site;
beforeAll(async () => {
  here = await site({}, { speed: 0 });
  here.gateway.put({ name: `${ACCOUNT}/quotas/global--h200-count`, value: "1000", maxValue: "1000" });
});
afterAll(() => here.dispose());

/** What is sent for a collection: the list, and objects by themselves. */
function sent(collection: string) {
  const path = `/v1/${ACCOUNT}/${collection}`;
  const paths = here.gateway.journal().map((entry) => entry.path);
  return {
    lists: paths.filter((one) => one === path).length,
    alone: paths.filter((one) => one.startsWith(`${path}/`)).length,
  };
}

test("refresh reads lists, asks singly about what differs, and sees all that somebody did", async () => {
  const { gateway, stack } = here;
  stack.program(
    program(
      'new fireworks.Secret("item-0", { keyName: "ITEM_0", value: "planted" });',
      `new fireworks.Deployment("item-0", { deploymentId: "item-0", baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", displayName: "mine", waitFor: "none" });`,
    ),
  );
  await stack.up();
  gateway.clock.advance("3m");
  await stack.refresh();
  const [secret, deployment] = [`${ACCOUNT}/secrets/item-0`, `${ACCOUNT}/deployments/item-0`].map((name) =>
    gateway.get(name),
  );
  for (let n = 1; n < MANY; n++)
    for (const object of [secret, deployment]) gateway.put(withNumber(object as { name: string }, n));
  await stack.import(multiplied(await stack.export(), MANY));

  gateway.clearJournal();
  await stack.refresh(["--expect-no-changes"]);
  // One shows what lists tell; on a busy machine the first may be alone for a moment.
  for (const collection of ["secrets", "deployments"]) {
    expect(sent(collection).lists).toBe(2);
    expect(sent(collection).alone).toBeLessThan(3);
  }

  gateway.put({ name: `${ACCOUNT}/deployments/item-7`, displayName: "theirs" });
  gateway.remove(`${ACCOUNT}/deployments/item-8`);
  gateway.remove(`${ACCOUNT}/secrets/item-9`);
  gateway.clearJournal();
  const { output } = await stack.refresh();
  expect(output).toMatch(/1 updated/);
  expect(output).toMatch(/2 deleted/);
  // What is gone is looked for again, in case an answer was old.
  expect(sent("deployments").lists).toBe(2);
  expect(sent("deployments").alone).toBeLessThan(1 + 1 + 3 + 2);
  const resources = await stack.resources();
  expect(resources.find(({ id }) => id === `${ACCOUNT}/deployments/item-7`)?.inputs).toMatchObject({
    displayName: "theirs",
  });
  expect(resources).toHaveLength(2 + 2 * MANY - 2);
});

test("up --refresh takes what is there from lists, and what it changes itself from nobody's", async () => {
  const { gateway, stack } = here;
  stack.program(
    program(
      `for (let n = 0; n < ${MANY}; n++) new fireworks.Secret(\`item-\${n}\`, { keyName: \`ITEM_\${n}\`, value: "planted" });`,
      `for (let n = 0; n < ${MANY}; n++) new fireworks.Deployment(\`item-\${n}\`, { deploymentId: \`item-\${n}\`, baseModel: "${LLAMA}", deploymentShape: "${SHAPE}", displayName: "mine", waitFor: "none" });`,
    ),
  );
  gateway.clock.setSpeed(500);
  gateway.put({ name: `${ACCOUNT}/deployments/item-3`, displayName: "theirs" });
  await stack.up(["--refresh", "--parallel", "128"]);
  for (const n of [3, 7])
    expect(gateway.get(`${ACCOUNT}/deployments/item-${n}`)).toMatchObject({ displayName: "mine" });
  expect(gateway.list("secrets")).toHaveLength(MANY);
  gateway.clearJournal();
  await stack.up(["--expect-no-changes"]);
  expect(gateway.journal()).toEqual([]);
});
