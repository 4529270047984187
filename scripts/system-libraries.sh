#!/usr/bin/env bash
# Installs the system libraries that the PDF needs, where this user may; otherwise says what to run.
# Usage: system-libraries.sh PATH_OF_MSME_CHECK
set -u
program=$1
"$program" doctor --quiet && exit 0
if ! command -v apt-get >/dev/null; then
  "$program" doctor
  exit $?
fi
packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  "$program" doctor
  exit $?
fi
echo "Installing the libraries and fonts that the PDF needs: $packages"
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
"$program" doctor --quiet || "$program" doctor
