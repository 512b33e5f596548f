export const camel = (name: string): string =>
  name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/** The camelCase name of a field that is given by either of its names. */
export function fieldNamed(key: string, fields: object): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const name = snakeCase.test(key) ? camel(key) : undefined;
  return name !== undefined && Object.hasOwn(fields, name) ? name : undefined;
}
