import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation";
import { kinds } from "../../src/resources";
import { load } from "./loaded";

beforeEach(() => void jest.spyOn(console, "log").mockImplementation());
afterEach(() => jest.restoreAllMocks());

const urnOf = (type: string, name = "chat") =>
  `urn:pulumi:pr-1::inference::pulumi-nodejs:dynamic/fireworks:${type}::${name}`;

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const FIELDS = kinds.flatMap(({ type, idField }) => (idField === undefined ? [] : [{ type, idField }]));

describe("before anything is made", () => {
  const problemsOf = async (inputs: object, options: { op?: string; type?: string; state?: object } = {}) => {
    const { op = "create", type = "Deployment", state = {} } = options;
    const step = { op, urn: urnOf(type), type: `pulumi-nodejs:dynamic/fireworks:${type}`, new: { ...state, inputs } };
    return (await load("ephemeral/guard.mts")).problemsOf(step) as string[];
  };
  const policy = (schedule: unknown) => ({ autoscalingPolicy: { scalingSchedules: { night: schedule } } });

  test("what costs while nobody asks is refused", async () => {
    const allowed = { minReplicaCount: 0, maxReplicaCount: 1, acceleratorCount: 1, ...policy({ minReplicaCount: 0 }) };
    expect(await problemsOf(allowed)).toEqual([]);
    expect(await problemsOf({})).toEqual([]);
    const dear = { minReplicaCount: 1, maxReplicaCount: 2, acceleratorCount: 8, ...policy({ minReplicaCount: 3 }) };
    expect(await problemsOf(dear)).toEqual([
      "chat: minReplicaCount is 1, and may be 0 at most: set it in ephemeral/fireworks.yaml",
      "chat: maxReplicaCount is 2, and may be 1 at most: set it in ephemeral/fireworks.yaml",
      "chat: acceleratorCount is 8, and may be 1 at most: set it in ephemeral/fireworks.yaml",
      "chat: autoscalingPolicy.scalingSchedules.night.minReplicaCount is 3, and may be 0 at most: set it in ephemeral/fireworks.yaml",
    ]);
    expect(await problemsOf({ extra: { minReplicaCount: 9 } })).toHaveLength(1);
    expect(await problemsOf({ minReplicaCount: 9 }, { type: "Model" })).toEqual([]);
  });

  test("what nobody knows yet is refused", async () => {
    for (const unknown of [
      { minReplicaCount: UNKNOWN },
      { maxReplicaCount: UNKNOWN },
      { acceleratorCount: UNKNOWN },
      { autoscalingPolicy: UNKNOWN },
      { autoscalingPolicy: { scalingSchedules: UNKNOWN } },
      policy(UNKNOWN),
      policy({ minReplicaCount: UNKNOWN }),
    ])
      expect(await problemsOf(unknown)).toEqual([expect.stringContaining("is not known before it is made")]);
  });

  test("what would not go is refused, with where to write it", async () => {
    for (const [inputs, state] of [
      [{}, { protect: true }],
      [{}, { retainOnDelete: true }],
      [{ deletionPolicy: "retain" }, {}],
    ] as const)
      expect(await problemsOf(inputs, { type: "Model", state })).toEqual([
        expect.stringContaining("would keep it for ever, which belongs into fireworks.production.yaml"),
      ]);
  });

  test("what another stack may have is refused: an id that is pinned, of each kind, and an import", async () => {
    for (const { type, idField } of FIELDS)
      expect(await problemsOf({ [idField]: "prod" }, { type })).toEqual([
        `chat: ${idField} pins an id that another stack may have, which belongs into fireworks.production.yaml`,
      ]);
    expect(await problemsOf({}, { op: "import" })).toEqual([expect.stringContaining("import takes over what exists")]);
  });
});

