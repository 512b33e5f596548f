#!/usr/bin/env bash
# What a merge would change, as a comment on the pull request or merge request.
set -euo pipefail

report=$(mktemp)
trap 'rm -f "$report"' EXIT

status=0
pulumi preview --stack "$PULUMI_STACK" --diff --non-interactive --color never >"$report" 2>&1 || status=$?
cat "$report"
node ci/comment.mjs "$report" "$status"
exit "$status"
