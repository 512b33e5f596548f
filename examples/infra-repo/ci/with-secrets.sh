#!/usr/bin/env bash
# Runs a command with the secrets that it needs: from ESC if ESC_ENVIRONMENT names an environment, else as the CI's store has put them into the environment.
set -euo pipefail

: "${PULUMI_BACKEND_URL:?is not set. It says where state is kept: s3://BUCKET?region=REGION, or https://api.pulumi.com}"

if [ -n "${ESC_ENVIRONMENT:-}" ]; then
  # ESC is a part of Pulumi Cloud, also where state is kept in a bucket.
  exec env PULUMI_BACKEND_URL="${PULUMI_CLOUD_URL:-https://api.pulumi.com}" \
    pulumi env run "$ESC_ENVIRONMENT" -- env PULUMI_BACKEND_URL="$PULUMI_BACKEND_URL" "$@"
fi
exec "$@"