describe("whose turn it is", () => {
  const tagged = (tags: Record<string, string>) => ({
    name: "pr-1",
    listTags: async () => ({ ...tags }),
    setTag: jest.fn(),
    cancel: jest.fn(),
  });
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
  const locked = Object.assign(Object.create(ConcurrentUpdateError.prototype), { message: "locked" });

  test("a lock is taken away from a killed job alone: not from a sweep, and not from a job that has given new time", async () => {
    const [{ unlocked }, { isNotSwept, isStillOver }] = [
      await load("ephemeral/interrupted.mts"),
      await load("ephemeral/stacks.mts"),
    ];
    for (const [isLeft, tags, free] of [
      [isNotSwept, {}, true],
      [isNotSwept, { swept: hours(-9) }, true],
      [isNotSwept, { swept: hours(-1) }, false],
      [isStillOver, { expires: hours(-1) }, true],
      [isStillOver, {}, true],
      [isStillOver, { expires: hours(1) }, false],
    ] as const) {
      const stack = tagged(tags);
      const work = jest.fn().mockRejectedValueOnce(locked).mockResolvedValue("done");
      const answer = unlocked(stack, isLeft, work);
      await (free ? expect(answer).resolves.toBe("done") : expect(answer).rejects.toBe(locked));
      expect(stack.cancel).toHaveBeenCalledTimes(free ? 1 : 0);
    }
  });

  test("new time is eight hours, and never less than what somebody has set", async () => {
    const { renew } = await load("ephemeral/stacks.mts");
    for (const expires of [undefined, hours(1), "tomorrow"]) {
      const stack = tagged(expires ? { expires } : {});
      const renewed = Date.parse(await renew(stack));
      expect(Math.abs(renewed - Date.parse(hours(8)))).toBeLessThan(60_000);
      expect(stack.setTag).toHaveBeenCalledWith("expires", new Date(renewed).toISOString());
    }
    const kept = tagged({ expires: hours(100) });
    expect(await renew(kept)).toBe((await kept.listTags()).expires);
    expect(kept.setTag).not.toHaveBeenCalled();
  });

  test("a stack without a tag ends eight hours after its last update; a tag that is no time is an error", async () => {
    const { endOf } = await load("ephemeral/stacks.mts");
    expect(endOf({}, "2026-01-01T00:00:00Z").toISOString()).toBe("2026-01-01T08:00:00.000Z");
    expect(endOf({ expires: "2030-01-01" }, "2026-01-01").toISOString()).toBe("2030-01-01T00:00:00.000Z");
    expect(() => endOf({ expires: "tomorrow" }, "2026-01-01")).toThrow("its tag expires is tomorrow");
  });
});

describe("what a killed job left", () => {
  const account = "accounts/a/deployments";
  const creating = (type: string, inputs: Record<string, unknown>) => ({
    type: "creating",
    resource: { urn: urnOf(type), inputs },
  });

  test("only what has a name that this stack alone can give is deleted without asking", async () => {
    const { OWN, isOwn } = await load("ephemeral/interrupted.mts");
    const own = kinds.filter(({ idField, deriveId }) => idField !== undefined && deriveId === undefined);
    expect(OWN).toEqual(own.map(({ type }) => type));
    for (const { type, idField } of FIELDS) {
      expect([type, isOwn({ urn: urnOf(type), inputs: {} })]).toEqual([type, OWN.includes(type)]);
      expect(isOwn({ urn: urnOf(type), inputs: { [idField]: "prod" } })).toBe(false);
    }
  });

  test("it is deleted by the name that the engine wrote down, and what is in state is not; the rest is named", async () => {
    const asked: string[] = [];
    const server = createServer(({ method, url, headers }, response) => {
      asked.push(`${method} ${url} ${headers.authorization}`);
      response.writeHead(url?.endsWith("gone") ? 404 : url?.endsWith("busy") ? 400 : 200).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const before = { ...process.env };
    process.env.FIREWORKS_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.FIREWORKS_API_KEY = "fw_test";
    const { deleteWhatWasLeft } = await load("ephemeral/interrupted.mts");
    const stack = (...pending: object[]) => ({
      exportStack: async () => ({
        deployment: { resources: [{ urn: urnOf("Deployment"), id: `${account}/old` }], pending_operations: pending },
      }),
    });
    const names = (...all: string[]) => all.map((name) => creating("Deployment", { name: `${account}/${name}` }));
    try {
      await deleteWhatWasLeft(stack(...names("old", "new", "gone")));
      expect(asked).toEqual(["new", "gone"].map((name) => `DELETE /v1/${account}/${name} Bearer fw_test`));
      await expect(deleteWhatWasLeft(stack(...names("busy")))).rejects.toThrow(
        `${account}/busy, which a killed job left, could not be deleted: 400`,
      );
      const shared = creating("Secret", { name: "accounts/a/secrets/openai" });
      await expect(deleteWhatWasLeft(stack(shared))).rejects.toThrow("chat (accounts/a/secrets/openai)");
      expect(asked).toHaveLength(3);
    } finally {
      process.env = before;
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
