import { parentPort, workerData } from "node:worker_threads";
import type { Part } from "./part.mts";
import { parts } from "./parts.mts";

export type Task = { cases: string } | { run: unknown };

const { open } = parts.find(({ name }) => name === workerData) as Part<unknown>;
const bench = await open();

parentPort?.on("message", async (task: Task) => {
  try {
    parentPort?.postMessage({ done: "cases" in task ? await bench.cases(task.cases) : await bench.run(task.run) });
  } catch (error) {
    const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // A case that cannot be run is not survived; the others go on.
    parentPort?.postMessage("run" in task ? { done: { struck: false, wrong: [failed] } } : { failed });
  }
});
