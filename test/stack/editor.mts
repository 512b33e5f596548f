import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type CompletionItem,
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { scriptOf } from "../../tools/root.mts";

/** What stands for the cursor in a text. */
export const CURSOR = "▮";

export interface Editor {
  complete(text: string): Promise<CompletionItem[]>;
  hover(text: string): Promise<string>;
  /** As a file of that name; by default one that no setting knows. */
  check(text: string, name?: string): Promise<Diagnostic[]>;
  close(): Promise<void>;
}

const SETTINGS = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };

/**
 * The YAML language server, which VS Code, Neovim, Helix, Zed and others run, on files in a folder.
 *
 * @param schemas the setting `yaml.schemas`: the schema of which files
 */
export async function openEditor(folder: string, schemas: Record<string, string> = {}): Promise<Editor> {
  const server = spawn(process.execPath, [scriptOf("yaml-language-server", "bin/yaml-language-server"), "--stdio"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(server, "exit");
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = new Map<string, (found: Diagnostic[]) => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) =>
    waiting.get(uri)?.(diagnostics),
  );
  connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) => (section === "yaml" ? { ...SETTINGS, schemas } : {})),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "infra" }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: {},
      },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  let opened = 0;
  const open = async (text: string, name = `stack-${++opened}.yaml`) => {
    const uri = pathToFileURL(join(folder, name)).href;
    const checked = new Promise<Diagnostic[]>((resolve) => waiting.set(uri, resolve));
    const at = text.indexOf(CURSOR);
    const before = text.slice(0, Math.max(at, 0)).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    await connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: "yaml", version: 1, text: text.replace(CURSOR, "") },
    });
    return { textDocument: { uri }, position, checked };
  };
  return {
    complete: async (text) => {
      const { textDocument, position } = await open(text);
      const found = await connection.sendRequest(CompletionRequest.type, { textDocument, position });
      return Array.isArray(found) ? found : (found?.items ?? []);
    },
    hover: async (text) => {
      const { textDocument, position } = await open(text);
      const found = await connection.sendRequest(HoverRequest.type, { textDocument, position });
      const contents = found?.contents;
      return typeof contents === "object" && "value" in contents ? contents.value : "";
    },
    check: async (text, name) => (await open(text, name)).checked,
    close: async () => {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      await exited;
      connection.dispose();
    },
  };
}
