// Makes secrets by this package's own provider, several at once as the engine does, and prints how many milliseconds that took.
import { createRequire } from "node:module";

interface Handler {
  configure(request: { config: { get(key: string): string | undefined } }): Promise<void>;
  check(olds: object, news: object): Promise<{ inputs: object }>;
  create(inputs: object): Promise<{ id: string; outs: object }>;
  update(id: string, olds: object, news: object): Promise<{ outs: object }>;
}

const [count = 0, lanes = 0, values = 1] = process.argv.slice(2, 5).map(Number);
const { Secret: handler } = createRequire(import.meta.url)("../dist/provider.js") as { Secret: Handler };

const urn = (n: number) => `urn:pulumi:dev::bench::pulumi-nodejs:dynamic/fireworks:Secret::setting-${n}`;

async function inLanes(work: (n: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return performance.now() - began;
}

await handler.configure({ config: { get: () => undefined } });
const made = new Map<number, { id: string; outs: object }>();
const checked = async (n: number, value: number) => {
  const args = {
    keyName: `SETTING_${n}`,
    value: `the value ${value} of ${n}`,
    __pulumi: { urn: urn(n), dryRun: false },
  };
  return (await handler.check({}, args)).inputs;
};

const times = [await inLanes(async (n) => void made.set(n, await handler.create(await checked(n, 1))))];
if (values > 1)
  times.push(
    await inLanes(async (n) => {
      const { id, outs } = made.get(n) as { id: string; outs: object };
      await handler.update(id, outs, await checked(n, 2));
    }),
  );
console.log(JSON.stringify(times.map((ms) => Math.round(ms * 10) / 10)));
process.exit(0);
