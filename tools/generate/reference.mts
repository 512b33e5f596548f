import type { Kind } from "../../src/lifecycle/kind.ts";
import { type Described, describeFields, membersOf } from "./fields.mts";

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\\\\|", "\\|").replaceAll("\n", " ");

function behaviours(field: Described): string {
  const when = field.immutable
    ? "replaces"
    : field.createOnly
      ? "creation only"
      : field.deleteOnly
        ? "deletion only"
        : field.local
          ? "not sent"
          : "in place";
  const besides = [
    field.inputOnly && "never read back",
    field.secret && "secret",
    field.unordered && "unordered",
    field.rewritten && "rewritten by the server",
  ].filter(Boolean);
  return [when, ...besides].join(", ");
}

/** Values that the specification knows are for orientation: the service may have more. */
function known({ suggestions = [], description }: Described): string {
  if (suggestions.every((value) => description.includes(`\`${value}\``))) return "";
  return ` Known values: ${suggestions.map((value) => `\`${value}\``).join(", ")}.`;
}

const facts = (field: Described) => `${field.description}${known(field)}`;

const argument = (field: Described) => `\`${field.key}\`${field.required ? " (required)" : ""}`;

function row(field: Described): string {
  return `| ${argument(field)} | ${field.type} | ${cell(field.default ?? "")} | ${behaviours(field)} | ${cell(facts(field))} |`;
}

function nested(kind: Kind): string {
  return Object.entries(kind.fields.shape)
    .flatMap(([key, schema]) => sections(key, schema as never))
    .join("\n");
}

function sections(path: string, schema: never): string[] {
  const members = membersOf(schema);
  if (!members || Object.keys(members.shape).length === 0) return [];
  const rows = describeFields(members).map(
    (field) =>
      `| ${argument(field)} | ${field.type} | ${cell(field.default ?? "")} | ${cell(`${facts(field)}${field.secret ? " Encrypted in state." : ""}`)} |`,
  );
  const own = `### \`${path}\`\n\n| member | type | default | |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
  return [own, ...Object.entries(members.shape).flatMap(([key, inner]) => sections(`${path}.${key}`, inner as never))];
}

function duration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** The reference page of a kind. */
export function referencePage(kind: Kind): string {
  const fields = describeFields(kind.fields);
  const outputs = describeFields(kind.outputs).filter((output) => !(output.key in kind.fields.shape));
  const { doc, timeouts } = kind;
  return `<!-- Made from the declarations in src/resources by \`npm run generate\`. -->
# ${kind.type}

${doc.summary}

\`\`\`ts
${doc.example}
\`\`\`

- **What replaces.** ${doc.replaced}
- **What is left alone.** ${doc.leftAlone}
- **How it is torn down.** ${doc.tornDown}
- **How long it is waited for.** Creation ${duration(timeouts.create)}, update ${duration(timeouts.update)}, deletion ${duration(timeouts.delete)}; \`customTimeouts\` sets others.

## Arguments

| argument | type | default | change | |
| --- | --- | --- | --- | --- |
${fields.map(row).join("\n")}

${nested(kind)}
## Outputs

Every argument is an output too. Besides:

| output | type | |
| --- | --- | --- |
${outputs.map((output) => `| \`${output.key}\` | ${output.type} | ${cell(output.description)} |`).join("\n")}
`;
}
