// The program of every stack of this part: its resources stand in a file, so that one compiled text serves them all.
const { readFileSync } = require("node:fs");
const fireworks = require("pulumi-fireworks");

const made = {};

/** `$chat.name` is an output of another resource. */
function filled(value) {
  const output = typeof value === "string" && /^\$(\w+)\.(\w+)$/.exec(value);
  if (output) return made[output[1]][output[2]];
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member)]));
}

for (const { type, name, args, options } of JSON.parse(readFileSync("program.json", "utf8")))
  made[name] = new fireworks[type](name, filled(args), options);
