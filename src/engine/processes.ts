/**
 * How many provider processes the engine starts for this program, as far as it has come: the default one, and one for
 * each explicit provider. They cannot speak to each other, and share what a preview may take.
 */
export const processes = { count: 1 };

/** With those that the program still makes in one go: each must get the same share. */
export const allProcesses = (): Promise<number> =>
  new Promise((resolve) => void setImmediate(() => resolve(processes.count)));
