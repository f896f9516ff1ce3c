#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# services.sh MMUBENCH MODE IMAGE: runs the image in one mode; 77 where the machine has no such mode.
set -u
out=$(mktemp -d) || exit 1
"$1" run --mmu="$2" --repeat=2 --ram=64 --out="$out/run" "$3" >"$out/text" 2>&1
code=$?
cat "$out/text"
if [ $code -eq 3 ]; then # EXIT_CODE_MODE of bench/exit_code.h
    echo "SKIP: no mode $2 on this machine"
    code=77
elif [ $code -eq 0 ] && ! grep -q "services: [1-9][0-9]* checks" "$out/text"; then
    echo "the guest did not come to the end of its checks"
    code=1
fi
rm -rf "$out"
exit $code
