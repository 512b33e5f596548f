import { object, quoted, WIDTH } from "./literal";
import { variables } from "./names";
import { type Declared, referredTo } from "./references";
import type { Reference } from "./value";

/** The resources as a module that a program imports, formatted as prettier and Biome do. */
export function typescript(all: readonly Declared[], head: readonly string[], protect: boolean): string {
  const wanted = referredTo(all);
  const named = all.filter(({ name }) => wanted.has(name));
  const variable = variables(named);
  const byName = new Map(named.map(({ name, logical }) => [name, variable.get(logical) as string]));
  let interpolates = false;
  const spell = ({ target, rest }: Reference) => {
    const name = `${byName.get(target)}.name`;
    if (rest === "") return name;
    interpolates = true;
    return `pulumi.interpolate\`\${${name}}${rest}\``;
  };
  const statements = all.map((one) => statement(one, byName.get(one.name), spell, protect));
  const imports = [
    ...(interpolates ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import * as fireworks from "pulumi-fireworks";',
  ];
  return `${[[...comment(head), ...imports].join("\n"), ...statements].join("\n\n")}\n`;
}

const comment = (lines: readonly string[]) => lines.map((line) => `// ${line.replace(/[\r\n\u2028\u2029]+/g, " ")}`);

function statement(
  { kind, logical, properties, remarks }: Declared,
  variable: string | undefined,
  spell: (reference: Reference) => string,
  protect: boolean,
): string {
  const head = `${variable === undefined ? "" : `const ${variable} = `}new fireworks.${kind.type}(`;
  const name = quoted(logical);
  // With two objects among the arguments each gets a line, as where the first line is too long.
  const apart = protect || `${head}${name}, {`.length > WIDTH;
  const written = apart
    ? `${head}\n  ${name},\n  ${object(properties, spell, 1)},\n${protect ? "  { protect: true },\n" : ""});`
    : `${head}${name}, ${object(properties, spell, 0)});`;
  return [...comment(remarks), written].join("\n");
}
