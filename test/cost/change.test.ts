import { toBe } from "../../src/cost/change";

const H100 = { acceleratorType: "NVIDIA_H100_80GB" };
const SHAPE = { deploymentShape: "accounts/a/deploymentShapes/s" };
const OTHER = { deploymentShape: "accounts/a/deploymentShapes/t" };
const hardware = { ...H100, acceleratorCount: 2 };

test.each<[string, Parameters<typeof toBe>, object]>([
  ["how many GPUs nobody has said is not known", [H100, {}], H100],
  ["as the service says", [H100, { told: hardware }], hardware],
  ["the program above all", [{ ...H100, acceleratorCount: 4 }, { told: hardware }], { ...H100, acceleratorCount: 4 }],
  ["what is there stays", [H100, { was: hardware, olds: H100 }], hardware],
  ["the shape's GPUs stay", [SHAPE, { was: hardware, olds: SHAPE }], hardware],
  ["those of another shape do not", [OTHER, { was: hardware, olds: SHAPE }], {}],
  [
    "nor the count of another type",
    [{ acceleratorType: "NVIDIA_B200_180GB" }, { was: hardware, olds: H100 }],
    { acceleratorType: "NVIDIA_B200_180GB" },
  ],
  [
    "what the program takes out is the service's again",
    [H100, { was: { ...hardware, maxReplicaCount: 3 }, olds: hardware }],
    { ...H100, maxReplicaCount: 3 },
  ],
])("a deployment as it is to be: %s", (_what, [inputs, known], expected) => {
  expect(toBe(inputs, known)).toEqual(expected);
});
