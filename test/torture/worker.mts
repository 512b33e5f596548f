import { parentPort, workerData } from "node:worker_threads";
import type { Part } from "./part.mts";
import { parts } from "./parts.mts";

export type Task = { cases: string } | { run: unknown } | "close";

const { open } = parts.find(({ name }) => name === workerData) as Part<unknown>;
const bench = await open();

parentPort?.on("message", async (task: Task) => {
  try {
    parentPort?.postMessage({ done: await done(task) });
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // A case that cannot be run is not survived; the others go on.
    const lost = typeof task === "object" && "run" in task;
    parentPort?.postMessage(lost ? { done: { struck: false, wrong: [failed] } } : { failed });
  }
});

function done(task: Task): Promise<unknown> | undefined {
  if (task === "close") return bench.close?.();
  return "cases" in task ? bench.cases(task.cases) : bench.run(task.run);
}
