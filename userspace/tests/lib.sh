# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Functions for all tests

# shellcheck disable=SC2154 # here is set by run
tool=$here/../tcpst
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
: >"$tmp/in"

passed=0
failed=0
skipped=0
golden=

# one_line NAME: a test's name, whose arguments may have a newline
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

# can NAME COMMAND...: whether the command succeeds, without which the test NAME is
# not possible here; if not, skips the test with what the command said
can() {
	tested=$1
	shift
	if "$@" >"$tmp/why" 2>&1; then
		return 0
	fi
	golden=
	skip "$tested" "$(one_line "$(head -n 1 "$tmp/why")")"
	return 1
}

# own_root COMMAND...: in a bind mount of /, so that / is a mount point, and with
# pseudoterminals. It is made at /proc: this is a mount point, which can be made private
# first, so that no mount shows outside.
own_root() {
	# shellcheck disable=SC2016 # expands inside
	unshare --mount --propagation unchanged -- sh -euc '
		mount --make-private /proc
		mount --rbind / /proc
		mount --make-rprivate /proc
		[ -e /proc/dev/pts/ptmx ] || mount -t devpts none /proc/dev/pts || :
		exec chroot /proc "$@"' sh "$@"
}

# without_licence FILE
without_licence() {
	tail -n +2 "$1"
}

# run ARGUMENTS...: runs the tool; sets $status, $tmp/out and $tmp/err
run() {
	status=0
	# shellcheck disable=SC2086 # a wrapper is a command and its arguments
	${WRAPPER:-} "$tool" "$@" >"$tmp/out" 2>"$tmp/err" <"$tmp/in" || status=$?
}

# expect GOLDEN: the next output to compare, with nothing on stderr
expect() {
	golden=$here/$1.out
	[ -n "${UPDATE:-}" ] || without_licence "$golden" >"$tmp/want.out"
	: >"$tmp/want.err"
}

# mark_rows FILE: libsmartcols colours cells or whole rows, depending on its version
mark_rows() {
	escape=$(printf '\033')
	sed "/${escape}\[2m/{s/${escape}\[[0-9;]*m//g;s/ *\$//;s/^/dim: /;}
		/${escape}\[1;33m/{s/${escape}\[[0-9;]*m//g;s/ *\$//;s/^/notable: /;}" \
		"$1" >"$1.marked"
	mv "$1.marked" "$1"
}

# compare NAME STATUS: compares what run left with $tmp/want.out, $tmp/want.err, STATUS
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
		mark_rows "$tmp/out"
		mark_rows "$tmp/want.out"
		;;
	json-lines*)
		# libsmartcols spaces JSON differently, depending on its version.
		sed -i 's/ //g' "$tmp/out" "$tmp/want.out"
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

# hide_time: in the output, once it is seen to be a time of this hour or the next
hide_time() {
	now=$(date -u +%Y-%m-%dT%H)
	next=$(date -u -d '+1 hour' +%Y-%m-%dT%H 2>/dev/null || echo "$now")
	sed "s/\($now\|$next\):[0-5][0-9]:[0-6][0-9]\.[0-9][0-9][0-9]Z/TIME/" \
		"$tmp/out" >"$tmp/timeless"
	mv "$tmp/timeless" "$tmp/out"
}

# prints GOLDEN ARGUMENTS...: succeeds and prints exactly the expected output
prints() {
	expect "$1"
	shift
	run "$@"
	compare "tcpst $*" 0
}

# prints_json GOLDEN ARGUMENTS...: the same, however the JSON is spaced
prints_json() {
	expect "$1"
	shift
	run "$@"
	if [ -n "${UPDATE:-}" ]; then
		compare "tcpst $*" 0
		return
	fi
	golden=
	tr -d ' \n' <"$tmp/want.out" >"$tmp/squeezed"
	mv "$tmp/squeezed" "$tmp/want.out"
	tr -d ' \n' <"$tmp/out" >"$tmp/squeezed"
	mv "$tmp/squeezed" "$tmp/out"
	compare "tcpst $*" 0
}

# on_terminal GOLDEN COLUMNS LINES ARGUMENTS...: the same on a terminal of this size
on_terminal() {
	expect "$1"
	name="on $2 columns: tcpst"
	columns=$2
	lines=$3
	shift 3
	can "$name $*" "$here/pty" 80 24 true || return 0
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
	compare "tcpst $*" 0
}

# fails STATUS ERROR ARGUMENTS...: prints nothing but one line on stderr
fails() {
	wanted=$1
	: >"$tmp/want.out"
	echo "tcpst: $2" >"$tmp/want.err"
	shift 2
	run "$@"
	compare "tcpst $*" "$wanted"
}

# misused ERROR ARGUMENTS...
misused() {
	error=$1
	shift
	fails 2 "$error; see tcpst --help" "$@"
}

# refuses ERROR SED_EXPRESSION [LEVEL]: refuses a copy that sed has changed
refuses() {
	sed "$2" "$tmp/${3:-1}" >"$tmp/in"
	if cmp -s "$tmp/in" "$tmp/${3:-1}"; then
		echo "the copy was not changed" | not_ok "refuses: $2"
		return
	fi
	run -f -
	: >"$tmp/want.out"
	echo "tcpst: standard input: $1" >"$tmp/want.err"
	compare "refuses at ${3:-1}: $2" 1
	: >"$tmp/in"
}

