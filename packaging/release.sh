#!/bin/sh
# Builds a release out of the last commit, twice, each time in a tree and an environment of its own;
# checks that both are the same byte for byte, and puts them into dist/ with their hashes.
#   sh packaging/release.sh             wheel, source archive, bundle and Debian package
#   sh packaging/release.sh --python    the wheel and the source archive only
set -eu
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"

case ${1:-} in
    '') steps='build try_wheel bundle deb' ;;
    --python) steps='build try_wheel' ;;
    *) fail "usage: sh packaging/release.sh [--python]" ;;
esac
commit=$(git -C "$root" rev-parse HEAD 2>/dev/null) || fail "A release is made in a git checkout."
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
export SOURCE_DATE_EPOCH
changed=$(git -C "$root" status --porcelain --untracked-files=no)
[ -z "$changed" ] || say "Not in the release, since not committed:" "$changed"

trees=$(mktemp -d)
trap 'rm -rf "$trees"' EXIT
trap 'exit 130' INT TERM

for turn in first second; do
    tree=$trees/$turn
    mkdir "$tree"
    git -C "$root" archive "$commit" | tar -x -C "$tree"
    for step in $steps; do
        say "The $turn time: $step ..."
        sh "$tree/packaging/$step.sh" >/dev/null
    done
    rm -rf "$tree/build"
done

differing=$(diff -rq "$trees/first/dist" "$trees/second/dist") ||
    fail "Two builds of $commit differ:" "$differing"
mkdir -p "$root/dist"
cp "$trees/first/dist"/* "$root/dist"
cd "$root/dist"
for file in "$trees/first/dist"/*; do
    sha256sum "${file##*/}"
done >SHA256SUMS
say "Built twice from $commit, with the same bytes:"
while read -r sum name; do
    printf '%s  %s  %s\n' "$sum" "$(wc -c <"$name")" "$name"
done <SHA256SUMS
