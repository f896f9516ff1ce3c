#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# newcomer.sh SOURCE_DIR MMUBENCH: adds a workload to a copy of the tree exactly as README.md says under "Adding a
# workload", whose file names, code and commands are taken from there, and runs it. Built is only the workload; it runs
# by the MMUBENCH given, with fixed iterations. Fails when the README no longer fits the code.
set -eu
source=$1 mmubench=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
tree=$out/tree

fail() {
    echo "newcomer: $*"
    exit 1
}

section=$out/section
awk '/^## / { on = $0 == "## Adding a workload"; next } on' "$source/README.md" >"$section"

# block N: the N-th indented block of the section, without the indent. Blank lines inside belong to it.
block() {
    awk -v want="$1" '
        /^    / { if (!inside) { n++; inside = 1; blank = 0 }
                  if (n == want) { while (blank-- > 0) print ""; print substr($0, 5) }
                  blank = 0; next }
        /^$/ { blank++; next }
        { inside = 0 }' "$section"
}
# named PATTERN: the first name in backquotes that looks like the pattern.
named() {
    # shellcheck disable=SC2016 # backquotes of Markdown
    grep -o '`[^`]*`' "$section" | tr -d '`' | grep -E "$1" | head -n 1
}

file=$(named '^guests/workloads/.*\.c$') || fail "README names no workload file"
table=$(named 'CMakeLists\.txt$') || fail "README names no table"
list=$(named '^[A-Z]+$') || fail "README names no list"
name=$(basename "$file" .c)
line=$(block 2)
[ "$(block 2 | wc -l)" -eq 1 ] || fail "it is more than one line that goes into the table: $line"
[ -n "$(block 1)" ] || fail "README shows no workload"

mkdir "$tree"
(cd "$source" && tar -c --exclude=./build --exclude=./.git --exclude=./results .) | tar -x -C "$tree"
[ ! -e "$tree/$file" ] || fail "$file is there already"
block 1 >"$tree/$file"
grep -q "^set($list\$" "$tree/$table" || fail "$table has no list $list"
sed -i "s/^set($list\$/&\n    $line/" "$tree/$table"

# One file and one line, no more.
changed=$(diff -rq -x build -x .git -x results "$source" "$tree" | wc -l)
[ "$changed" -eq 2 ] || fail "$changed files differ from the tree"
[ "$(diff "$source/$table" "$tree/$table" | grep -c '^[<>]')" -eq 1 ] || fail "more than a line of $table differs"

block 3 >"$out/commands"
cd "$tree"
configured=
while read -r command; do
    case $command in
    "cmake --preset "*)
        $command >"$out/log" 2>&1 || { cat "$out/log"; fail "$command"; }
        configured=yes ;;
    "cmake --build "*)
        $command --target "guest_$name" "native_$name" >"$out/log" 2>&1 || { cat "$out/log"; fail "$command"; } ;;
    "build/release/bench/mmubench run "*)
        # shellcheck disable=SC2086 # the words of a command
        "$mmubench" ${command#* } --guests=build/release/guests --counts --repeat=1 --samples=3 -o "$out/run" ||
            fail "$command" ;;
    *) fail "what to do with: $command" ;;
    esac
done <"$out/commands"
[ -n "$configured" ] || fail "README does not say how to build"

for mode in spt native; do
    grep "\"workload\":\"$name\"" "$out/run/summary.jsonl" | grep -q "\"mmu\":\"$mode\"" ||
        fail "$name has no result in mode $mode"
done
"$mmubench" list --guests=build/release/guests | grep -q "^ *$name: " || fail "mmubench list does not know $name"
echo "newcomer: $name runs in spt and native: one file, one line"
