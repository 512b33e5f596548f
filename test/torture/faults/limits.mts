import type { Case } from "./cases.mts";

interface Limit {
  of: (one: Case) => boolean;
  why: string;
}

/** What the API leaves no means to survive. Each is a promise less, so each has to say why. */
const limits: readonly Limit[] = [
  {
    of: ({ fault, when, standing, request }) =>
      fault === "late" && when === "before" && standing && request.operation === "Gateway_CreateApiKey",
    why: "Every attempt to make a key is given up, and all of them take effect afterwards. The keys bear our mark, but so do those of another backend's stack of the same name.",
  },
];

export const limitOf = (one: Case): string | undefined => limits.find(({ of }) => of(one))?.why;
