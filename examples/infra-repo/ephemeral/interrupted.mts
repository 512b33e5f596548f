import { ConcurrentUpdateError, type Stack } from "@pulumi/pulumi/automation/index.js";
import { advice, left, nameOf } from "../ci/left.mjs";
import { idField } from "./guard.mts";

/** Whether a lock was left by a job that was killed: one job at a time works on a pull request's stack, and no person does. */
export type IsLeft = (stack: Stack) => Promise<boolean>;

export async function unlocked<T>(stack: Stack, isLeft: IsLeft, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError) || !(await isLeft(stack))) throw error;
    console.log(`${stack.name} was locked by a job that was killed`);
    await stack.cancel();
    return work();
  }
}

type Left = ReturnType<typeof left>[number];

/** Whose ids are made from the stack's and the resource's name, if nothing pins them: nobody else has such a one. */
export const OWN = ["Dataset", "Deployment", "DeploymentShape", "Model", "Router"];

export function isOwn({ urn, inputs = {} }: Left): boolean {
  const type = urn.split("::").at(-2)?.split(/[:/]/).at(-1) ?? "";
  return OWN.includes(type) && inputs[idField(type)] === undefined;
}

/** What a killed job was creating is in no state, so `destroy` leaves it. The engine has written down how it is called. */
export async function deleteWhatWasLeft(stack: Pick<Stack, "exportStack">): Promise<void> {
  const found = left((await stack.exportStack()).deployment);
  for (const name of found.filter(isOwn).map(nameOf)) if (name) await deleteObject(name);
  const others = found.filter((one) => !isOwn(one) || !nameOf(one));
  if (others.length > 0) throw new Error(advice(others));
}

async function deleteObject(name: string): Promise<void> {
  const key = process.env.FIREWORKS_API_KEY;
  if (!key) throw new Error(`FIREWORKS_API_KEY is not set: ${name}, which a killed job left, cannot be deleted`);
  const url = `${process.env.FIREWORKS_BASE_URL || "https://api.fireworks.ai"}/v1/${name}`;
  const answer = await fetch(url, { method: "DELETE", headers: { authorization: `Bearer ${key}` } });
  if (answer.ok) return console.log(`${name}, which a killed job left, was deleted`);
  if (answer.status !== 404)
    throw new Error(`${name}, which a killed job left, could not be deleted: ${answer.status} ${await answer.text()}`);
}
