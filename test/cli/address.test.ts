import { withoutPasswords } from "../../src/cli/address";
import { pulumi } from "../../src/cli/pulumi";

test.each([
  ["postgres://me:secret@db.example/state", "postgres://…@db.example/state"],
  ["postgres://me:sec@ret@db.example:5432/state?sslmode=off", "postgres://…@db.example:5432/state?sslmode=off"],
  ["postgres://me:sec/r@et@db.example/state", "postgres://…@db.example/state"],
  ["http://secret@proxy:3128", "http://…@proxy:3128"],
  ["http://sec@ret@proxy:3128", "http://…@proxy:3128"],
  ["s3://bucket/a?region=eu&awskey=secret&x=1", "s3://bucket/a?region=eu&awskey=…&x=1"],
  [
    'no "postgres://me:secret@h/d", nor http://a:secret@p:1; me@example.com',
    'no "postgres://…@h/d", nor http://…@p:1; me@example.com',
  ],
  [
    "file:///srv/state, http://127.0.0.1:8080/@me, https://host/a/@scope/b",
    "file:///srv/state, http://127.0.0.1:8080/@me, https://host/a/@scope/b",
  ],
])("%s is shown as %s", (text, shown) => expect(withoutPasswords(text)).toBe(shown));

test("what pulumi says of its backend bears no password", async () => {
  const env = { PULUMI_BACKEND_URL: "postgres://me:hunt@er22@127.0.0.1:9/state", PULUMI_SKIP_UPDATE_CHECK: "true" };
  const PATH = `${process.env.PULUMI_FIREWORKS_ENGINE}:${process.env.PATH}`;
  const asked = pulumi({ cwd: "." }, ["whoami", "--json"], { env: { ...env, PATH } });
  await expect(asked).rejects.toThrow('unable to open state database "postgres://…@127.0.0.1:9/state"');
});
