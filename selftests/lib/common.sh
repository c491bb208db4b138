# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What all targets share: paths, messages, results, distribution packages, and
# the rest of this library that they need. Sourced after `set -eu`.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lib=$top/selftests/lib
# The files that are copied into guests.
# shellcheck disable=SC2034 # for others
inside=$top/selftests/guest
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tcpstates
jobs=$(nproc)

# Options of the make that called us are not for the makes that we call.
unset MAKEFLAGS MFLAGS MAKELEVEL

say() { printf '==> %s\n' "$*"; }

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# quietly WHAT COMMAND...: prints the command's output only if it fails.
quietly() {
	local what=$1 log
	shift
	log=$(mktemp "$scratch/log.XXXXXX")
	if ! "$@" >"$log" 2>&1 </dev/null; then
		tail -n 30 "$log" >&2
		die "$what failed; see the last lines of its output above"
	fi
	rm -f "$log"
}

# The folder is removed when the script ends. It is in the cache because it may
# get large and /tmp may be in memory.
mkdir -p "$cache" || die "cannot write to the cache $cache: set XDG_CACHE_HOME"
scratch=$(mktemp -d "$cache/run.XXXXXX") ||
	die "cannot write to the cache $cache: set XDG_CACHE_HOME"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# end_jobs: for targets that run several guests at once: at the end, ends those that
# still run, with all that they have started.
end_jobs() {
	local group

	for group in $(jobs -p); do
		kill -- "-$group" 2>/dev/null || :
	done
	wait
	rm -rf "$scratch"
}

# The results of a target, as KTAP.
results=$scratch/results

# record LINE: prints it and keeps it for the totals.
record() { echo "$*" | tee -a "$results"; }

# run_here NAME COMMAND...: a test without a guest; it may print KTAP.
run_here() {
	local name=$1
	shift
	say "Testing the $name"
	if "$@" 2>&1 </dev/null | sed 's/^/# /' | tee -a "$results"; then
		record "ok $name"
	else
		record "not ok $name"
	fi
}

# totals FILE...: prints the line of totals; 1 if anything failed. If the results
# are from guests that run the kselftests, these are installed in $kselftests.
totals() {
	awk -v planned="${kselftests:+$(wc -l <"$kselftests/kselftest-list.txt")}" \
		-f "$lib/totals.awk" "$@"
}

# The host's Debian architecture, and how its distribution names the kernels.
host_arch=$(dpkg --print-architecture 2>/dev/null) || host_arch=
# shellcheck source=/dev/null
case " $(. /etc/os-release && echo "$ID ${ID_LIKE:-}") " in
*' ubuntu '*) flavour=generic ;;
*' debian '*) flavour=$host_arch ;;
*) flavour= ;;
esac

installed() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
		grep -qx installed
}

apt_get() {
	DEBIAN_FRONTEND=noninteractive apt-get -q "$@"
}

# Package lists may be missing, or name versions that the mirror no longer has.
update() {
	[ "$(id -u)" = 0 ] || die "the package lists are too old: run" \
		"apt-get update as root"
	quietly 'apt-get update' apt_get update
}

# need PACKAGE...: installs those that are missing, or names them.
need() {
	local package missing=()

	[ -n "$flavour" ] || die "knows the packages of Debian and Ubuntu only;" \
		"see $lib/common.sh for what to install"
	for package; do
		installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || die "packages are missing: run as root, or" \
		"run: apt-get install --no-install-recommends ${missing[*]}"
	say "Installing ${missing[*]}"
	update
	quietly 'apt-get install' apt_get install -y --no-install-recommends \
		"${missing[@]}"
}

# fetch PACKAGE...: downloads their .debs to $scratch/deb.
fetch() {
	mkdir -p "$scratch/deb"
	# As root, apt downloads as a user that may not enter the cache.
	(cd "$scratch/deb" && apt_get -o APT::Sandbox::User=root download "$@" \
		>"$scratch/fetch.log" 2>&1)
}

# download PACKAGE...: the same; updates the package lists if it fails.
download() {
	fetch "$@" && return
	update
	fetch "$@" && return
	tail -n 3 "$scratch/fetch.log" >&2
	die "cannot download $*"
}

# depends PACKAGE PATTERN: the first dependency of an installed package whose
# name matches.
depends() {
	dpkg-query -W -f '${Depends}' "$1" | tr ',|' '\n' |
		sed 's/^ *//; s/ .*//' | grep -m 1 -E "^$2\$"
}

. "$lib/kernel.sh"
. "$lib/build.sh"
. "$lib/initramfs.sh"
. "$lib/boot.sh"
