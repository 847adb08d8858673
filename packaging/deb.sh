#!/bin/sh
# Puts the bundle into a Debian package: dist/stackplan_VERSION_ARCHITECTURE.deb. It runs on the
# Debian that it is built on, and newer ones. Caches of desktops (MIME types, icons) are renewed by
# the triggers of the packages they belong to, so it has no scripts of its own.
#   sh packaging/deb.sh
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/building.sh"

is_debian || fail "A Debian package is built on Debian, of the oldest release it shall run on."
bring_build_packages dpkg-shlibdeps:dpkg-dev
# Whatever a library needs must be here, or the package that has it is not found.
# shellcheck disable=SC2086  # lists of words
bring_packages "$(missing_libraries libwayland-cursor.so.0:libwayland-cursor0 \
    libwayland-egl.so.1:libwayland-egl1)$(missing_libraries $qt_libraries $window_libraries)" ''
[ -x "$work/bundle/stackplan/stackplan" ] || sh "$root/packaging/bundle.sh"

architecture=$(dpkg --print-architecture)
tree=$work/deb/tree
rm -rf "$work/deb"
mkdir -p "$work/deb/debian" "$tree/DEBIAN" "$tree/usr/lib" "$tree/usr/bin" "$tree/usr/share"
cp -a "$work/bundle/stackplan" "$tree/usr/lib/stackplan"
ln -s ../lib/stackplan/stackplan "$tree/usr/bin/stackplan"

# As the wheel lays it out; only zsh is looked for elsewhere in Debian.
unpacked=$work/deb/wheel
"$venv/bin/python" -m zipfile -e "$wheel" "$unpacked"
cp -R "$unpacked/stackplan-$version.data/data/share/." "$tree/usr/share"
mkdir -p "$tree/usr/share/zsh/vendor-completions"
mv "$tree/usr/share/zsh/site-functions/_stackplan" "$tree/usr/share/zsh/vendor-completions/"
rmdir "$tree/usr/share/zsh/site-functions"
gzip -9n "$tree/usr/share/man/man1/stackplan.1"

documents=$tree/usr/share/doc/stackplan
mkdir -p "$documents"
cp "$root/packaging/copyright" "$documents/copyright"
gzip -9nc "$root/packaging/CHANGELOG.md" >"$documents/changelog.gz"

# What the bundle links to and does not bring, by Debian's own table of libraries.
cd "$work/deb"
printf 'Source: stackplan\n\nPackage: stackplan\nArchitecture: any\n' >debian/control
internal=tree/usr/lib/stackplan/_internal
find tree -type f \( -name '*.so' -o -name '*.so.*' -o -name stackplan -perm -100 \) |
    sort | sed 's/^/-e/' >binaries
# shellcheck disable=SC2046  # a list of words
quietly dpkg-shlibdeps -Tsubstvars --ignore-missing-info \
    "-l$internal" "-l$internal/PySide6/Qt/lib" $(cat binaries)
depends=$(sed -n 's/^shlibs:Depends=//p' substvars)
[ -n "$depends" ] || fail "Not one library of the system is needed? Look at $work/deb/substvars."

cat >"$tree/DEBIAN/control" <<END
Package: stackplan
Version: $version
Architecture: $architecture
Maintainer: The Stackplan developers <stackplan@localhost>
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f1)
Depends: $depends
Suggests: parallel, slurm-client
Section: science
Priority: optional
Description: plan how the runs of an experiment are spread over processors
 Spyral analyses the runs of an AT-TPC experiment on several processors and
 hands each one a stack of runs. Stackplan shows these stacks before hours of
 computing start, checks the trace files, and makes the longest stack shorter.
 .
 Python, Qt and all Python libraries come with the package.
END
(
    cd "$tree"
    find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums
)
chmod -R u+rwX,go+rX,go-w "$tree"
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
deb=$dist/stackplan_${version}_$architecture.deb
quietly dpkg-deb --root-owner-group --threads-max=1 -Zxz -z1 --build "$tree" "$deb"
echo "$deb"
