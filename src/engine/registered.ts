import { ReadResourceResponse, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { isSecret } from "./wrapped";

const ours = (urn: string) => /(::|\$)pulumi-nodejs:dynamic\/fireworks:\w+::/.test(urn);

function blanked(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(blanked);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, blanked(member)]));
}

type Answer = typeof RegisterResourceResponse.prototype | typeof ReadResourceResponse.prototype;

function text(answer: Answer): string {
  const properties = answer instanceof ReadResourceResponse ? answer.getProperties() : answer.getObject();
  return `${answer.getUrn()},${JSON.stringify(blanked(properties?.toJavaScript()))}`;
}

/**
 * At --debug, from -v=3 on, and in every `pulumi up --json` the SDK prints what the engine answers to a registration,
 * as "RegisterResource RPC finished: …, resp: ${answer}": all properties, secrets in clear. Of ours it shall not.
 */
export function keepSecretsOutOfDebugOutput(): void {
  for (const prototype of [RegisterResourceResponse.prototype, ReadResourceResponse.prototype] as Answer[]) {
    const whole = prototype.toString;
    prototype.toString = function (this: Answer) {
      return ours(this.getUrn()) ? text(this) : whole.call(this);
    };
  }
}
