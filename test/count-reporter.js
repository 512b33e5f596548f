/** Ends the run with the line that tools for any language read. */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    // A file that could not even be loaded has no test to count.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    // Jest writes its own summary after this call.
    process.once("exit", () => {
      process.stdout.write(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
    });
  }
};
