import { version } from "../../package.json";
import { cli } from "./cli";

const COMMANDS = ["cost", "doctor", "import", "orphans"];

test("the version is the package's", async () => {
  expect(await cli(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.each(COMMANDS)("%s: help says what it does, with examples and the options that all take", async (command) => {
  const { code, stdout } = await cli([command, "--help"]);
  expect(code).toBe(0);
  for (const part of [`Usage: pulumi-fireworks ${command}`, "Examples:", "--json", "--stack <name>", "--cwd <folder>"])
    expect(stdout).toContain(part);
});

test("without a command it shows all of them, and what exit codes mean", async () => {
  const { code, stderr } = await cli([]);
  expect(code).toBe(2);
  for (const command of COMMANDS) expect(stderr).toMatch(new RegExp(`^  ${command} `, "m"));
  expect(stderr).toContain("Exit codes:");
});

test.each([
  [["csot"], "unknown command 'csot'\n(Did you mean cost?)"],
  [["cost", "--jsno"], "unknown option '--jsno'\n(Did you mean --json?)"],
  [["cost", "more"], "too many arguments"],
  [["cost", "--stack"], "option '-s, --stack <name>' argument missing"],
  [["cost", "-C", "/no/such/folder"], "There is no folder /no/such/folder: check --cwd."],
  [["doctor", "-C", "/no/such/folder"], "There is no folder /no/such/folder: check --cwd."],
  [
    ["cost", "--preview", "--preview-file", "-"],
    "option '--preview' cannot be used with option '--preview-file <file>'",
  ],
])("wrong use %j is exit 2 and one message", async (args, words) => {
  const { code, stdout, stderr } = await cli(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test("with --json the error is a document on standard output too", async () => {
  const { code, stdout, stderr } = await cli(["cost", "--json", "--nope"]);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining("unknown option '--nope'"), exitCode: 2 });
  expect(stderr).toContain("unknown option '--nope'");
});
