import { elapsed, timeAt } from "../../src/client/time";

test("time passes as fast as an emulator's", async () => {
  const time = timeAt(50);
  const [before, began, after] = [performance.now(), time.now(), performance.now()];
  await time.sleep(2000);
  const [least, passed, most] = [performance.now() - after, time.now() - began, performance.now() - before];
  expect(passed).toBeGreaterThan(1900);
  expect(passed / 50).toBeGreaterThan(least - 0.001);
  expect(passed / 50).toBeLessThan(most + 0.001);
  expect(time.real(2000)).toBe(40);
});

test("a sleep ends with its signal, and says why", async () => {
  const stop = new AbortController();
  const asleep = timeAt(1).sleep(60_000, stop.signal);
  stop.abort(new Error("enough"));
  await expect(asleep).rejects.toThrow("enough");
});

test.each([
  [0, "0s"],
  [1499, "1s"],
  [59_000, "59s"],
  [60_000, "1m00s"],
  [61_000, "1m01s"],
  [605_000, "10m05s"],
  [3_599_000, "59m59s"],
  [3_600_000, "1h00m"],
  [3_660_000, "1h01m"],
  [90_000_000, "25h00m"],
])("%i ms are %s", (passed, words) => {
  expect(elapsed({ ...timeAt(1), now: () => 1_000_000 + passed }, 1_000_000)).toBe(words);
});
