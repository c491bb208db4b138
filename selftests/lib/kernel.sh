# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The kernels that can be booted, and building the module for them. Needs
# common.sh, packages.sh and arch.sh.
#
# kernel_of_host and kernel_of_architecture choose a kernel. They set, beside what
# arch.sh does,
#   release  as uname -r will say
#   image    a folder in the cache: vmlinuz, and the modules the guest loads
#   root     where its headers and compiler are; empty for the host's own root
#   sysroot  where the guest's programs and libraries are; empty for the same
#   cross    make's variables to build programs in root for sysroot

# The kernel that is booted is the one whose headers this package brings.
packages_kernel=("linux-headers-$flavour")
# What the guest is made of; what boots it is in arch.sh.
packages_vm=(busybox-static cpio iproute2 xz-utils zstd)

# What the guest loads beside our module: without these, ss falls back to
# /proc/net/tcp, and would be no second opinion.
ss_modules='inet_diag tcp_diag'

# image_packages: those with the kernel and its modules; some distributions have
# them in the first alone.
image_packages() {
	local depends

	depends=$(apt-cache depends "linux-image-$release" \
		2>"$scratch/depends.log") || return
	echo "linux-image-$release"
	sed -n 's/^ *Depends: \(linux-\(binary\|modules\)-[0-9].*\)/\1/p' \
		<<<"$depends"
}

# unpack_image FOLDER: from the packages in $scratch/deb, what a guest needs.
unpack_image() {
	local deb unpacked=$scratch/image

	mkdir -p "$unpacked"
	for deb in "$scratch"/deb/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$unpacked" --wildcards \
			'*/vmlinuz*' '*/net/ipv4/*' 2>"$scratch/tar.log" || :
	done
	take_image "$1" "$unpacked"
	rm -rf "$unpacked" "$scratch/deb"
}

# take_image FOLDER UNPACKED...: the same, from folders with unpacked packages.
take_image() {
	local folder=$1 module
	shift
	rm -rf "$folder.new"
	mkdir -p "$folder.new"
	find "$@" -type f -name 'vmlinuz*' -exec cp {} "$folder.new/vmlinuz" \;
	[ -s "$folder.new/vmlinuz" ] ||
		die "no kernel image in the package linux-image-$release"
	for module in $ss_modules; do
		find "$@" -name "$module.ko*" -exec cp {} "$folder.new/" \;
	done
	# Modules may be packed; the guest's insmod knows no compression.
	find "$folder.new" -name '*.ko.xz' -exec unxz {} +
	find "$folder.new" -name '*.ko.gz' -exec gunzip {} +
	find "$folder.new" -name '*.ko.zst' -exec zstd -q -d --rm {} +
	rm -rf "$folder"
	mv "$folder.new" "$folder"
}

