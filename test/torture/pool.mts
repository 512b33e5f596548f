import { Worker } from "node:worker_threads";
import type { Task } from "./worker.mts";

type Answer = { done: unknown } | { failed: string };

/** Threads that each do one task at a time: the provider keeps what it knows of an operation for its process. */
export class Pool {
  private readonly workers: Worker[];

  constructor(part: string, size: number, env: NodeJS.ProcessEnv) {
    const file = new URL("./worker.mts", import.meta.url);
    this.workers = Array.from({ length: size }, () => new Worker(file, { workerData: part, argv: [], env }));
  }

  /** Does all tasks, in their order as far as threads come free; `next` answers undefined when there is none left. */
  async work<T>(next: () => Task | undefined, done: (task: Task, answer: T) => void): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        for (let task = next(); task; task = next()) done(task, (await ask(worker, task)) as T);
      }),
    );
  }

  async end(): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        await ask(worker, "close");
        await worker.terminate();
      }),
    );
  }
}

function ask(worker: Worker, task: Task): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      worker.off("message", answered);
      worker.off("error", reject);
      work();
    };
    const answered = (answer: Answer) =>
      settle(() => ("done" in answer ? resolve(answer.done) : reject(new Error(answer.failed))));
    worker.on("message", answered);
    worker.once("error", reject);
    worker.postMessage(task);
  });
}
