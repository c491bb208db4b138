# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What all tests share

# shellcheck disable=SC2154 # here is set by run
tool=$here/../tcpstates
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
: >"$tmp/in"

passed=0
failed=0
skipped=0
golden=

# one_line NAME: of a test, whose arguments may hold a newline
one_line() {
	printf '%s' "$1" | tr '\n' ' ' | sed "s|$tmp/||g"
}

ok() {
	passed=$((passed + 1))
	printf 'ok %s - %s\n' $((passed + failed + skipped)) "$(one_line "$1")"
}

not_ok() {
	failed=$((failed + 1))
	printf 'not ok %s - %s\n' $((passed + failed + skipped)) "$(one_line "$1")"
	sed 's/^/# /'
}

skip() {
	skipped=$((skipped + 1))
	printf 'ok %s - %s # SKIP %s\n' $((passed + failed + skipped)) \
		"$(one_line "$1")" "$2"
}

# without_licence FILE
without_licence() {
	tail -n +2 "$1"
}

# run ARGUMENTS...: the tool's output to $tmp/out, $tmp/err, its status to $status
run() {
	status=0
	# shellcheck disable=SC2086 # a wrapper is a command and its arguments
	${WRAPPER:-} "$tool" "$@" >"$tmp/out" 2>"$tmp/err" <"$tmp/in" || status=$?
}

# expect GOLDEN: an output, and nothing on stderr
expect() {
	golden=$here/$1.out
	[ -n "${UPDATE:-}" ] || without_licence "$golden" >"$tmp/want.out"
	: >"$tmp/want.err"
}

# dim_rows FILE: old and new libsmartcols put colours around cells and around rows
dim_rows() {
	escape=$(printf '\033')
	sed "/${escape}\[2m/{s/${escape}\[[0-9;]*m//g;s/ *\$//;s/^/dim: /;}" "$1" \
		>"$1.dim"
	mv "$1.dim" "$1"
}

# compare NAME STATUS: what run left against $tmp/want.out, $tmp/want.err, STATUS
compare() {
	if [ -n "${UPDATE:-}" ] && [ -n "$golden" ] && [ "$status" -eq "$2" ]; then
		cp "$tmp/out" "$tmp/want.out"
		{
			echo "# SPDX-License-Identifier: GPL-2.0-only"
			cat "$tmp/out"
		} >"$golden"
	fi
	case "${golden##*/}" in
	show-*|color*|series-*|numbers-*)
		dim_rows "$tmp/out"
		dim_rows "$tmp/want.out"
		;;
	esac
	golden=
	if {
		[ "$status" -eq "$2" ] || echo "exit status $status, not $2"
		diff -u "$tmp/want.out" "$tmp/out" || :
		diff -u "$tmp/want.err" "$tmp/err" || :
	} >"$tmp/difference" && [ ! -s "$tmp/difference" ]; then
		ok "$1"
	else
		not_ok "$1" <"$tmp/difference"
	fi
}

# prints GOLDEN ARGUMENTS...: succeeds, prints the golden file and nothing else
prints() {
	expect "$1"
	shift
	run "$@"
	compare "tcpstates $*" 0
}

# prints_json GOLDEN ARGUMENTS...: the same, however the JSON is spaced
prints_json() {
	without_licence "$here/$1.out" | tr -d ' \n' >"$tmp/want.out"
	: >"$tmp/want.err"
	shift
	run "$@"
	tr -d ' \n' <"$tmp/out" >"$tmp/squeezed"
	mv "$tmp/squeezed" "$tmp/out"
	compare "tcpstates $*" 0
}

# no_terminal NAME: skips the test, for want of pseudoterminals, as in a chroot
# without /dev/pts
no_terminal() {
	if why=$("$here/pty" 80 24 true 2>&1); then
		return 1
	fi
	golden=
	skip "$1" "$(one_line "$why")"
}

# on_terminal GOLDEN COLUMNS LINES ARGUMENTS...: the same on a terminal of a size
on_terminal() {
	expect "$1"
	name="on $2 columns: tcpstates"
	columns=$2
	lines=$3
	shift 3
	! no_terminal "$name $*" || return 0
	status=0
	# shellcheck disable=SC2086 # a wrapper is a command and its arguments
	"$here/pty" "$columns" "$lines" ${WRAPPER:-} "$tool" "$@" \
		>"$tmp/out" 2>"$tmp/err" <"$tmp/in" || status=$?
	compare "$name $*" 0
}

# says TEXT ARGUMENTS...: succeeds, prints one line and nothing else
says() {
	echo "$1" >"$tmp/want.out"
	: >"$tmp/want.err"
	shift
	run "$@"
	compare "tcpstates $*" 0
}

# fails STATUS ERROR ARGUMENTS...: prints nothing but one line on stderr
fails() {
	wanted=$1
	: >"$tmp/want.out"
	echo "tcpstates: $2" >"$tmp/want.err"
	shift 2
	run "$@"
	compare "tcpstates $*" "$wanted"
}

# misused ERROR ARGUMENTS...
misused() {
	error=$1
	shift
	fails 2 "$error; see tcpstates --help" "$@"
}

# refuses ERROR SED_EXPRESSION [LEVEL]: a copy that sed has spoilt
refuses() {
	sed "$2" "$tmp/${3:-1}" >"$tmp/in"
	if cmp -s "$tmp/in" "$tmp/${3:-1}"; then
		echo "the copy was not changed" | not_ok "refuses: $2"
		return
	fi
	run -f -
	: >"$tmp/want.out"
	echo "tcpstates: standard input: $1" >"$tmp/want.err"
	compare "refuses at ${3:-1}: $2" 1
	: >"$tmp/in"
}

: >"$tmp/in"
for level in 0 1 2; do
	without_licence "$here/verbose$level.proc" >"$tmp/$level"
done
