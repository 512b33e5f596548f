// The resources are data, in fireworks.yaml.
module.exports = require("pulumi-fireworks/stack").program();
