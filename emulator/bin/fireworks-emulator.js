#!/usr/bin/env node
// Stands here, and not in dist, so that npm links the command in a checkout before anything is built.
require("../dist/main.js");
