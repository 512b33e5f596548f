import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program, type Site, site } from "./gateway";

const PROGRAM = program(
  'new fireworks.Model("weights", { kind: "HF_BASE_MODEL", source: { directory: "./weights" } });',
  'new fireworks.Dataset("examples", { format: "CHAT", source: { file: "./examples.jsonl" } });',
);
const row = (text: string) => `${JSON.stringify({ messages: [{ role: "user", content: text }] })}\n`;

let here: Site;
beforeEach(async () => {
  here = await site({
    program: PROGRAM,
    files: {
      "weights/config.json": JSON.stringify({ architectures: ["LlamaForCausalLM"] }),
      "weights/model.safetensors": "first weights",
      "examples.jsonl": row("one") + row("two"),
    },
  });
});
afterEach(() => here.dispose());

const names = (collection: string) => here.gateway.list(collection).map((entry) => String(entry.name));

test("changed content replaces, other times do not, and what is uploaded is what lies in the files", async () => {
  const { gateway, stack } = here;
  await stack.up();
  const [model = "", dataset = ""] = [...names("models"), ...names("datasets")];
  expect(gateway.get(model)).toMatchObject({ state: "READY" });
  expect(String(gateway.content(model)["model.safetensors"])).toBe("first weights");
  expect(gateway.get(dataset)).toMatchObject({ state: "READY", exampleCount: "2" });
  const later = new Date(Date.now() + 60_000);
  for (const file of ["weights/config.json", "weights/model.safetensors", "examples.jsonl"])
    utimesSync(join(stack.dir, file), later, later);
  await stack.up(["--expect-no-changes"]);
  await stack.refresh(["--expect-no-changes"]);
  writeFileSync(join(stack.dir, "weights/model.safetensors"), "other weights");
  writeFileSync(join(stack.dir, "examples.jsonl"), row("three"));
  const preview = await stack.preview();
  expect(preview.output).toContain("+-2 to replace");
  await stack.up();
  expect(names("models")).toHaveLength(1);
  expect(names("models")).not.toContain(model);
  expect(String(gateway.content(String(names("models")[0]))["model.safetensors"])).toBe("other weights");
  expect(gateway.get(String(names("datasets")[0]))).toMatchObject({ exampleCount: "1" });
  await stack.up(["--expect-no-changes"]);
});

test("a pipeline without the files goes on with what was uploaded, and fails only when something must be uploaded", async () => {
  const { stack } = here;
  await stack.up();
  rmSync(join(stack.dir, "weights"), { recursive: true });
  rmSync(join(stack.dir, "examples.jsonl"));
  const without = await stack.up(["--expect-no-changes"]);
  expect(without.output).toMatch(/warning: .*weights/);
  const [model, dataset] = [...names("models"), ...names("datasets")];
  stack.program(PROGRAM.replaceAll('"weights"', '"fresh"').replaceAll('"examples"', '"new"'));
  const failed = await stack.preview([], { expectFailure: true });
  expect(failed.output).toMatch(/source\.(directory|file)/);
  expect(failed.output).not.toMatch(/^\s+at /m);
  expect([...names("models"), ...names("datasets")]).toEqual([model, dataset]);
});

test("a bad line is named by its number before anything is sent", async () => {
  const { gateway, stack } = here;
  writeFileSync(join(stack.dir, "examples.jsonl"), `${row("fine")}{"messages": "oops"}\n`);
  const failed = await stack.preview([], { expectFailure: true });
  expect(failed.output).toMatch(/source\.file.*line 2/s);
  expect(gateway.journal()).toEqual([]);
});
