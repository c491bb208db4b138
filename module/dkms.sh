#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The module by DKMS, which builds it anew for each kernel that gets installed.
#
#   dkms.sh install KERNEL HEADERS
#                            build it for KERNEL, for those that have it already,
#                            and for each one to come
#   dkms.sh uninstall        take each version out of all kernels
#   dkms.sh copy FOLDER      what a build of the module needs, into FOLDER
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)

die() {
	echo >&2 "tcpstates: $*"
	exit 1
}

# Sources only: what an earlier build left stays where it is.
copy() {
	install -d -m 0755 "$1" "$1/include" "$1/module"
	install -m 0644 Kbuild Makefile dkms.conf "$1/"
	install -m 0644 include/*.[ch] "$1/include/"
	install -m 0644 module/*.[ch] module/compat.mk "$1/module/"
}

ready() {
	[ "$(id -u)" = 0 ] || die "DKMS installs for the whole machine: run as" \
		"root: sudo make dkms-$1"
	command -v dkms >/dev/null || die "dkms is missing: install dkms"
	# A package's files are the package manager's to replace and to remove.
	! dpkg-query -S '/usr/src/tcpstates-*/dkms.conf' >/dev/null 2>&1 || die \
		"the package tcpstates-dkms has it: apt-get remove tcpstates-dkms"
}

# The versions that DKMS has. It wrote a comma after the name before 3.0.
versions() {
	dkms status -m tcpstates | sed -n 's/^tcpstates[,/] *\([^,: ]*\).*/\1/p' | sort -u
}

# The kernels that have one of them.
kernels() {
	dkms status -m tcpstates | sed -n 's/.*, \([^,]*\), [^,:]*: installed.*/\1/p'
}

# DKMS does not replace a module that came by other ways. (Its own are in one of the
# same folders on some distributions.)
none_by_hand() {
	local file kernel

	for file in /lib/modules/*/{extra,updates}/tcpstates.ko*; do
		[ -e "$file" ] || continue
		kernel=${file#/lib/modules/}
		! kernels | grep -q -x -F -e "${kernel%%/*}" || continue
		die "$file came with make modules_install, and DKMS does not" \
			"replace it: rm $file"
	done
}

# Each version from all kernels. The source goes last: without it DKMS could not
# remove what it has.
remove() {
	local version
	for version in $(versions); do
		dkms remove -m tcpstates -v "$version" --all
		rm -rf "/usr/src/tcpstates-$version"
	done
}

# rehearse KERNEL HEADERS: DKMS has one build of a version, the old one goes before
# the new one comes. So that what does not compile leaves it where it is:
rehearse() (
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
	copy "$folder"
	make -s -C "$folder" module KERNELRELEASE="$1" KDIR="$2" \
		>"$folder/log" 2>&1 && exit
	tail -n 30 "$folder/log" >&2
	die "it does not build for the kernel $1, see above; nothing was changed"
)

# where KERNEL HEADERS: sets `options`, by which DKMS finds the headers if it is not
# where it looks by itself. Before 3.0 it would then run make mrproper in them.
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
	die "DKMS did not install it for the kernel $kernel: what it said is above"
}

# install_for KERNEL HEADERS: and for those kernels which have it already, for there
# is one source for all.
install_for() {
	local kernel others

	mapfile -t others < <(kernels | grep -v -x -F -e "$1")
	if [ -n "$(versions)" ]; then
		rehearse "$1" "$2"
		for kernel in "${others[@]}"; do
			rehearse "$kernel" "/lib/modules/$kernel/build"
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
	[ -n "$(versions)" ] || die "DKMS does not have it"
	remove
	;;
copy)
	copy "$2"
	;;
*)
	die "usage: dkms.sh install KERNEL HEADERS | uninstall | copy FOLDER"
	;;
esac
