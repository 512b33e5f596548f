import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_VERSION } from "./folders.mts";
import { type Go, UnsuitableGo } from "./go.mts";
import { runLongStep } from "./step.mts";

interface GoProgram {
  name: string;
  module: string;
  version: string;
  package: string;
  flags: string[];
}

const SDK = "github.com/pulumi/pulumi/sdk/v3";
const PKG = "github.com/pulumi/pulumi/pkg/v3";

const PROGRAMS: GoProgram[] = [
  {
    name: "pulumi-language-nodejs",
    module: SDK,
    // The last line of releases whose module still holds the language host; it works with every later engine that was tried.
    version: "v3.68.0",
    package: `${SDK}/nodejs/cmd/pulumi-language-nodejs`,
    flags: ["-ldflags=-s -w"],
  },
  {
    name: "pulumi",
    module: PKG,
    version: `v${ENGINE_VERSION}`,
    package: `${PKG}/cmd/pulumi`,
    flags: ["-tags=osusergo,grpcnotrace", `-ldflags=-s -w -X ${SDK}/go/common/version.Version=v${ENGINE_VERSION}`],
  },
];

/** The vendor's release pages are no package registry; the same sources are Go modules. */
export async function buildFromGoModules(go: Go, work: string): Promise<void> {
  for (const program of PROGRAMS) await build(program, go, work);
}

async function build(program: GoProgram, go: Go, work: string): Promise<void> {
  const folder = join(work, "go", program.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "go.mod"), goMod(program));
  // No C compiler is needed, and half of one (a gcc without its headers) does no harm.
  const env = { ...process.env, ...go.env, GOWORK: "off", CGO_ENABLED: "0", GOTMPDIR: folder };
  const { name } = program;
  const run = (title: string, args: string[]) =>
    runLongStep({ title, command: go.executable, args, cwd: folder, env }).catch(recogniseOldGo);
  await run(`fetching the Go modules of ${name}`, ["mod", "tidy"]);
  const flags = ["-mod=mod", "-buildvcs=false", "-trimpath", ...program.flags];
  const title = `building ${name} (the first time takes minutes)`;
  await run(title, ["build", ...flags, "-o", join(work, "bin", name), program.package]);
}

/** One module for each: together, both would be built from the newer one, which has no language host. `tool` keeps `go mod tidy` from dropping the requirement. */
function goMod(program: GoProgram): string {
  return `module engine\n\ngo 1.25\n\ntool ${program.package}\n\nrequire ${program.module} ${program.version}\n`;
}

function recogniseOldGo(error: Error): never {
  throw /requires go >=|toolchain not available/.test(error.message) ? new UnsuitableGo(error.message) : error;
}
