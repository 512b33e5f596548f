import { ensureBrowser } from "./browser/ensure.mts";

try {
  console.log(await ensureBrowser());
} catch (error) {
  console.error(`browser: ${(error as Error).message}`);
  process.exitCode = 1;
}
