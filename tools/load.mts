import { readFileSync } from "node:fs";
import Module from "node:module";
import { transformSync } from "@swc/core";

/** Lets `require` load the sources in src/ as they are, before anything is compiled. */
const extensions = (
  Module as unknown as {
    _extensions: Record<string, (module: { _compile: (code: string, file: string) => void }, file: string) => void>;
  }
)._extensions;
extensions[".ts"] = (module, file) => {
  const { code } = transformSync(readFileSync(file, "utf8"), {
    filename: file,
    module: { type: "commonjs" },
    jsc: { target: "es2023", parser: { syntax: "typescript" } },
  });
  module._compile(code, file);
};
