#!/usr/bin/env bash
# Installs what the tests judge reports with: Chromium, Java for veraPDF, poppler; and LibreOffice, which saves the forms
# again. Where this user may not, says what to run; the tests that need them are skipped then.
set -u
have_all() {
  local program
  for program in chromium java javac pdftotext pdftoppm soffice; do
    command -v "$program" >/dev/null || return 1
  done
  [ -e /usr/share/java/jaxb-runtime.jar ]
}
have_all && exit 0
packages="chromium default-jdk-headless libjaxb-java poppler-utils libreoffice-calc-nogui"
if ! command -v apt-get >/dev/null; then
  echo "Some tests are skipped: they need Chromium, a JDK with JAXB, poppler, and LibreOffice Calc."
  exit 0
fi
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "Some tests are skipped. As root: apt-get install $packages"
  exit 0
fi
echo "Installing what the tests use: $packages"
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
have_all || echo "Some tests are skipped: not all of these could be installed: $packages"
