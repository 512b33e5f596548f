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

function row(field: Described, description: string | undefined): string {
  return `| \`${field.key}\`${field.required ? " (required)" : ""} | ${field.type} | ${cell(field.default ?? "")} | ${behaviours(field)} | ${cell(description ?? "")} |`;
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
      `| \`${field.key}\`${field.required ? " (required)" : ""} | ${field.type} | ${cell(field.default ?? "")} | ${cell(field.description ?? "")} |`,
  );
  const own = `### \`${path}\`\n\n| member | type | default | |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
  return [own, ...Object.entries(members.shape).flatMap(([key, inner]) => sections(`${path}.${key}`, inner as never))];
}

const duration = (seconds: number) => (seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`);

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
${fields.map((field) => row(field, field.description)).join("\n")}

${nested(kind)}
## Outputs

Every argument is an output too. Besides:

| output | type | |
| --- | --- | --- |
${outputs.map((output) => `| \`${output.key}\` | ${output.type} | ${cell(output.description ?? "")} |`).join("\n")}
`;
}
