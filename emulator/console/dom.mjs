// @ts-check
/** @typedef {string | number | Node | null | undefined | false} Child */

/**
 * An element. Children that are text are inserted as text: nothing here ever makes markup of a value.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | undefined | (() => unknown)>} attributes functions are listeners
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(String_));
  return element;
}

/** @param {Child} child */
const String_ = (child) => (child instanceof Node ? child : String(child));

/**
 * The element of index.html with this id.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof (type ?? HTMLElement))) throw new Error(`no element #${id}`);
  return /** @type {T} */ (element);
}

/**
 * Sets text only where it differs: an unchanged page is not laid out anew.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Puts these elements, in this order, in place of what is there, and leaves alone those that stand where they should.
 * @param {Element} parent
 * @param {Element[]} wanted
 */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let at = parent.firstElementChild;
  for (const element of wanted) {
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
}

const units = /** @type {const} */ ([
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
]);

/**
 * "3m 20s": the two largest units of a duration.
 * @param {number} milliseconds
 */
export function span(milliseconds) {
  const at = units.findIndex(([, size]) => milliseconds >= size);
  if (at < 0) return "0s";
  const [[unit, size], smaller] = [units[at] ?? units[3], units[at + 1]];
  const whole = `${Math.floor(milliseconds / size)}${unit}`;
  const rest = smaller ? Math.floor((milliseconds % size) / smaller[1]) : 0;
  return smaller && rest > 0 ? `${whole} ${rest}${smaller[0]}` : whole;
}

/** @param {number | undefined} bytes */
export function size(bytes) {
  if (bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** @param {string} name */
export const lastSegment = (name) => name.slice(name.lastIndexOf("/") + 1);

/**
 * A test whether a text has every word of the filter.
 * @param {string} filter
 * @returns {(text: string) => boolean}
 */
export function words(filter) {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => wanted.every((word) => text.toLowerCase().includes(word));
}
