# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The completion for bash

completion=$here/../completion/tcpst

# completes WANTED WORDS...: completes the last word; WANTED are the candidates in
# order, separated by blanks
completes() {
	printf '%s\n' "$1" >"$tmp/want.out"
	: >"$tmp/want.err"
	shift
	status=0
	# shellcheck disable=SC2016 # expands inside
	bash -euc '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_tcpst; echo "${COMPREPLY[*]-}"' bash "$completion" tcpst \
		"$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	compare "completes tcpst $*" 0
}

if command -v bash >"$tmp/why"; then
	completes "ports units netns who verbose explain diagram help" ""
	completes "verbose" v
	completes "verbose" -f verbose v
	completes "" --top 3 -S listen ports ""
	completes "simultaneous-close SYN_SENT SYN_RECV" -f x explain s
	completes "0 1 2 toggle" verbose ""
	completes "" verbose 1 ""
	completes "" diagram ""
	completes "--color --color=" diagram --col
	completes "simultaneous-close SYN_SENT SYN_RECV" explain s
	completes "close CLOSED CLOSE_WAIT CLOSING" explain listen clos
	completes "SYN_SENT SYN_RECV" -s syn
	completes "CLOSE CLOSE_WAIT" who --top 3 close
	completes "TIME_WAIT" -z --state ti
	completes "CLOSE CLOSE_WAIT CLOSING" ports --sort clo
	completes "FIN_WAIT1 FIN_WAIT2 FULL" ports -S f
	completes "listen,close,FIN_WAIT1 listen,close,FIN_WAIT2" -s listen,close,f
	completes "LAST_ACK" --state = la
	completes "--count" --cou
	completes "--color --color=" --col
	completes "always" --color = al
	completes "auto always never" --color =
	completes "" -c ""
	completes "" --count 1
	if can "completes --pid, -f" ls -d /proc/self/fd; then
		completes "$$" --pid $$
		completes "$tmp/want.out" -f "$tmp/want.o"
	fi
	namespaces=
	for name in /run/netns/*; do
		[ ! -e "$name" ] || namespaces="$namespaces ${name##*/}"
	done
	completes "${namespaces# }" -N ""

	run --help
	sed -n '/^Options/,/^States/p' "$tmp/out" |
		grep -o -e '[ (]--*[[:alnum:]][-a-z]*' | tr -d ' (' |
		grep -v -x -e -ant | sort -u >"$tmp/want.out"
	bash -c '. "$1"; printf "%s\n" $_tcpst_options' bash "$completion" |
		grep -v = | sort -u >"$tmp/out"
	compare "the completion has the options of --help, and no others" 0

	bash -c '. "$1"; printf "%s\n" $_tcpst_states' bash "$completion" \
		>"$tmp/out"
	tail -n +2 "$tmp/0" | cut -d' ' -f1 >"$tmp/want.out"
	compare "the completion has the states" 0
else
	skip "the completion" "there is no bash"
fi
