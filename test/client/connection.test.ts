import { connect, isLoopback } from "../../src/client/connection";

const KEY = { FIREWORKS_API_KEY: "fw_planted" };

test("configuration comes first, then the environment", () => {
  const env = { ...KEY, FIREWORKS_ACCOUNT_ID: "theirs", FIREWORKS_BASE_URL: "https://env.example" };
  expect(connect({}, env)).toEqual({
    apiKey: "fw_planted",
    account: "accounts/theirs",
    baseUrl: "https://env.example",
    headers: {},
    speed: 1,
  });
  const settings = { apiKey: "fw_mine", accountId: "mine", baseUrl: "https://config.example" };
  expect(connect(settings, env)).toMatchObject({
    apiKey: "fw_mine",
    account: "accounts/mine",
    baseUrl: "https://config.example",
  });
});

test("what is left out has a default", () => {
  expect(connect({}, KEY)).toMatchObject({ baseUrl: "https://api.fireworks.ai", account: undefined });
  const empty = { ...KEY, FIREWORKS_ACCOUNT_ID: "", FIREWORKS_BASE_URL: "" };
  expect(connect({}, empty)).toEqual(connect({}, KEY));
});

test.each([
  ["https://gateway.example/", "https://gateway.example"],
  ["https://gateway.example/v1", "https://gateway.example"],
  ["https://gateway.example/v1/", "https://gateway.example"],
  ["https://gateway.example/fireworks/v1", "https://gateway.example/fireworks"],
  [" https://gateway.example:8443 ", "https://gateway.example:8443"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://localhost:8080", "http://localhost:8080"],
  ["http://[::1]:8080", "http://[::1]:8080"],
  ["https://gateway.example//", "https://gateway.example"],
  ["https://gateway.example/v1beta", "https://gateway.example/v1beta"],
])("%s is %s", (baseUrl, expected) => {
  expect(connect({ baseUrl }, KEY).baseUrl).toBe(expected);
});

test.each([
  ["http://gateway.example", /must be https, or http on this machine/],
  ["http://127.0.0.1.example.com", /must be https, or http on this machine/],
  ["http://localhost.example.com", /must be https, or http on this machine/],
  ["http://10.0.0.1", /must be https, or http on this machine/],
  ["ftp://127.0.0.1", /must be https, or http on this machine/],
  ["https://user:planted@gateway.example", /must not hold a user name or password/],
  ["https://planted@gateway.example", /must not hold a user name or password/],
  ["https://:planted@gateway.example", /^fireworks:baseUrl \(FIREWORKS_BASE_URL\) must not hold a user name/],
  ["https://user:planted@gateway.example:port", /must be a URL such as https:\/\/api\.fireworks\.ai, not what it is/],
  ["gateway.example", /must be a URL such as https:\/\/api\.fireworks\.ai, not "gateway\.example"/],
])("%s is refused", (baseUrl, expected) => {
  expect(() => connect({ baseUrl }, KEY)).toThrow(expected);
  expect(() => connect({ baseUrl }, KEY)).not.toThrow(/planted/);
});

test("a key that was set as the account is not repeated", () => {
  for (const accountId of ["fw_planted", "fw_3ZabcdefghijklmnopqrstuvX"]) {
    expect(() => connect({ accountId }, KEY)).toThrow(/holds an API key: set it to the account's id/);
    expect(() => connect({ accountId }, KEY)).not.toThrow(/fw_/);
  }
  expect(connect({ accountId: "fw_team" }, KEY).account).toBe("accounts/fw_team");
});

test("a key is needed, and has the form of one", () => {
  expect(() => connect({}, {})).toThrow(/^No Fireworks API key: run `pulumi config set --secret fireworks:apiKey …`/);
  expect(() => connect({ apiKey: "  " }, {})).toThrow(/^No Fireworks API key/);
  expect(() => connect({ apiKey: "fw_planted\r\nX-Other: 1" }, {})).toThrow(/has spaces or characters that no key has/);
  expect(() => connect({ apiKey: "fw_planted x" }, {})).not.toThrow(/planted/);
  expect(connect({ apiKey: "fw_planted\n" }, {}).apiKey).toBe("fw_planted");
});

test("an account is an id, in either form", () => {
  expect(connect({ accountId: "accounts/mine" }, KEY).account).toBe("accounts/mine");
  expect(connect({ accountId: " mine\n" }, KEY).account).toBe("accounts/mine");
  for (const accountId of ["accounts/a/b", "xaccounts/a", "../x", "a b", "a?b"])
    expect(() => connect({ accountId }, KEY)).toThrow(
      /fireworks:accountId \(FIREWORKS_ACCOUNT_ID\) must be an account's id/,
    );
});

test("headers of one's own, as the official clients take them", () => {
  const headers = (text: string) => connect({}, { ...KEY, FIREWORKS_CUSTOM_HEADERS: text }).headers;
  expect(headers(" X-A :  b  \n\t\nX-C:d\n")).toEqual({ "x-a": "b", "x-c": "d" });
  expect(headers("")).toEqual({});
  expect(headers("X-Team: search\nX-Url: https://a:1\n")).toEqual({ "x-team": "search", "x-url": "https://a:1" });
  expect(headers("")).toEqual({});
  for (const text of ["X Team: search", "nonsense", "X-Team: a\u0000b"])
    expect(() => headers(text)).toThrow("FIREWORKS_CUSTOM_HEADERS must hold lines such as `X-Team: search`.");
});

test("what this machine is called", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "127.100.20.30", "[::1]", "my.localhost"])
    expect(isLoopback(host)).toBe(true);
  for (const host of [
    "127.0.0.1.example",
    "localhost.example",
    "notlocalhost",
    "x127.0.0.1",
    "8127.0.0.1",
    "0.0.0.0",
    "[::]",
  ])
    expect(isLoopback(host)).toBe(false);
});

test("only a gateway on this machine can be in a hurry", () => {
  const local = { ...KEY, FIREWORKS_BASE_URL: "http://127.0.0.1:8080" };
  expect(connect({}, { ...local, FIREWORKS_SPEED: "60" }).speed).toBe(60);
  expect(connect({}, { ...local, FIREWORKS_SPEED: "" }).speed).toBe(1);
  expect(connect({}, { ...local, FIREWORKS_SPEED: " " }).speed).toBe(1);
  expect(connect({}, { ...local, FIREWORKS_SPEED: "1000" }).speed).toBe(1000);
  expect(connect({}, { ...KEY, FIREWORKS_SPEED: "1" }).speed).toBe(1);
  expect(() => connect({}, { ...KEY, FIREWORKS_SPEED: "60" })).toThrow(/is for an emulator on this machine: unset it/);
  for (const speed of ["0", "0.5", "1001", "fast", "NaN"])
    expect(() => connect({}, { ...local, FIREWORKS_SPEED: speed })).toThrow(/must be a number from 1 to 1000/);
});
