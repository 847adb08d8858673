#!/bin/sh
# Builds a folder with Stackplan, Python, Qt and all libraries out of the wheel, tries it out until
# its chart is painted, and packs it: dist/stackplan-VERSION-linux-MACHINE.tar.xz.
#   sh packaging/bundle.sh
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/building.sh"

bring_build_packages xz:xz-utils
[ -f "$wheel" ] || sh "$root/packaging/build.sh"
bring_tools
(
    cd "$root"
    pip_install --no-deps --force-reinstall "$wheel"
    pip_install "${wheel}[hdf5,xlsx]"
)
# PyInstaller's cache would outlive changes of the libraries.
quietly env PYINSTALLER_CONFIG_DIR="$work/cache" "$venv/bin/python" -m PyInstaller --noconfirm \
    --clean --distpath "$work/bundle" --workpath "$work/bundling" "$root/packaging/bundle.spec"

program=$work/bundle/stackplan/stackplan
try_out "$program" "$program"

archive=$dist/stackplan-$version-linux-$(uname -m).tar.xz
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    -C "$work/bundle" -cf - stackplan | xz -1 >"$archive"
echo "$archive"