# The host's distribution's own kernel: newest headers, and its image.
kernel_of_host() {
	local packages

	# Ends where the packages are not known, whatever the machine is.
	need
	architecture "$host_arch"
	need "${packages_build[@]}" "${packages_kernel[@]}" "${packages_vm[@]}" \
		"$qemu_package"
	root=
	sysroot=
	release=$(depends "${packages_kernel[0]}" 'linux-headers-[0-9].*') ||
		die "${packages_kernel[0]} names no kernel: install it again"
	release=${release#linux-headers-}
	image=$cache/kernel/$release
	if [ ! -e "$image/vmlinuz" ]; then
		say "Downloading the kernel $release"
		mkdir -p "$cache/kernel"
		packages=$(image_packages) || { update
			packages=$(image_packages); } ||
			die "the mirror does not have linux-image-$release any" \
				"more: run apt-get upgrade"
		# shellcheck disable=SC2086 # words
		download $packages
		unpack_image "$image"
	fi
}

# Roots of other releases are for root, who mounts things in them that nobody else
# sees. In a chroot whose folder is no mount point he cannot.
may_use_roots() {
	[ "$(id -u)" = 0 ] || die "a root of another release takes root's rights"
	unshare --mount true 2>/dev/null || die "no mounts of its own can be" \
		"made here; for a chroot: mount --bind FOLDER FOLDER before" \
		"chroot FOLDER, for a container: --cap-add SYS_ADMIN"
}

# in_root COMMAND...: in the root, with what kernel builds read, and with the
# cache at the place that it has outside. The mounts go with the command.
in_root() {
	# shellcheck disable=SC2016 # expanded by the shell that this is for
	unshare --mount sh -c 'root=$1 cache=$2 && shift 2 &&
		mount -t proc proc "$root/proc" && mkdir -p "$root$cache" &&
		mount --bind "$cache" "$root$cache" &&
		exec chroot "$root" "$@"' sh "$root" "$cache" "$@"
}

# lock_root FOLDER: sets root to it; only one run at a time makes it or
# downloads in it.
lock_root() {
	may_use_roots
	root=$1
	mkdir -p "$(dirname "$root")"
	exec {root_lock}>"$root.lock"
	flock "$root_lock"
}

unlock_root() {
	exec {root_lock}>&-
}

# make_root VARIANT SUITE FOLDER [OPTION...]: a root of a Debian release.
make_root() {
	local variant=$1
	shift
	rm -rf "$2"
	# Some of these suites are past the date their index is valid to.
	quietly mmdebstrap mmdebstrap --variant="$variant" \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--aptopt='APT::Install-Recommends "false"' "$@"
}

# kernel_of_architecture SUITE NAME: the kernel of a Debian release for another
# architecture than the host's. Nothing made for that can run here: its packages
# are only unpacked, into sysroot, and the compiler is a cross compiler of that
# release for the host's architecture.
kernel_of_architecture() {
	architecture "$2"
	need "${packages_vm[@]}" "$qemu_package" mmdebstrap
	lock_root "$cache/root/$1-$arch"
	sysroot=$root/$arch
	# The compiler's view, from within root.
	cross=(CC="$triplet-gcc --sysroot=/$arch" PKG_CONFIG="env \
PKG_CONFIG_SYSROOT_DIR=/$arch PKG_CONFIG_LIBDIR=/$arch/usr/lib/$triplet/pkgconfig \
pkg-config")
	if [ ! -e "$root/.complete" ]; then
		say "Making a root of Debian $1 for $arch"
		make_cross_root "$1"
		touch "$root/.complete"
	fi
	release=$(basename "$root"/usr/src/linux-headers-*-"$arch")
	release=${release#linux-headers-}
	image=$cache/kernel/$release
	if [ ! -e "$image/vmlinuz" ]; then
		mkdir -p "$cache/kernel"
		take_image "$image" "$sysroot/boot" "$sysroot/usr/lib/modules"
	fi
	unlock_root
}

# make_cross_root SUITE: root and sysroot. Only of the main archive, where all
# architectures have packages of one version: those of the security archive may
# be days apart.
make_cross_root() {
	local mirror="deb http://deb.debian.org/debian $1 main" kbuild

	make_root extract "$1" "$root.$arch" "$mirror" --architectures="$arch" \
		--include="base-files,busybox-static,coreutils,iproute2,\
libc6-dev,libsmartcols-dev,linux-headers-$arch"
	# The programs that the kernel's build calls, which run here.
	kbuild=$(basename "$root.$arch"/usr/lib/linux-kbuild-*)
	make_root apt "$1" "$root" "$mirror" \
		--include="make,perl,pkgconf,rsync,gcc-${triplet/_/-},$kbuild"
	# Headers name each other by where they are to be.
	mv "$root.$arch"/usr/src/linux-headers-* "$root/usr/src/"
	mv "$root.$arch" "$sysroot"
}

# build_module FOLDER [VARIABLE=VALUE...]: tcpstates.ko for the chosen kernel
# in FOLDER, a copy of the source. All of the kernel's extra warnings are on.
build_module() {
	local build=(make -C "$1" module -j "$jobs" W=1 KERNELRELEASE="$release"
		KDIR="/usr/src/linux-headers-$release" "${@:2}")

	if [ -z "$root" ]; then
		"${build[@]}"
	else
		in_root "${build[@]}"
	fi
}
