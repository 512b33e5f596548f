import { seconds } from "../../src/engine/hidden";

/** As Go's `time.ParseDuration`, by which the engine reads them too. */
test.each([
  ["40m", 2400],
  ["1h30m", 5400],
  ["90s", 90],
  ["1.5h", 5400],
  [".5h", 1800],
  ["5.s", 5],
  ["+5m", 300],
  ["1h0m0s", 3600],
  ["250ms", 0.25],
  ["1000000us", 1],
  ["1000000µs", 1],
  ["1000000000ns", 1],
  ["72h", 259_200],
  ["0", 0],
  ["0s", 0],
])("%s is %d seconds", (text, expected) => expect(seconds(text)).toBeCloseTo(expected, 9));

test.each(["", "soon", "40", "40 m", " 40m", "-5m", "1d", "1h30", ".h", "1e3s", "40m\n", "40M", "1:30", "∞", "++5m"])(
  "%j is none",
  (text) => expect(seconds(text)).toBeUndefined(),
);
