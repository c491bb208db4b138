#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs the module with DKMS, which rebuilds it for each new kernel.
#
#   dkms.sh install KERNEL HEADERS
#                            build it for KERNEL, and rebuild it for all kernels
#                            that have it already
#   dkms.sh uninstall        remove all versions from all kernels
#   dkms.sh copy DIRECTORY   copy what a build of the module needs to DIRECTORY
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)

die() {
	echo >&2 "tcpstates: $*"
	exit 1
}

# Copies the sources only, not the output of an earlier build.
copy() {
	install -d -m 0755 "$1" "$1/include" "$1/module"
	install -m 0644 Kbuild Makefile dkms.conf "$1/"
	install -m 0644 include/*.[ch] "$1/include/"
	install -m 0644 module/*.[ch] module/compat.mk "$1/module/"
}

ready() {
	[ "$(id -u)" = 0 ] || die "this requires root: sudo make dkms-$1"
	command -v dkms >/dev/null || die "dkms is missing: apt-get install dkms"
	# Only the package manager may replace or remove the files of a package.
	! dpkg-query -S '/usr/src/tcpstates-*/dkms.conf' >/dev/null 2>&1 || die \
		"remove the package first: apt-get remove tcpstates-dkms"
}

# The versions that DKMS has. Before 3.0, it prints a comma after the name.
versions() {
	dkms status -m tcpstates | sed -n 's/^tcpstates[,/] *\([^,: ]*\).*/\1/p' | sort -u
}

# The kernels that have one of these versions.
kernels() {
	dkms status -m tcpstates | sed -n 's/.*, \([^,]*\), [^,:]*: installed.*/\1/p'
}

# DKMS does not replace a module that was installed in another way. (On some
# distributions, its own modules are in one of these directories.)
none_by_hand() {
	local file kernel

	for file in /lib/modules/*/{extra,updates}/tcpstates.ko*; do
		[ -e "$file" ] || continue
		kernel=${file#/lib/modules/}
		! kernels | grep -q -x -F -e "${kernel%%/*}" || continue
		die "$file was installed by make modules_install;" \
			"DKMS does not replace it: rm $file"
	done
}

# Removes all versions from all kernels. DKMS needs the source for that.
remove() {
	local version
	for version in $(versions); do
		dkms remove -m tcpstates -v "$version" --all
		rm -rf "/usr/src/tcpstates-$version"
	done
}

# try_build KERNEL HEADERS: DKMS has to remove the old build before it makes a new
# one. A source that does not compile must not get that far.
try_build() (
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
	copy "$folder"
	make -s -C "$folder" module KERNELRELEASE="$1" KDIR="$2" \
		>"$folder/log" 2>&1 && exit
	tail -n 30 "$folder/log" >&2
	die "the module does not build for kernel $1, see above; nothing was changed"
)

# where KERNEL HEADERS: sets `options` for headers that are not in the default
# place. Before 3.0, DKMS would run make mrproper there.
where() {
	options=()
	[ "$2" -ef "/lib/modules/$1/build" ] && return
	options=(--kernelsourcedir "$2")
	case $(dkms --version) in
	*[!0-9.][12].*) options+=(--no-prepare-kernel --no-clean-kernel) ;;
	esac
}

# build KERNEL HEADERS
build() {
	local kernel=$1 log options

	where "$kernel" "$2"
	dkms install -m tcpstates -v "$version" -k "$kernel" "${options[@]}" && return
	log=/var/lib/dkms/tcpstates/$version/build/make.log
	[ ! -e "$log" ] || tail -n 30 "$log" >&2
	[ -n "$(kernels)" ] || remove >/dev/null 2>&1 || true
	die "DKMS did not install the module for kernel $kernel, see above"
}

# install_for KERNEL HEADERS: also builds it again for the kernels that have it
# already, because there is one source for all.
install_for() {
	local kernel others

	mapfile -t others < <(kernels | grep -v -x -F -e "$1")
	if [ -n "$(versions)" ]; then
		try_build "$1" "$2"
		for kernel in "${others[@]}"; do
			try_build "$kernel" "/lib/modules/$kernel/build"
		done
		remove
	fi
	rm -rf "/usr/src/tcpstates-$version"
	copy "/usr/src/tcpstates-$version"
	dkms add -m tcpstates -v "$version"
	build "$1" "$2"
	for kernel in "${others[@]}"; do
		build "$kernel" "/lib/modules/$kernel/build"
	done
}

case ${1:-} in
install)
	ready install
	none_by_hand
	install_for "$2" "$3"
	;;
uninstall)
	ready uninstall
	[ -n "$(versions)" ] || die "tcpstates is not installed with DKMS"
	remove
	;;
copy)
	copy "$2"
	;;
*)
	die "usage: dkms.sh install KERNEL HEADERS | uninstall | copy DIRECTORY"
	;;
esac
