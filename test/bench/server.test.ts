import { spawn } from "node:child_process";
import { end, fileHere, launch, listening } from "../../bench/server.mts";

test("a server that ends before it listens is an error, not a wait", async () => {
  const child = spawn(process.execPath, ["-e", "process.exit(3)"]);
  await expect(listening(child)).rejects.toThrow("the server has ended by itself, with 3");
});

test("the sink of uploads counts the bytes of each file, until it is asked", async () => {
  const sink = launch(fileHere("sink.mts"), []);
  try {
    const { url } = await listening(sink);
    const post = { method: "POST", body: JSON.stringify({ filenameToSize: { a: "0", b: "0" } }) };
    const signed = await (await fetch(`${url}/v1/accounts/a/models/m:getUploadEndpoint`, post)).json();
    const urls = (signed as { filenameToSignedUrls: Record<string, string> }).filenameToSignedUrls;
    for (const [name, size] of [
      ["a", 3],
      ["b", 100_000],
    ] as const)
      await fetch(String(urls[name]), { method: "PUT", body: new Uint8Array(size) });
    const received = async () => (await fetch(`${url}/received`)).json();
    expect(await received()).toEqual({ a: 3, b: 100_000 });
    expect(await received()).toEqual({});
  } finally {
    await end(sink);
  }
});
