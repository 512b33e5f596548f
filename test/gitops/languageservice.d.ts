/** Its exports name no types for CommonJS. */
declare module "@actions/languageservice" {
  import type { TextDocument } from "vscode-languageserver-textdocument";
  export function validate(document: TextDocument): Promise<{ message: string }[]>;
}
