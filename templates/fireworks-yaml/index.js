module.exports = require("pulumi-fireworks/stack").program();
