#!/bin/sh
# Builds the source archive, and from it the wheel, into dist/.
#   sh packaging/build.sh
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/building.sh"

bring_tools
quietly "$venv/bin/python" -m build --no-isolation --outdir "$dist" "$root"
echo "$dist/stackplan-$version.tar.gz"
echo "$wheel"
