import { Worker } from "node:worker_threads";
import type { Task } from "./worker.mts";

type Answer = { done: unknown } | { failed: string };

/** Many times what the slowest case takes: what takes longer hangs, and would keep all that wait for the run. */
const LIMIT_MINUTES = 10;

class Late extends Error {}

/** Threads that each do one task at a time: the provider keeps what it knows of an operation for its process. */
export class Pool {
  private readonly workers: Worker[];
  private readonly start: () => Worker;

  constructor(part: string, size: number, env: NodeJS.ProcessEnv) {
    const file = new URL("./worker.mts", import.meta.url);
    this.start = () => new Worker(file, { workerData: part, argv: [], env });
    this.workers = Array.from({ length: size }, this.start);
  }

  /** Does all tasks, in their order as far as threads come free; `next` answers undefined when there is none left. */
  async work<T>(next: () => Task | undefined, done: (task: Task, answer: T) => void): Promise<void> {
    await Promise.all(
      this.workers.map(async (_worker, place) => {
        for (let task = next(); task; task = next()) done(task, (await this.answer(place, task)) as T);
      }),
    );
  }

  private async answer(place: number, task: Task): Promise<unknown> {
    const worker = this.workers[place] as Worker;
    try {
      return await ask(worker, task);
    } catch (error) {
      if (!(error instanceof Late) || typeof task === "string" || !("run" in task)) throw error;
      await worker.terminate();
      this.workers[place] = this.start();
      return { struck: false, wrong: [error.message] };
    }
  }

  async end(): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        await ask(worker, "close").catch(() => {});
        await worker.terminate();
      }),
    );
  }
}

function ask(worker: Worker, task: Task): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      clearTimeout(timer);
      worker.off("message", answered);
      worker.off("error", reject);
      work();
    };
    const answered = (answer: Answer) =>
      settle(() => ("done" in answer ? resolve(answer.done) : reject(new Error(answer.failed))));
    const late = () => settle(() => reject(new Late(`did not end within ${LIMIT_MINUTES} minutes`)));
    const timer = setTimeout(late, LIMIT_MINUTES * 60_000);
    worker.on("message", answered);
    worker.once("error", reject);
    worker.postMessage(task);
  });
}
