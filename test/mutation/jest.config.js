const path = require("node:path");
const { transform, transformIgnorePatterns, moduleNameMapper } = require("../../jest.config.js");

/** @type {import("jest").Config} */
module.exports = {
  rootDir: path.join(__dirname, "..", ".."),
  roots: ["<rootDir>/src", "<rootDir>/test"],
  testMatch: (
    process.env.MUTATION_TESTS ??
    "client/* lifecycle/{check,compare,creation,deletion,doubt,hostile,input,loss,matrix,read,takeover,unfinished,update,waits,zeros}"
  )
    .split(" ")
    .map((files) => `<rootDir>/test/${files}.test.ts`),
  transform,
  transformIgnorePatterns,
  moduleNameMapper: {
    "emulator/src$": "<rootDir>/test/mutation/emulator.js",
    "^zod$": "<rootDir>/test/mutation/zod.js",
    ...moduleNameMapper,
  },
  resolver: "<rootDir>/test/mutation/resolver.js",
  testEnvironment: path.join(__dirname, "environment.js"),
  runner: "<rootDir>/test/mutation/runner.js",
  testTimeout: 20_000,
  watchman: false,
};
