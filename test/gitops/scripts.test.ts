import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INFRA_REPO } from "./checkout";
import { load } from "./loaded";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "pulumi-fireworks-scripts-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("a comment", () => {
  /** What GitHub takes, without what stands around it. */
  const MOST = 65_536 - 500;
  const commentOf = async (report: string) => {
    const file = join(dir, "report");
    writeFileSync(file, report);
    return (await load("ci/markdown.mjs")).markdown(file, "### Preview") as string;
  };

  test("of a long report shows its beginning and its end, and is never longer than GitHub takes", async () => {
    const report = `first line\n${"x".repeat(600_000)}\nerror: the reason`;
    const comment = await commentOf(report);
    expect(comment.length).toBeLessThan(MOST);
    expect(comment).toContain("first line");
    expect(comment).toContain("error: the reason");
    expect(comment).toMatch(/… \d+ characters more in the job's log …/);
    const [left = ""] = /(?<=… )\d+/.exec(comment) ?? [];
    const shown = comment.split("\n").filter((line) => /^(first|x+$|error)/.test(line));
    expect(shown.join("\n").length - 1 + Number(left)).toBe(report.length);
  });

  test("of a report with long fences is never longer either", async () => {
    const comment = await commentOf(`${"`".repeat(40_000)}\n${"y".repeat(100_000)}`);
    expect(comment.length).toBeLessThan(MOST);
    expect(comment).toMatch(/\n`{51}diff\n`{50}\n/);
  });

  test("shows no value of a variable whose name says that it is secret, nor a line of one", async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      DB_PASS: "hunter-two",
      GOOGLE_CREDENTIALS: '{\n  "private": "MIIEvQIBADANBg",\n}',
      PLAIN: "to be seen",
    });
    try {
      const comment = await commentOf('hunter-two, to be seen\nx "private": "MIIEvQIBADANBg", y');
      expect(comment).toContain("***, to be seen\nx *** y");
    } finally {
      process.env = before;
    }
  });
});

const URN = "urn:pulumi:production::inference::pulumi-nodejs:dynamic/fireworks:Deployment::chat";
const nameOf = (id: string) => `accounts/a/deployments/${id}`;
/** A replacement that was killed: the old object has the URN of the new one. */
const stateWith = (...ids: string[]) => ({
  deployment: {
    resources: ids.map((id) => ({ urn: URN, id: nameOf(id) })),
    pending_operations: [{ type: "creating", resource: { urn: URN, inputs: { name: nameOf("new") } } }],
  },
});

test("a creation is taken up if state holds the object that it was making, not one with its URN", async () => {
  const { left } = await load("ci/left.mjs");
  expect(left(stateWith("old").deployment)).toMatchObject([{ urn: URN }]);
  expect(left(stateWith("old", "new").deployment)).toEqual([]);
  const others = (type: string, name: string) => ({ type, resource: { urn: `${URN}-${name}`, inputs: { name } } });
  const pending_operations = [others("creating", "bucket"), others("deleting", "gone"), others("creating", "lost")];
  const resources = [{ urn: `${URN}-bucket`, id: "arn" }];
  expect(left({ resources, pending_operations })).toMatchObject([{ urn: `${URN}-lost` }]);
});

/** As much of `pulumi` as ci/up.sh calls; it writes down what it was asked for. */
const PULUMI = `#!/usr/bin/env bash
echo "$1" >>"$CALLS"
case "$1" in
  up) echo "warning: Attempting to deploy or update resources with 1 pending operations from previous deployment." ;;
  stack) cat "$STATE" ;;
esac
`;

async function up(state: object) {
  const [calls, file] = [join(dir, "calls"), join(dir, "state.json")];
  writeFileSync(calls, "");
  writeFileSync(join(dir, "pulumi"), PULUMI, { mode: 0o755 });
  writeFileSync(file, JSON.stringify(state));
  const PATH = `${dir}:${process.env.PATH}`;
  const env = { ...process.env, PATH, CALLS: calls, STATE: file, PULUMI_STACK: "production" };
  const ran = await new Promise<{ code: number; output: string }>((resolve) => {
    execFile("bash", ["ci/up.sh"], { cwd: INFRA_REPO, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
  return { ...ran, calls: readFileSync(calls, "utf8").trim().split("\n") };
}

test("up fails with the name of what a killed job left and this commit does not declare, and keeps the record of it", async () => {
  const taken = await up(stateWith("new"));
  expect(taken).toMatchObject({ code: 0, calls: ["up", "stack", "refresh"] });
  const forgotten = await up(stateWith("old"));
  expect(forgotten).toMatchObject({ code: 1, calls: ["up", "stack"] });
  expect(forgotten.output).toContain(
    `a job that was killed was creating chat (${nameOf("new")}), which this commit does not declare`,
  );
  expect(forgotten.output).toContain(`npx pulumi-fireworks orphans --delete ${nameOf("new")}`);
});
