/** For what several rows share: made when the first of them asks, and if that fails, it has failed for all. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
