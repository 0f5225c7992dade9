#!/bin/sh
# Installs Debian's chromium for the browser tests where it is missing and may be installed.
# Where it cannot be, the browser tests are skipped and say so by name; this never fails.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
say() { echo "browser tests: $1; they will be skipped"; exit 0; }
command -v apt-get >/dev/null 2>&1 || say "no chromium found and no apt-get to install it"
[ "$(id -u)" = 0 ] || say "no chromium found (apt-get install chromium needs root)"
echo "browser tests: installing chromium"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -q && apt-get install -y -q --no-install-recommends chromium; } >/dev/null 2>&1 ||
    say "chromium could not be installed"
