/** The spellings that protobuf's JSON mapping reads (as protobuf-go does), and the one that it writes. */

const decimal = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** "1e3", "1000.0" → "1000"; undefined for what is no whole number of at most 20 digits. */
export function wholeNumber(text: string): string | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] = decimal.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = whole + fraction.replace(/0+$/, "");
  if (/^0*$/.test(digits)) return "0";
  const point = whole.length + Number(exponent);
  if (point > 20 || point <= 0 || /[1-9]/.test(digits.slice(point))) return undefined;
  return sign + digits.slice(0, point).padEnd(point, "0").replace(/^0+/, "");
}

/** "1.5" → 1.5; "NaN" and the infinities stay texts, as JSON has no numbers for them. */
export function realNumber(text: string): number | string | undefined {
  if (isSpecial(text)) return text;
  return decimal.test(text) ? Number(text) : undefined;
}

export const isSpecial = (text: string): boolean => text === "NaN" || text === "Infinity" || text === "-Infinity";

/** Of the digits of a second: none, 3, 6 or 9 are written. */
function fractionOf(digits = ""): string {
  const nanos = digits.padEnd(9, "0").replace(/(000)+$/, "");
  return nanos && `.${nanos}`;
}

const instant =
  /^(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const [first, last] = [Date.parse("0001-01-01T00:00:00Z"), Date.parse("9999-12-31T23:59:59Z")];

/** RFC 3339, with T and Z in capitals and without leap seconds → the same moment in UTC. */
export function timestampOf(text: string): string | undefined {
  const [, local, fraction, sign, hours, minutes] = instant.exec(text) ?? [];
  if (local === undefined) return undefined;
  const at = Date.parse(`${local}Z`);
  // A day that the month has not is read as one of the next month.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(local)) return undefined;
  const utc = sign ? at - Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : at;
  if (utc < first || utc > last) return undefined;
  return `${new Date(utc).toISOString().slice(0, 19)}${fractionOf(fraction)}Z`;
}

const seconds = /^([+-]?)(?=[\d.])(0|[1-9]\d{0,11})?(?:\.(\d{0,9}))?s$/;

/** "+90.50s" → "90.500s". */
export function durationOf(text: string): string | undefined {
  const [, sign, whole = "0", fraction] = seconds.exec(text) ?? [];
  if (sign === undefined || Number(whole) > 315_576_000_000) return undefined;
  const length = `${whole}${fractionOf(fraction)}`;
  return `${sign === "-" && /[1-9]/.test(length) ? "-" : ""}${length}s`;
}
