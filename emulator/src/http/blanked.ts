const blank = "[secret]";

/** Field names that say that their text is a secret. Numbers are none: `maxTokens`. */
const secretName =
  /secret|token|password|credential|signature|apikey|accesskey|providerkey|authorization|^(key|sig|value)$/i;
const harmlessName = /count$|^pageToken$|^nextPageToken$/i;
/** Maps whose every entry may be one. */
const secretMap = /^(envVars|config|headers)$/i;
/** Of a secret everything is, whatever it is called by mistake, but these. */
const ofSecret = /^(name|keyName|createTime|updateTime)$/i;
const reference = /^accounts\/[^/]+\/secrets\/[^/]+$/;

/** A request's body or a stored object without its secrets. `path`: of the request, or the object's name. */
export function blanked(value: unknown, path: string): unknown {
  // Nothing says what it is.
  if (typeof value !== "object" || value === null || Array.isArray(value)) return blank;
  return within(value, (name) => {
    if (path.includes("/secrets")) return !ofSecret.test(name);
    return secretName.test(name) && !harmlessName.test(name) && !(name === "value" && path.includes("/quotas"));
  });
}

export const blankedQuery = (query: URLSearchParams): Record<string, string> =>
  blanked(Object.fromEntries(query), "") as Record<string, string>;

type IsSecret = (name: string) => boolean;

function within(value: unknown, isSecret: IsSecret): unknown {
  if (Array.isArray(value)) return value.map((one) => within(one, isSecret));
  if (typeof value === "string") return withoutCredentials(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, field(key, one, isSecret)]));
}

function field(key: string, value: unknown, isSecret: IsSecret): unknown {
  const name = key.replaceAll("_", "");
  const all = secretMap.test(name) && typeof value === "object";
  return isSecret(name) || all ? hidden(value, all ? () => true : isSecret) : within(value, isSecret);
}

/** Texts alone, or in a list or map, are hidden; a message of this name is looked into, and what names a stored secret is none. */
function hidden(value: unknown, isSecret: IsSecret): unknown {
  if (typeof value === "string") return reference.test(value) ? value : blank;
  if (Array.isArray(value)) return value.map((one) => hidden(one, isSecret));
  return within(value, isSecret);
}

/** An address without the user, password and query in it, where signatures and SAS tokens stand. */
const withoutCredentials = (text: string): string =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text.replace(/\/\/[^/@]*@/, `//${blank}@`).replace(/\?.*$/s, `?${blank}`)
    : text;
