# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The files of the module in /proc and /sys

# Runs a command without capabilities, even as root.
unprivileged="setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all"

# unshare's option for the rights that other namespaces need; even root may lack them.
user=
unshare --net "$here/put_sockets" listen -- true 2>"$tmp/why" ||
	user=--map-root-user

# as_root LEVEL COMMAND: a shell command with a /proc and a /sys of its own; with
# LEVEL "" there is no module
as_root() {
	# shellcheck disable=SC2016,SC2086 # expands inside; options are words
	unshare --mount ${user:+--net $user} -- sh -euc '
		mount -t tmpfs none /sys
		# A network namespace that outlives the change of /proc
		namespace=$1/namespace
		: >$namespace
		mount --bind /proc/self/ns/net $namespace
		[ -n "${WRAPPER:-}" ] || mount -t tmpfs none /proc
		if [ -n "$2" ]; then
			mkdir -p /sys/module/tcpstates/parameters
			[ -n "${WRAPPER:-}" ] || {
				mkdir -p /proc/thread-self/net
				cp "$1/$2" /proc/thread-self/net/tcpstates
			}
			echo "$2" >/sys/module/tcpstates/parameters/verbose
		fi
		eval "$3"' sh "$tmp" "$1" "$2"
}

# with_module LEVEL SETTING_UP STATUS OUT ERR ARGUMENTS...: OUT ends with the level as
# it is afterwards
with_module() {
	level=$1
	setup=$2
	wanted=$3
	printf '%s' "$4" >"$tmp/want.out"
	printf '%s' "$5" >"$tmp/want.err"
	shift 5
	name="tcpst${*:+ $*}, level ${level:-not there}${setup:+, $setup}"
	case "${WRAPPER:-}:$*" in
	:* | *:verbose*) ;;
	*)
		skip "$name" "a wrapper may need the real /proc"
		return
		;;
	esac
	can "$name" as_root "$level" : || return 0
	status=0
	as_root "$level" "knob=/sys/module/tcpstates/parameters/verbose
		as=
		$setup
		status=0
		\$as ${WRAPPER:-} '$tool' $* || status=\$?
		[ ! -e \$knob ] || cat \$knob
		exit \$status" >"$tmp/out" 2>"$tmp/err" || status=$?
	hide_time
	compare "$name" "$wanted"
}

knob=/sys/module/tcpstates/parameters/verbose
file=/proc/thread-self/net/tcpstates
load="the module is not loaded; load it with: modprobe tcpstates
"
lf='
'

with_module 0 "" 0 "$(without_licence "$here/table0.out")${lf}0$lf" "" ""
with_module 0 "" 0 "0 (numbers)${lf}0$lf" "" verbose
with_module 1 "" 0 "1 (numbers and descriptions)${lf}1$lf" "" verbose
with_module 2 "" 0 "2 (numbers, descriptions and details)${lf}2$lf" "" verbose

with_module 0 "" 0 "1 (numbers and descriptions)${lf}1$lf" "" verbose 1
with_module 1 "" 0 "2 (numbers, descriptions and details)${lf}2$lf" "" verbose 2
with_module 2 "" 0 "0 (numbers)${lf}0$lf" "" verbose 0
with_module 0 "" 0 "1 (numbers and descriptions)${lf}1$lf" "" verbose toggle
with_module 1 "" 0 "0 (numbers)${lf}0$lf" "" verbose toggle
with_module 2 "" 0 "0 (numbers)${lf}0$lf" "" verbose toggle
with_module 1 "" 2 "1$lf" "tcpst: verbose 3: not 0, 1, 2 or toggle; see\
 tcpst --help$lf" verbose 3

# No permission to write, and no capability to override that
with_module 1 "chmod 0444 \$knob; as='$unprivileged'" 1 "1$lf" \
	"tcpst: $knob: Permission denied; run it as root$lf" verbose 2
with_module 1 "chmod 0444 \$knob; as='$unprivileged'" 0 \
	"1 (numbers and descriptions)${lf}1$lf" "" verbose
with_module 1 "chmod 0 $file; as='$unprivileged'" 1 "1$lf" \
	"tcpst: $file: Permission denied; run it as root$lf" ""

# Levels of another version
with_module 1 "echo 3 >\$knob" 1 "3$lf" \
	"tcpst: $knob: \"3\" is a level that this version does not know$lf" verbose
with_module 1 "echo Y >\$knob" 1 "Y$lf" \
	"tcpst: $knob: \"Y\" is a level that this version does not know$lf" verbose toggle

# Linux 5.10 with subset=pid
with_module 1 "rm $file" 1 "1$lf" "tcpst: $file: the module is loaded, but this\
 /proc does not show the file$lf" ""

with_module "" "" 3 "" "tcpst: $file: $load" ""
with_module "" "" 3 "" "tcpst: $file: $load" -J
with_module "" "" 3 "" "tcpst: $knob: $load" verbose
with_module "" "" 3 "" "tcpst: $knob: $load" verbose 0
with_module "" "" 3 "" "tcpst: $knob: $load" verbose toggle
with_module "" "" 2 "" "tcpst: verbose 9: not 0, 1, 2 or toggle; see\
 tcpst --help$lf" verbose 9
