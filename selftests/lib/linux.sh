# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Builds kernels from Debian's newest source, each with a config of its own. Source and
# builds stay in $cache/linux: remove the folder to get a newer source. Needs common.sh.
#
# Settings: TCPSTATES_MIRROR, a Debian mirror; TCPSTATES_SOURCE, a linux-source tar.xz
# to use instead of the mirror's.

linux=$cache/linux
linux_suite=trixie-backports
linux_mirror=${TCPSTATES_MIRROR:-http://deb.debian.org/debian}

packages_linux=(make gcc libc6-dev flex bison bc libelf-dev xz-utils
	debian-archive-keyring)

# The host may be older than the suite: apt runs with a configuration of its own, with
# only that suite, and downloads the package without installing it.
linux_apt() {
	local root=$scratch/apt command=$1

	mkdir -p "$root"/etc/apt/{apt.conf.d,preferences.d,sources.list.d} \
		"$root/var/lib/apt/lists/partial" "$root/var/lib/dpkg" \
		"$root/var/cache/apt/archives/partial"
	: >"$root/var/lib/dpkg/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
		"$linux_mirror $linux_suite main" >"$root/etc/apt/sources.list"
	# Mirrors that are snapshots often have an index that has expired.
	"$command" -o Dir="$root" -o APT::Sandbox::User=root \
		-o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
		"${@:2}"
}

# download_linux: downloads the package that linux-source depends on, whose name has
# the newest version, and prints that name.
download_linux() {
	local package

	linux_apt apt-get -q update >&2
	package=$(linux_apt apt-cache depends linux-source |
		sed -n 's/^ *Depends: \(linux-source-[0-9.]*\)$/\1/p')
	mkdir -p "$scratch/deb"
	cd "$scratch/deb"
	linux_apt apt-get -q download "${package:?}" >&2
	echo "$package"
}

# linux_source: unpacks the source.
linux_source() {
	local package

	need "${packages_linux[@]}"
	[ ! -e "$linux/source" ] || return 0
	mkdir -p "$linux/source.new"
	if [ "${TCPSTATES_SOURCE:-}" ]; then
		tar -xJf "$TCPSTATES_SOURCE" -C "$linux/source.new" --strip-components=1
	else
		say "Downloading linux-source from $linux_mirror $linux_suite"
		package=$(download_linux 2>"$scratch/download.log") || {
			tail -n 3 "$scratch/download.log" >&2
			die "no linux-source at $linux_mirror $linux_suite: set" \
				"TCPSTATES_MIRROR, or TCPSTATES_SOURCE to a" \
				"linux-source tar.xz"
		}
		say "Unpacking $package"
		dpkg-deb --fsys-tarfile "$scratch/deb/${package}"_*.deb |
			tar -xO "./usr/src/$package.tar.xz" |
			tar -xJ -C "$linux/source.new" --strip-components=1
		rm -rf "$scratch/deb"
	fi
	mv "$linux/source.new" "$linux/source"
}

# configure_linux FOLDER ARCH CONFIG: makes the .config: from CONFIG, the rest is off,
# or for User Mode Linux as its defaults are. Kconfig silently drops unknown settings
# and those with missing dependencies.
configure_linux() {
	local base=allnoconfig setting

	[ "$2" != um ] || base=alldefconfig
	quietly "configuring $1" make -C "$linux/source" O="$1" ARCH="$2" \
		KCONFIG_ALLCONFIG="$3" "$base"
	while read -r setting; do
		case $setting in
		*=n) ! grep -q "^${setting%=n}=" "$1/.config" ;;
		*) grep -qx -- "$setting" "$1/.config" ;;
		esac || echo "$setting"
	done <"$3" >"$scratch/ignored"
	[ ! -s "$scratch/ignored" ] ||
		die "no effect in $1/.config:" "$(tr '\n' ' ' <"$scratch/ignored")"
}

# build_if_new ARCH CONFIG...: builds the kernel in $tree.
build_if_new() {
	local arch=$1 stamp log=$tree/log

	shift
	linux_source
	mkdir -p "$tree"
	cat "$@" | awk -F '[= ]' '/^CONFIG_/ { of[$1] = $0 }
		END { for (name in of) print of[name] }' | sort >"$tree/wanted"
	stamp=$(cat "$tree/wanted" "$linux/source/Makefile" | sha256sum)
	[ "$(cat "$tree/stamp" 2>/dev/null)" != "$stamp" ] || return 0
	rm -f "$tree/stamp"
	configure_linux "$tree" "$arch" "$tree/wanted"
	say "Building ${tree##*/}; the log is $log"
	make -C "$tree" ARCH="$arch" -j "$jobs" >"$log" 2>&1 || {
		grep -m 5 -E 'error|Error' "$log" >&2 || :
		die "cannot build ${tree##*/}: see $log"
	}
	echo "$stamp" >"$tree/stamp"
}

# build_linux NAME ARCH CONFIG...: builds a kernel if it is not in the cache; later
# CONFIGs replace settings of earlier ones. Sets `tree` to its folder. Another run that
# uses the cache waits.
build_linux() {
	tree=$linux/$1
	mkdir -p "$linux"
	(
		flock 9
		build_if_new "${@:2}"
	) 9>"$linux/lock"
}
