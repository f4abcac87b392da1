#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# twinack.core is YAML, lists every file of the RTL and no other, and has the program's version; its
# generator makes the package that the build makes, and names what its input lacks.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
miss() {
  echo "$1"
  bad=1
}
rules='{extends: relaxed, rules: {line-length: disable}}'
[ "$(head -n 1 twinack.core)" = CAPI=2: ] || miss "twinack.core: the first line is not CAPI=2:"
said=$(yamllint -d "$rules" twinack.core) || miss "$said"
different=$(diff <(grep -oE 'rtl/[a-z0-9_/]+\.(svh|sv|vlt)' twinack.core | sort) \
  <(git ls-files 'rtl/*.sv' 'rtl/*.svh' 'rtl/*.vlt' | sort)) ||
  miss "twinack.core (<) and rtl/ (>): $different"
version=$(sed -n 's/^const char \*argp_program_version = "twinack \(.*\)";/\1/p' sw/twinack/main.c)
grep -qx "name: ::twinack:$version" twinack.core || miss "twinack.core: not of version $version"
grep -q "^## $version" CHANGELOG.md || miss "CHANGELOG.md: nothing on $version"

root=$PWD
printf "gapi: '1.0'\nfiles_root: %s\nvlnv: ::twinack-layout:0\n" "$root" >"$work/config.yml"
(cd "$work" && bash "$root/scripts/fusesoc-layout" config.yml) || miss "the generator failed"
cmp -s "$work/twk_pkg.sv" build/gen/twk_pkg.sv || miss "the generator makes another package"
said=$(yamllint -d "$rules" "$work/twinack-layout.core") || miss "$said"
echo "gapi: '1.0'" >"$work/bad.yml"
said=$(cd "$work" && bash "$root/scripts/fusesoc-layout" bad.yml 2>&1)
[ $? -eq 2 ] && [[ $said == *files_root* ]] || miss "bad input of the generator: '$said'"
exit $bad
