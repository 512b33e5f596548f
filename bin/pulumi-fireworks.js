#!/usr/bin/env node
// Stands here, and not in dist, so that npm links the command in a checkout before anything is built.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `pulumi-fireworks needs Node >= 22.12, and this is ${process.version}: install a newer one, or put it first on PATH.`,
  );
  process.exitCode = 1;
} else {
  require("../dist/cli/main.js");
}
