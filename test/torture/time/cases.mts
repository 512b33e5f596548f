import { samples } from "../samples.mts";
import { type Situation, situations } from "./situations.mts";

export interface Case {
  sample: number;
  situation: string;
}

export const situationOf = ({ situation }: Case): Situation =>
  situations.find(({ name }) => name === situation) as Situation;

export function casesOf(index: number) {
  const { type, variant } = samples[index] as (typeof samples)[number];
  const title = variant === undefined ? type : `${type} (${variant})`;
  return situations
    .filter(({ has }) => has === undefined || has(samples[index] as (typeof samples)[number]))
    .map(({ name }) => ({
      one: { sample: index, situation: name },
      title: `${title} · ${name}`,
      family: name,
    }));
}
