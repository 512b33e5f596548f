const { default: TestRunner } = require("jest-runner");

/** What is fast and kills much comes first. */
const ORDER = [
  "connection",
  "errors",
  "client",
  "upload",
  "compare",
  "check",
  "input",
  "hostile",
  "update",
  "unfinished",
  "creation",
  "deletion",
  "read",
  "takeover",
  "loss",
  "waits",
  "matrix",
  "doubt",
  "zeros",
];

const place = ({ path }) => {
  const found = ORDER.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return found < 0 ? ORDER.length : found;
};

/** The tests of each file that this process has run. */
const names = new Map();

/** Runs the files that have a test for the mutant, up to the first that fails. */
module.exports = class FirstFailure extends TestRunner {
  async runTests(tests, watcher, options) {
    let failed = false;
    this.on("test-file-success", ([{ path }, { testResults, numFailingTests }]) => {
      names.set(
        path,
        testResults.map(({ fullName }) => fullName),
      );
      failed ||= numFailingTests > 0;
    });
    const wanted = new RegExp(this._globalConfig.testNamePattern ?? "", "i");
    const useful = tests.filter(({ path }) => names.get(path)?.some((name) => wanted.test(name)) ?? true);
    for (const test of useful.sort((a, b) => place(a) - place(b))) {
      await super.runTests([test], watcher, options);
      if (failed && process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined) return;
    }
  }
};
