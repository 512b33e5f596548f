// @ts-check
import { byId, setText } from "./dom.mjs";

/**
 * A request to the emulator's controls.
 * @param {string} method
 * @param {string} path below /__emulator/
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function control(method, path, body) {
  const response = await fetch(`/__emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? answer.message ?? `status ${response.status}`);
  return answer;
}

let hiding = 0;

/**
 * A line about what was done, for eyes and for screen readers.
 * @param {string} text
 * @param {boolean} [bad]
 */
export function say(text, bad = false) {
  const said = byId("said");
  said.hidden = false;
  said.classList.toggle("bad", bad);
  setText(said, text);
  clearTimeout(hiding);
  hiding = setTimeout(
    () => {
      said.hidden = true;
    },
    bad ? 10_000 : 4000,
  );
}

/**
 * Does what a button promises, and says what came of it.
 * @param {string} done
 * @param {() => Promise<unknown>} work
 */
export async function act(done, work) {
  try {
    await work();
    say(done);
  } catch (error) {
    say(`Not done: ${/** @type {Error} */ (error).message}`, true);
  }
}
