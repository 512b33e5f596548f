/** Uploaded files, by the name of the object that they belong to. */
export interface Content {
  /** Keeps a file once its whole stream has been read, if it has this size in bytes. `gone`: its object was removed meanwhile. */
  write(object: string, file: string, size: number, stream: AsyncIterable<Buffer>): Promise<"kept" | "short" | "gone">;
  /** An upload in pieces, of which nothing has arrived yet. Its id is never used again. */
  begin(object: string, upload: string): void;
  /** How many bytes there are of an upload in pieces; undefined when there is none of this id. */
  partial(object: string, upload: string): number | undefined;
  /**
   * Adds to an upload that has begun whatever arrives of the stream, also if it breaks off. Answers how many bytes there are. `busy`:
   * another one is adding to it, and the stream was not read. `gone`: the upload was given up, or its object removed, meanwhile.
   */
  append(object: string, upload: string, stream: AsyncIterable<Buffer>): Promise<number | "busy" | "gone">;
  /** The upload is whole: it is this file from here on. */
  complete(object: string, upload: string, file: string): void;
  abandon(object: string, upload: string): void;
  put(object: string, file: string, bytes: Buffer): void;
  /** File names with their sizes in bytes. */
  sizes(object: string): Record<string, number>;
  read(object: string, file: string): Buffer;
  /** With its uploads in pieces, and whatever is arriving. */
  remove(object: string): void;
  /** Counts how often everything has been replaced: the log says which one its objects go with. */
  generation: number;
  /** Nothing is there from here on. What was there before stays, out of sight, until `tidy`. */
  renew(): void;
  /** Removes what was there before, and what belongs to no object. */
  tidy(has: (object: string) => boolean): void;
}
