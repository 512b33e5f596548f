import { compile } from "json-schema-to-typescript";
import type { Kind } from "../../src/lifecycle/kind.ts";
import { type Described, describeFields, jsonSchema } from "./fields.mts";

/** Ends a doc comment early, were it let through. */
const comment = (text: string) => text.replaceAll("*/", "*\u200b/");

/** The interface of the arguments, with the documentation that an editor shows. */
async function fieldsInterface(kind: Kind): Promise<string> {
  return compile(jsonSchema(kind.fields, "input") as never, `${kind.type}Fields`, {
    bannerComment: "",
    additionalProperties: false,
    style: { printWidth: 120 },
  });
}

async function outputsInterface(kind: Kind): Promise<string> {
  return compile(jsonSchema(kind.outputs, "output") as never, `${kind.type}Outputs`, {
    bannerComment: "",
    additionalProperties: false,
    style: { printWidth: 120 },
  });
}

function property(type: string, field: Described): string {
  return `  /** ${comment(field.text)} */\n  declare readonly ${field.key}: pulumi.Output<${type}["${field.key}"]>;\n`;
}

const indent = (text: string) =>
  text
    .split("\n")
    .map((line) => ` * ${line}`.trimEnd())
    .join("\n");

/** One class: what a program imports. */
export async function classFile(kind: Kind, secrets: readonly string[]): Promise<string> {
  const fields = describeFields(kind.fields);
  const outputs = describeFields(kind.outputs).filter((output) => !(output.key in kind.fields.shape));
  const { type, doc } = kind;
  const about = {
    type,
    ...(kind.idField !== undefined && kind.idField in kind.fields.shape ? { idField: kind.idField } : {}),
    properties: [...fields, ...outputs].map((field) => field.key),
    secrets,
  };
  return `// Made from the declarations of ${type} in src/resources by \`npm run generate\`.
import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../engine/inputs";
import { FireworksResource, type ResourceType } from "../engine/resource";

${await fieldsInterface(kind)}
${await outputsInterface(kind)}
/** Arguments of ${type}, each a value or an output of another resource. */
export interface ${type}Args extends Inputs<${type}Fields> {}

const about: ResourceType = ${JSON.stringify(about, null, 2)};

/**
${indent(comment(doc.summary))}
 *
 * @example
${indent(comment(doc.example))}
 *
${indent(comment(doc.replaced))}
${indent(comment(doc.leftAlone))}
${indent(comment(doc.tornDown))}
 */
export class ${type} extends FireworksResource {
${fields.map((field) => property(`${type}Fields`, field)).join("")}${outputs.map((field) => property(`${type}Outputs`, field)).join("")}
  /**
   * @param name the logical name, unique in the program
   * @param args what it is to be
   * @param options Pulumi's options; \`import\` takes over an object that exists
   */
  constructor(name: string, args: ${type}Args, options?: pulumi.CustomResourceOptions) {
    super(about, name, args, options);
  }

  /** Looks up an object that this program does not manage, by its full name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ${type} {
    return new ${type}(name, {} as ${type}Args, { ...options, id });
  }
}
`;
}
