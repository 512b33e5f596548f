/** A file, or a piece of one, while it arrives. */
export interface Arrival {
  object: string;
  /** The upload in pieces that it belongs to. */
  upload?: string;
  /** What it was for has been removed: another object of the same name does not get it. */
  gone: boolean;
}

export type Arrivals = Set<Arrival>;

/** `receive` begins at once, so that nothing can happen between a look at what there is and the arrival. */
export async function arriving<T>(
  arrivals: Arrivals,
  of: Omit<Arrival, "gone">,
  receive: (arrival: Arrival) => Promise<T>,
): Promise<T> {
  const arrival = { ...of, gone: false };
  arrivals.add(arrival);
  try {
    return await receive(arrival);
  } finally {
    arrivals.delete(arrival);
  }
}

/** Two requests that add to one upload would mix their bytes. */
export const isArriving = (arrivals: Arrivals, object: string, upload: string): boolean =>
  [...arrivals].some((arrival) => arrival.object === object && arrival.upload === upload);

/** All of them, those of an object, or those of one of its uploads. */
export function dismiss(arrivals: Arrivals, object?: string, upload?: string): void {
  for (const arrival of arrivals) {
    if (object !== undefined && arrival.object !== object) continue;
    if (upload !== undefined && arrival.upload !== upload) continue;
    arrival.gone = true;
  }
}
