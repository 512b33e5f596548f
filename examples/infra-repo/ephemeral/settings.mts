function setting(name: string, usual: number): number {
  const value = Number(process.env[name] || usual);
  if (!(value >= 0)) throw new Error(`${name} is ${process.env[name]}: it must be a number`);
  return value;
}

/** How long a stack lives after its last `up`: longer than a job may take. */
export const hours = () => setting("TTL_HOURS", 8);
/** Ephemeral stacks at once. */
export const mostStacks = () => setting("MAX_STACKS", 5);
/** Replicas of each deployment. */
export const mostReplicas = () => setting("MAX_REPLICAS", 1);
/** Accelerators of each replica, where a deployment says how many; else its shape does. */
export const mostAccelerators = () => setting("MAX_ACCELERATORS", 1);
