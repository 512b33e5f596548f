import { LLAMA, program, type Site, site } from "./gateway";

const ADAPTER = "accounts/emulator/models/tone";

let here: Site;
let clock: NodeJS.Timeout;
beforeAll(async () => {
  here = await site({ env: { FIREWORKS_SPEED: "40" } }, { speed: 0 });
  // The gateway's time goes on with each look, so that each state is seen, however slow this machine is.
  let seen = 0;
  clock = setInterval(() => {
    const looks = here.gateway.journal({ method: "GET" }).length;
    here.gateway.clock.advance((looks - seen) * 3000);
    seen = looks;
  }, 10);
  const peftDetails = { baseModel: LLAMA, r: 8, targetModules: ["q_proj"] };
  here.gateway.put({ name: ADAPTER, state: "READY", kind: "HF_PEFT_ADDON", peftDetails });
});
afterAll(() => {
  clearInterval(clock);
  return here.dispose();
});

/** What stood in the Info column of a resource's row, one after the other. */
const rows = (output: string, name: string) =>
  output.split("\n").flatMap((line) => {
    const [, text = ""] = new RegExp(`dynamic/fireworks:\\w+ ${name} +(.*)$`).exec(line) ?? [];
    return text === "" ? [] : [text.replace(/^\w+ \(\d+s\) /, "").trim()];
  });

test("each wait shows state, replicas, and how long it has gone on and may", async () => {
  const { stack } = here;
  stack.program(
    program(
      `const chat = new fireworks.Deployment("chat", { baseModel: "${LLAMA}", enableAddons: true, minReplicaCount: 2, waitFor: "serving",
         deploymentShape: "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-minimal" }, { customTimeouts: { create: "40m" } });`,
      `new fireworks.DeployedModel("tone", { model: "${ADAPTER}", deployment: chat.name });`,
      'new fireworks.Model("weights", { kind: "HF_BASE_MODEL", source: { awsS3Source: { s3Bucket: "bucket" } }, preparedPrecisions: ["FP8"] });',
    ),
  );
  const { output } = await stack.up();
  const some = (name: string, words: RegExp) => expect(rows(output, name)).toContainEqual(expect.stringMatching(words));
  some("chat", /^0 of 2 serving, 2 waiting for GPUs, CREATING \((\d+s|\dm\d\ds) of 40m\)$/);
  some("chat", /^0 of 2 serving, 2 downloading, CREATING \((\d+s|\dm\d\ds) of 40m\)$/);
  some("tone", /^DEPLOYING \((\d+s|\dm\d\ds) of 30m\)$/);
  some("weights", /^importing from s3:\/\/bucket\S* \((\d+s|\dm\d\ds) of \w+\)$/);
  some("weights", /^preparing FP8 \((\d+s|\dm\d\ds) of \w+\)$/);
  Object.assign(here.gateway.settings.timing, { deploymentDeleteSeconds: 60, undeploySeconds: 60 });
  const gone = await stack.destroy();
  // A deletion is not told whose row is its own.
  expect(gone.output).toMatch(/ chat-\w+: DELETING \((\d+s|\dm\d\ds) of 1h\)$/m);
  expect(gone.output).toMatch(/ \S+: UNDEPLOYING \((\d+s|\dm\d\ds) of \w+\)$/m);
});
