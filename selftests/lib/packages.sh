# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Which distribution packages are needed, and getting them. Needs common.sh.

host_arch=$(dpkg --print-architecture 2>/dev/null) || host_arch=

# The names that differ between the two distributions.
# shellcheck source=/dev/null
distribution=$(. /etc/os-release && echo "$ID ${ID_LIKE:-}")
case " $distribution " in
*' ubuntu '*) flavour=generic ;;
*' debian '*) flavour=$host_arch ;;
*) flavour= ;;
esac

# What builds the module and the tool.
packages_build=(make gcc libc6-dev kmod pkg-config libsmartcols-dev)
installed() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
		grep -qx installed
}

apt_get() {
	DEBIAN_FRONTEND=noninteractive apt-get -q "$@"
}

# The lists may be missing, or name versions that the mirror no longer has.
update() {
	[ "$(id -u)" = 0 ] || die "the package lists are too old: run" \
		"apt-get update as root"
	quietly 'apt-get update' apt_get update
}

# need PACKAGE...: installs those that are missing, or says which they are.
need() {
	local package missing=()

	[ -n "$flavour" ] || die "knows the packages of Debian and Ubuntu only;" \
		"see $lib/packages.sh for what to install here"
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

# fetch PACKAGE...: their .debs in the folder $scratch/deb, not installed.
fetch() {
	mkdir -p "$scratch/deb"
	# As root, apt fetches as a user of its own, who may not enter the cache.
	(cd "$scratch/deb" && apt_get -o APT::Sandbox::User=root download "$@" \
		>"$scratch/fetch.log" 2>&1)
}

# download PACKAGE...: the same, with fresh lists where the known are too old.
download() {
	fetch "$@" && return
	update
	fetch "$@" && return
	tail -n 3 "$scratch/fetch.log" >&2
	die "cannot download $*"
}

# depends PACKAGE PATTERN: the first package that an installed one depends on
# and whose name fits the pattern.
depends() {
	dpkg-query -W -f '${Depends}' "$1" | tr ',|' '\n' |
		sed 's/^ *//; s/ .*//' | grep -m 1 -E "^$2\$"
}
