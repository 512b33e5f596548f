import { TOPICS, type Topic } from "../lifecycle/preview";
import { nearest } from "../lifecycle/validate";

/** What the user wants to be told in previews. */
export interface PreviewSettings {
  wanted: ReadonlySet<Topic>;
  /** The use of quotas, for which the account has to be asked. */
  usage: boolean;
  /** What holds of deployments that do not change, too. */
  unchanged: boolean;
}

const without = (topic: Topic) => `no-${topic}`;
const WORDS = [...TOPICS.map(without), "usage", "unchanged", "off", "on"];

/** Pulumi's `true` and `false`, and what people write for them. */
const SAME: Record<string, string> = { true: "on", yes: "on", "1": "on", false: "off", no: "off", "0": "off" };

/** @throws what is wrong with them, and what there is */
export function previewSettings(text: string): PreviewSettings {
  // A list in the configuration arrives as JSON.
  const words = text.split(/[\s,[\]"]+/).filter((word) => word !== "");
  const given = words.map((word) => SAME[word.toLowerCase()] ?? word);
  const wrong = given.find((word) => !WORDS.includes(word));
  if (wrong !== undefined) {
    const meant = nearest(wrong, WORDS);
    throw new Error(
      `fireworks:preview (FIREWORKS_PREVIEW) holds ${JSON.stringify(wrong.slice(0, 60))}, which is none of its words` +
        `${meant ? `: did you mean "${meant}"?` : "."} It is "off", or any of ${WORDS.slice(0, -2).join(", ")}, separated by commas.`,
    );
  }
  const wanted = given.includes("off") ? [] : TOPICS.filter((topic) => !given.includes(without(topic)));
  return { wanted: new Set(wanted), usage: given.includes("usage"), unchanged: given.includes("unchanged") };
}
