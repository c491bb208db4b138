# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What all scripts that boot a kernel share: where things are, how they speak,
# and how they leave nothing behind. Sourced, after `set -eu`.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lib=$top/selftests/lib
inside=$top/selftests/guest
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tcpstates
jobs=$(nproc)

# Those of a make that called us are not for the ones that we call.
unset MAKEFLAGS MFLAGS MAKELEVEL

say() { printf '==> %s\n' "$*"; }

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# quietly WHAT COMMAND...: its output is shown only if it fails.
quietly() {
	local what=$1 log
	shift
	log=$(mktemp "$scratch/log.XXXXXX")
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 30 "$log" >&2
		die "$what failed; the last lines of its output are above"
	fi
	rm -f "$log"
}

# A folder that is gone when the script ends, on the cache's file system: it
# may get large, and /tmp may be memory.
mkdir -p "$cache" || die "cannot write the cache $cache: set XDG_CACHE_HOME"
scratch=$(mktemp -d "$cache/run.XXXXXX") ||
	die "cannot write the cache $cache: set XDG_CACHE_HOME"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
