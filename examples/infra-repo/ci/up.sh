#!/usr/bin/env bash
# Makes the account what the default branch says, and takes up what a job that was killed has left.
set -euo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT

up() {
  pulumi up --stack "$PULUMI_STACK" --yes --skip-preview --non-interactive --color never 2>&1 | tee "$log"
}

# The pipeline lets one job at a time come here. So a lock that a job of ours holds was left by one that was killed; anybody else's may be in use.
left_by_us() {
  local holder holders
  holders=$(sed -nE 's/.*: created by (.+) \(pid [0-9]+\) at .*/\1/p' "$log")
  [ -n "$holders" ] || return 1
  while read -r holder; do
    # shellcheck disable=SC2053 # A pattern.
    if [[ $holder != ${PIPELINE_RUNNERS:-} ]]; then
      echo "$PULUMI_STACK is locked by $holder, who is no runner of this pipeline (PIPELINE_RUNNERS: ${PIPELINE_RUNNERS:-not set})." \
        "If that run has ended, run: pulumi cancel --stack $PULUMI_STACK. Then start this job again." >&2
      return 1
    fi
  done <<<"$holders"
}

if ! up; then
  left_by_us || exit 1
  echo "A job of this pipeline was killed and left its lock: this one goes on from there."
  pulumi cancel --stack "$PULUMI_STACK" --yes
  up
fi

# What the killed job was creating has been taken up by now; the engine warns of it until it is told.
if grep -q "pending operations" "$log"; then
  pulumi stack export --stack "$PULUMI_STACK" | node ci/left.mjs
  pulumi refresh --stack "$PULUMI_STACK" --yes --skip-preview --clear-pending-creates --non-interactive --color never
fi
