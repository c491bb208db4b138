# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The system that the machine with Secure Boot runs: a Debian root with what an
# installer puts on such a machine, and tcpstates installed there by apt. Needs
# common.sh and packages.sh.

# The boot chain is Debian's signed one; the rest is what DKMS needs. dkms signs
# with openssl and does not ask for it.
packages_root=systemd-sysv,udev,kmod,initramfs-tools,zstd,shim-signed
packages_root+=,grub-efi-amd64-signed,mokutil,linux-image-amd64
packages_root+=,linux-headers-amd64,dkms,gcc,make,openssl

# cached_root SUITE: sets `root` to a root of this Debian release without
# tcpstates; made once. Not to be written to.
cached_root() {
	root=$cache/root/secureboot-$1
	[ ! -e "$root/.complete" ] || return 0
	say "Making a root of Debian $1"
	rm -rf "$root"
	mkdir -p "$cache/root"
	# An initramfs with drivers for all disks would take an emulated machine
	# longer to unpack than all else. Some suites are past the date their index
	# is valid to. The hook's $1 is mmdebstrap's.
	# shellcheck disable=SC2016
	quietly mmdebstrap mmdebstrap --variant=apt \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--aptopt='APT::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" &&
			echo MODULES=list >"$1/etc/initramfs-tools/conf.d/small" &&
			printf "%s\n" virtio_pci virtio_blk ext4 \
				>"$1/etc/initramfs-tools/modules"' \
		--include="$packages_root" "$1" "$root"
	touch "$root/.complete"
}

# in_own_root ROOT COMMAND...: with a /proc of its own, which is gone with the
# command: dkms and the kernel's build read it.
in_own_root() {
	local root=$1
	shift
	unshare --mount --pid --fork --mount-proc="$root/proc" \
		env DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$root" "$@"
}

# prepare_signing ROOT: what README.md has the administrator of a Debian 11 type,
# whose dkms signs nothing by itself.
prepare_signing() {
	in_own_root "$1" openssl req -new -x509 -nodes -days 36500 \
		-newkey rsa:2048 -subj '/CN=DKMS module signing key' \
		-keyout /root/mok.priv -outform DER -out /root/mok.der &&
	echo 'sign_tool=/etc/dkms/sign_helper.sh' >>"$1/etc/dkms/framework.conf"
}

# install_packages ROOT FOLDER: the packages in FOLDER, with apt. The tool is
# for the release it was built on and later ones; without it, README.md's line
# has the module loaded at boot.
install_packages() {
	local root=$1 packages=("$2"/tcpstates-dkms_*.deb "$2"/tcpstates_*.deb)

	if [ -e "$root/etc/dkms/sign_helper.sh" ]; then
		prepare_signing "$root" || return
		packages=("$2"/tcpstates-dkms_*.deb)
		echo tcpstates >"$root/etc/modules-load.d/tcpstates.conf"
	fi
	mkdir -p "$root/packages"
	cp "${packages[@]}" "$root/packages/"
	in_own_root "$root" sh -c \
		'apt-get install -q -y --no-install-recommends /packages/*.deb'
}
