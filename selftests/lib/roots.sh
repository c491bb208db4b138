# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Roots of Debian releases as servers have them: systemd, dkms, kernels with their
# headers. They are made once and never changed: changes go to a layer on top, which
# is deleted after the run. They are made again whenever this file changes. Needs
# common.sh.

# suite_kernels SUITE: sets
#   before  the kernels that the server has before tcpstates is installed
#   after   those that are installed later, as an upgrade or beside the first
# as package names without linux-image- and linux-headers-. `oldest` is the oldest
# one that the mirror has.
suite_kernels() {
	before=(amd64)
	after=()
	case $1 in
	bookworm)
		before=(oldest)
		after=(amd64)
		;;
	trixie)
		after=(rt-amd64 cloud-amd64)
		;;
	esac
}

# kernel_packages KERNEL...: prints their packages, one per line.
kernel_packages() {
	local kernel
	for kernel; do
		printf '%s\n' "linux-image-$kernel" "linux-headers-$kernel"
	done
}

# On every server.
server_packages=(systemd-sysv udev dbus kmod iproute2 procps dkms openssl
	initramfs-tools zstd apparmor)
# To build the packages, in the root of the oldest release.
oldest_suite=bullseye
build_packages=(build-essential debhelper libmnl-dev libsmartcols-dev pkg-config)
# To boot with Secure Boot and to enroll keys.
secureboot_packages=(shim-signed grub-efi-amd64-signed mokutil)
# To run the packages' tests as Debian does, in one root.
autopkgtest_suite=trixie
autopkgtest_packages=(autopkgtest gcc libc6-dev linux-source make rsync)
# SELinux, and tools to build a policy, in one root.
selinux_suite=bookworm
selinux_packages=(selinux-policy-default selinux-policy-dev policycoreutils
	selinux-utils make)

as_administrator=(env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
	DEBIAN_FRONTEND=noninteractive)

# install_oldest ROOT: installs the oldest kernel that the root's mirror has.
install_oldest() {
	local kernel

	kernel=$(chroot "$1" apt-cache search --names-only \
		'^linux-headers-[0-9.]+-[0-9]+-amd64$' | cut -d ' ' -f 1 |
		sort -V | head -n 1)
	# shellcheck disable=SC2046 # words
	chroot "$1" "${as_administrator[@]}" apt-get -qq install -y \
		$(kernel_packages "${kernel#linux-headers-}")
}

# later_packages SUITE: prints the packages that are installed only in a layer; the
# root has them downloaded.
later_packages() {
	local before after

	suite_kernels "$1"
	kernel_packages "${after[@]}"
	printf '%s\n' "${secureboot_packages[@]}"
	case $1 in
	"$oldest_suite") printf '%s\n' "${build_packages[@]}" ;;
	"$autopkgtest_suite") printf '%s\n' "${autopkgtest_packages[@]}" ;;
	"$selinux_suite") printf '%s\n' "${selinux_packages[@]}" ;;
	esac
}

# new_root SUITE FOLDER
new_root() {
	local suite=$1 new=$2 before after include later options=()

	suite_kernels "$suite"
	include=("${server_packages[@]}")
	if [ "${before[*]}" != oldest ]; then
		mapfile -t -O ${#include[@]} include < <(kernel_packages "${before[@]}")
	fi
	if [ "${suite%-backports}" != "$suite" ]; then
		options=(--setup-hook="echo deb http://deb.debian.org/debian $suite \
main >\$1/etc/apt/sources.list.d/backports.list"
			--aptopt="APT::Default-Release \"$suite\"")
	fi
	# An emulated machine would take minutes to unpack an initramfs with the
	# drivers of all disks. The hooks' $1 is the root.
	# shellcheck disable=SC2016
	make_root apt "${suite%-backports}" "$new" --skip=cleanup/apt \
		--aptopt='APT::Keep-Downloaded-Packages "true"' \
		--essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" &&
			echo MODULES=list >"$1/etc/initramfs-tools/conf.d/small" &&
			printf "%s\n" virtio_pci virtio_blk ext4 \
				>"$1/etc/initramfs-tools/modules"' \
		"${options[@]}" --include="$(IFS=,; echo "${include[*]}")" || return
	if [ "${before[*]}" = oldest ]; then
		install_oldest "$new" || return
	fi
	chroot "$new" apt-get clean
	mapfile -t later < <(later_packages "$suite")
	chroot "$new" apt-get -qq install -y --download-only \
		-o APT::Sandbox::User=root "${later[@]}"
}

# need_root SUITE: makes the root $cache/machine/SUITE if it is missing, or was made
# by another version of this file.
need_root() {
	local root=$cache/machine/$1 recipe

	recipe=$(cksum <"${BASH_SOURCE[0]}")
	mkdir -p "$cache/machine"
	(
		flock 9
		[ "$(cat "$root.recipe" 2>/dev/null)" != "$recipe" ] || exit 0
		rm -rf "$root" "$root.new"
		new_root "$1" "$root.new" && mv "$root.new" "$root" &&
			echo "$recipe" >"$root.recipe"
	) 9>"$root.lock"
}

# A layer is a folder: its `upper` has the differences from a root. The two are
# joined at its `root` for one command, in a mount namespace of its own, so nothing
# stays mounted.

# with_layer SUITE FOLDER COMMAND...
with_layer() {
	mkdir -p "$2/root" "$2/upper" "$2/work"
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -c 'mount -t overlay -o "$1" overlay "$2" && shift 2 &&
		exec "$@"' sh \
		"lowerdir=$cache/machine/$1,upperdir=$2/upper,workdir=$2/work" \
		"$2/root" "${@:3}"
}

# in_layer SUITE FOLDER COMMAND...: as its administrator would run it.
in_layer() {
	# shellcheck disable=SC2016 # for the inner shell
	with_layer "$1" "$2" sh -c 'mount -t proc proc "$1/proc" &&
		mount -t devpts devpts "$1/dev/pts" && exec chroot "$@"' sh \
		"$2/root" "${as_administrator[@]}" "${@:3}"
}
