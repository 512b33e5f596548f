const { TestEnvironment } = require("jest-environment-node");

/** The mutant for which a test has failed already: no other has to run for it. */
let killed;

/** Which one Stryker tries in this process at the moment. */
const mutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/**
 * Jest cannot be told from a program to stop at the first failure, and most of a mutant's tests would run for nothing.
 * What is not mutated is loaded once in a process.
 */
module.exports = class MutationEnvironment extends TestEnvironment {
  constructor(...context) {
    super(...context);
    this.global.loadedOnce = { emulator: require("../../emulator/dist"), zod: require("zod") };
  }

  async handleTestEvent({ name, test }) {
    if (mutant() === undefined) return;
    if (name === "test_start" && killed === mutant()) test.mode = "skip";
    if (name === "test_done" && test.errors.length > 0) killed = mutant();
  }
};
