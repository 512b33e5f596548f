// node ci/comment.mjs REPORT STATUS: shows the report on the pull request (GitHub) or merge request (GitLab) of this job, in one comment that later runs rewrite.
import { markdown } from "./markdown.mjs";

/** @typedef {{ list: string, one: (id: number) => string, update: "PATCH" | "PUT", headers: Record<string, string>, hint: string, isOurs: (comment: Comment) => Promise<boolean> }} Forge */
/** @typedef {{ id: number, body: string, user?: { login: string }, author?: { id: number } }} Comment */

/** @type {(name: string) => string} */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the variable ${name} is not set`);
  return value;
}

/** @returns {Forge} */
function github() {
  const repository = `${required("GITHUB_API_URL")}/repos/${required("GITHUB_REPOSITORY")}/issues`;
  return {
    list: `${repository}/${required("PULL_REQUEST")}/comments`,
    one: (id) => `${repository}/comments/${id}`,
    update: "PATCH",
    headers: { authorization: `Bearer ${required("GITHUB_TOKEN")}`, accept: "application/vnd.github+json" },
    hint: "The job needs the permission pull-requests: write.",
    // Whom the job's own token writes as. It may not ask.
    isOurs: async ({ user }) => user?.login === "github-actions[bot]",
  };
}

/** @returns {Forge} */
function gitlab() {
  const request = `projects/${required("CI_PROJECT_ID")}/merge_requests/${required("CI_MERGE_REQUEST_IID")}`;
  const list = `${required("CI_API_V4_URL")}/${request}/notes`;
  /** @type {Promise<{ id: number }> | undefined} */
  let us;
  /** @type {Forge} */
  const forge = {
    list,
    one: (id) => `${list}/${id}`,
    update: "PUT",
    headers: { "private-token": required("GITLAB_TOKEN") },
    hint: "GITLAB_TOKEN is a project access token with the role Reporter and the scope api.",
    isOurs: async ({ author }) => {
      us ??= /** @type {Promise<{ id: number }>} */ (call(forge, "GET", `${required("CI_API_V4_URL")}/user`));
      return author?.id === (await us).id;
    },
  };
  return forge;
}

/** @type {(forge: Forge, method: string, url: string, body?: string) => Promise<unknown>} */
async function call(forge, method, url, body) {
  const headers = { ...forge.headers, "content-type": "application/json" };
  const answer = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify({ body }) }) });
  if (answer.ok) return answer.json();
  throw new Error(`${method} ${url}: ${answer.status} ${answer.statusText}. ${forge.hint}`);
}

const PAGE = 100;

/** @type {(forge: Forge, mark: string, page?: number) => Promise<number | undefined>} */
async function earlier(forge, mark, page = 1) {
  const answer = await call(forge, "GET", `${forge.list}?per_page=${PAGE}&page=${page}`);
  const comments = /** @type {Comment[]} */ (answer);
  // Anybody can write the mark.
  for (const comment of comments) if (comment.body.startsWith(mark) && (await forge.isOurs(comment))) return comment.id;
  return comments.length < PAGE ? undefined : earlier(forge, mark, page + 1);
}

/** @type {(report: string, status: string) => Promise<void>} */
async function show(report, status) {
  const stack = required("PULUMI_STACK");
  const mark = `<!-- pulumi preview of ${stack} -->`;
  const heading = `### Preview of \`${stack}\`${status === "0" ? "" : " failed"}`;
  const body = `${mark}\n${markdown(report, heading)}`;
  const forge = process.env.GITLAB_CI ? gitlab() : github();
  const id = await earlier(forge, mark);
  await (id === undefined ? call(forge, "POST", forge.list, body) : call(forge, forge.update, forge.one(id), body));
}

const [, , report = "", status = "0"] = process.argv;
try {
  await show(report, status);
} catch (error) {
  console.error(`The preview could not be shown as a comment: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
