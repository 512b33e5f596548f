/** A package that is published, and what its tarball may hold. */
export interface Published {
  folder: string;
  required: string[];
  allowed: RegExp;
}

export function contentProblems(files: string[], published: Published): string[] {
  const unexpected = files.filter((file) => !published.allowed.test(file));
  const missing = published.required.filter((file) => !files.includes(file));
  return [
    ...unexpected.map((file) => `${file} does not belong in the package`),
    ...missing.map((file) => `${file} is missing from the package`),
  ];
}
