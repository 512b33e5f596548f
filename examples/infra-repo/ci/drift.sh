#!/usr/bin/env bash
# Fails if the account is not what the default branch says, and shows which fields differ.
set -euo pipefail

report=$(mktemp)
trap 'rm -f "$report"' EXIT

status=0
pulumi preview --stack "$PULUMI_STACK" --refresh --expect-no-changes --diff --non-interactive --color never >"$report" 2>&1 || status=$?
cat "$report"
if [ "$status" -eq 0 ]; then
  verdict="No drift: $PULUMI_STACK is what the default branch says."
elif grep -q "no changes were expected" "$report"; then
  verdict="Drift: $PULUMI_STACK is not what the default branch says. The next up puts it back; to keep what was changed, write it into the file."
else
  verdict="Drift could not be looked for: see the error."
fi
echo "$verdict"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  node ci/markdown.mjs "$report" "$verdict" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$status"
