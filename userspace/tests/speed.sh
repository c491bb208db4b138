# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a run costs, in instructions of the process itself

# instructions COMMAND...
instructions() {
	valgrind --tool=callgrind --callgrind-out-file="$tmp/callgrind" "$@" \
		2>&1 >"$tmp/out" | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# In the C locale, where cat costs least.
# cheap OPTION: at most one and a half times what cat costs
cheap() {
	ours=$(LC_ALL=C instructions "$tool" "$1" -f "$tmp/1")
	: >"$tmp/want.err"
	: >"$tmp/err"
	echo "at most $((cat * 3 / 2))" >"$tmp/want.out"
	if [ "$ours" -le $((cat * 3 / 2)) ]; then
		cp "$tmp/want.out" "$tmp/out"
	else
		echo "$ours" >"$tmp/out"
	fi
	compare "$1 costs at most 1.5 times what cat costs" 0
}

name="what a run costs"
if [ -n "${WRAPPER:-}" ]; then
	skip "$name" "a wrapper costs, too"
elif ! command -v valgrind >"$tmp/why"; then
	skip "$name" "there is no valgrind"
elif ! cat --version 2>"$tmp/why" | grep -q 'GNU coreutils'; then
	skip "$name" "cat is not that of GNU coreutils"
else
	status=0
	cat=$(LC_ALL=C instructions cat "$tmp/1")
	cheap -r
	cheap -m
fi
