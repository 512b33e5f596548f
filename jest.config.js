const { availableParallelism } = require("node:os");

/** @type {import("jest").Config} */
module.exports = {
  roots: ["<rootDir>/test", "<rootDir>/emulator/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "\\.[cm]?[jt]s$": [
      "@swc/jest",
      { sourceMaps: "inline", jsc: { target: "es2023", parser: { syntax: "typescript" } } },
    ],
  },
  transformIgnorePatterns: ["/node_modules/(?!(ky|p-retry|is-network-error|@actions)/)"],
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    // Their exports know `import` alone, and Node cannot load the JSON that they import.
    "^@actions/([\\w-]+)$": "<rootDir>/node_modules/@actions/$1/dist/index.js",
    "^@actions/([\\w-]+)/(.*)$": "<rootDir>/node_modules/@actions/$1/dist/$2.js",
  },
  setupFilesAfterEnv: ["<rootDir>/emulator/test/every-answer.ts"],
  globalSetup: "<rootDir>/test/global-setup.ts",
  reporters: ["default", "<rootDir>/test/count-reporter.js"],
  // The tests on the engine wait for other processes most of the time.
  maxWorkers: availableParallelism() + 1,
  // For what hangs: how long a test takes depends on what else the machine does.
  testTimeout: 900_000,
};
