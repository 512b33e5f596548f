import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "./build/parts.mts";
import { contentProblems, type Published } from "./package/contents.mts";
import { publintProblems, typesProblems } from "./package/lint.mts";
import { pack } from "./package/pack.mts";
import { inCheckout, shortName } from "./root.mts";

const PACKAGES: Published[] = [
  {
    folder: inCheckout(),
    required: [
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/provider.js",
      "dist/LICENSES.txt",
      "bin/pulumi-fireworks.js",
      "dist/cli/main.js",
      "dist/stack/index.js",
      "dist/stack/index.d.ts",
      "schema/fireworks.schema.json",
      "schema/fireworks.overlay.schema.json",
    ],
    allowed: /^(bin\/pulumi-fireworks\.js|dist\/.+|schema\/.+\.json|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/,
  },
  {
    folder: inCheckout("emulator"),
    required: [
      "package.json",
      "README.md",
      "LICENSE",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/main.js",
      "bin/fireworks-emulator.js",
      "console/index.html",
      "console/main.mjs",
    ],
    allowed:
      /^(bin\/.+|console\/.+\.(html|css|mjs|svg)|dist\/.+|docs\/.+\.png|spec\/.+\.json|fidelity\.jsonl|operations\.md|README\.md|LICENSE|package\.json)$/,
  },
];

async function problemsOf(published: Published, destination: string): Promise<string[]> {
  const { tarball, files } = await pack(published.folder, destination);
  const name = shortName(published.folder) || "pulumi-fireworks";
  console.log(`${name}: ${files.length} files\n${files.map((file) => `  ${file}`).join("\n")}`);
  const problems = [
    ...contentProblems(files, published),
    ...(await publintProblems(tarball)),
    ...(await typesProblems(tarball)),
  ];
  return problems.map((problem) => `${name}: ${problem}`);
}

await build();
const destination = mkdtempSync(join(tmpdir(), "pulumi-fireworks-pack-"));
try {
  const problems: string[] = [];
  for (const published of PACKAGES) problems.push(...(await problemsOf(published, destination)));
  for (const problem of problems) console.error(`package: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(destination, { recursive: true, force: true });
}
