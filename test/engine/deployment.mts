/** What `pulumi stack export` prints, as far as tests look at it. */
export interface Deployment {
  version: number;
  deployment: {
    resources?: StateResource[];
    pending_operations?: { type: string; resource: StateResource }[];
    [key: string]: unknown;
  };
}

export interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  parent?: string;
  provider?: string;
  delete?: boolean;
  protect?: boolean;
  taint?: boolean;
  initErrors?: string[];
  [key: string]: unknown;
}

export function nameOf(resource: StateResource): string {
  return resource.urn.split("::").at(-1) ?? "";
}
