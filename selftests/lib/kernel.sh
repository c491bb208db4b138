# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The kernels that can be booted, and the roots with their headers and compilers.
# Needs common.sh.
#
# kernel_of_host and kernel_of_architecture choose a kernel. They set the variables
# that architecture() sets, and
#   release  its release, as uname -r prints it
#   image    a folder in the cache: vmlinuz, and the modules that the guest loads
#   root     where its headers and compiler are; empty for the host's root
#   sysroot  where the guest's programs and libraries are; empty for the host's root
#   cross    make variables that build programs in root for sysroot

# The kernel that is booted is the one that this package has headers of.
packages_kernel=("linux-headers-$flavour")
# For the guest's initramfs. qemu's package is in architecture().
packages_vm=(busybox-static cpio iproute2 xz-utils zstd)

# Modules that the guest loads beside ours. Without them ss reads /proc/net/tcp
# and is no independent source.
ss_modules='inet_diag tcp_diag'

# architecture NAME: everything that differs between architectures. Takes Debian's
# name of it and sets
#   arch         that name
#   triplet      its GNU triplet, for compilers and library folders
#   qemu         qemu's command and options for the machine
#   emulated     further options if the processor is emulated
#   accelerated  further options if it is not
#   qemu_package the package of qemu's command
#   console job_port status_port
#                the guest's names of its three ports: for kernel messages, for
#                the job's output, for the job's exit status
#   ports        qemu's options for the ports; their chardevs are log, job, status
#
# shellcheck disable=SC2034 # set for others
architecture() {
	# For machines with one serial port; the driver is built into the kernels.
	local virtio=(-device virtio-serial -device 'virtconsole,chardev=job'
		-device 'virtconsole,chardev=status')

	arch=$1
	emulated=()
	accelerated=()
	job_port=hvc0
	status_port=hvc1
	case $arch in
	amd64)
		triplet=x86_64-linux-gnu
		qemu=(qemu-system-x86_64)
		# qemu 7.2 emulates CMPXCHG16B wrongly: it may leave part of a
		# pointer in the flags, with the trap flag set.
		emulated=(-cpu 'qemu64,-cx16')
		accelerated=(-cpu host)
		qemu_package="qemu-system-x86"
		console=ttyS0
		job_port=ttyS1
		status_port=ttyS2
		ports=(-serial chardev:log -serial chardev:job
			-serial chardev:status)
		;;
	arm64)
		triplet=aarch64-linux-gnu
		qemu=(qemu-system-aarch64 -machine 'virt,gic-version=max')
		# Emulating the standard cipher for signed pointers is slow.
		emulated=(-cpu 'max,pauth-impdef=on')
		accelerated=(-cpu host)
		qemu_package="qemu-system-arm"
		console=ttyAMA0
		ports=(-serial chardev:log "${virtio[@]}")
		;;
	s390x)
		triplet=s390x-linux-gnu
		qemu=(qemu-system-s390x -cpu max)
		qemu_package="qemu-system-misc"
		console=ttysclp0
		ports=(-device 'sclpconsole,chardev=log' "${virtio[@]}")
		;;
	*)
		die "cannot boot kernels for ${arch:-this machine}:" \
			"$lib/kernel.sh knows only amd64, arm64 and s390x"
		;;
	esac
}

# image_packages: the packages with the kernel and its modules. Some distributions
# have both in the first one.
image_packages() {
	local depends

	depends=$(apt-cache depends "linux-image-$release" \
		2>"$scratch/depends.log") || return
	echo "linux-image-$release"
	sed -n 's/^ *Depends: \(linux-\(binary\|modules\)-[0-9].*\)/\1/p' \
		<<<"$depends"
}

# unpack_image FOLDER: copies what a guest needs from the packages in $scratch/deb.
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

# take_image FOLDER UNPACKED...: the same from folders with unpacked packages.
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
	# The guest's insmod cannot load compressed modules.
	find "$folder.new" -name '*.ko.xz' -exec unxz {} +
	find "$folder.new" -name '*.ko.gz' -exec gunzip {} +
	find "$folder.new" -name '*.ko.zst' -exec zstd -q -d --rm {} +
	rm -rf "$folder"
	mv "$folder.new" "$folder"
}

# The host distribution's own kernel: the newest that has headers.
kernel_of_host() {
	local packages

	# Dies on an unknown distribution, before the architecture is looked at.
	need
	architecture "$host_arch"
	need "${packages_build[@]}" "${packages_kernel[@]}" "${packages_vm[@]}" \
		"$qemu_package"
	root=
	sysroot=
	release=$(depends "${packages_kernel[0]}" 'linux-headers-[0-9].*') ||
		die "${packages_kernel[0]} depends on no kernel: install it again"
	release=${release#linux-headers-}
	image=$cache/kernel/$release
	if [ ! -e "$image/vmlinuz" ]; then
		say "Downloading the kernel $release"
		mkdir -p "$cache/kernel"
		packages=$(image_packages) || { update
			packages=$(image_packages); } ||
			die "the mirror no longer has linux-image-$release:" \
				"run apt-get upgrade"
		# shellcheck disable=SC2086 # words
		download $packages
		unpack_image "$image"
	fi
}

# Roots of other releases need root and private mounts. Mount namespaces cannot be
# made in a chroot whose folder is no mount point.
may_use_roots() {
	[ "$(id -u)" = 0 ] || die "a root of another release requires root"
	unshare --mount true 2>/dev/null || die "cannot make a mount namespace;" \
		"in a chroot: mount --bind FOLDER FOLDER before" \
		"chroot FOLDER; in a container: --cap-add SYS_ADMIN"
}

# in_root COMMAND...: in the root, with /proc and with the cache at the same path
# as outside. The mounts end with the command.
in_root() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -c 'root=$1 cache=$2 && shift 2 &&
		mount -t proc proc "$root/proc" && mkdir -p "$root$cache" &&
		mount --bind "$cache" "$root$cache" &&
		exec chroot "$root" "$@"' sh "$root" "$cache" "$@"
}

# make_root VARIANT SUITE FOLDER [OPTION...]: makes a root of a Debian release.
make_root() {
	local variant=$1
	shift
	rm -rf "$2"
	# Some of these suites have an index that has expired.
	quietly mmdebstrap mmdebstrap --variant="$variant" \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--aptopt='APT::Install-Recommends "false"' "$@"
}

# kernel_of_architecture SUITE NAME: a Debian release's kernel for another
# architecture. Its packages cannot run here: they are unpacked in sysroot, and
# root has that release's cross compiler.
kernel_of_architecture() {
	local recipe

	architecture "$2"
	need "${packages_vm[@]}" "$qemu_package" mmdebstrap
	may_use_roots
	root=$cache/root/$1-$arch
	mkdir -p "$cache/root"
	sysroot=$root/$arch
	# Paths as root sees them.
	cross=(CC="$triplet-gcc --sysroot=/$arch" PKG_CONFIG="env \
PKG_CONFIG_SYSROOT_DIR=/$arch PKG_CONFIG_LIBDIR=/$arch/usr/lib/$triplet/pkgconfig \
pkg-config")
	# One run at a time makes the root; also if another version of this file did.
	exec {root_lock}>"$root.lock"
	flock "$root_lock"
	recipe=$(cksum <"${BASH_SOURCE[0]}")
	if [ "$(cat "$root/.complete" 2>/dev/null)" != "$recipe" ]; then
		say "Making a root of Debian $1 for $arch"
		make_cross_root "$1"
		echo "$recipe" >"$root/.complete"
	fi
	release=$(basename "$root"/usr/src/linux-headers-*-"$arch")
	release=${release#linux-headers-}
	image=$cache/kernel/$release
	if [ ! -e "$image/vmlinuz" ]; then
		mkdir -p "$cache/kernel"
		take_image "$image" "$sysroot/boot" "$sysroot/usr/lib/modules"
	fi
	exec {root_lock}>&-
}

# make_cross_root SUITE: makes root and sysroot, from the main archive only: the
# security archive may have different versions for different architectures.
make_cross_root() {
	local mirror="deb http://deb.debian.org/debian $1 main" kbuild

	make_root extract "$1" "$root.$arch" "$mirror" --architectures="$arch" \
		--include="base-files,busybox-static,coreutils,iproute2,\
libc6-dev,libmnl-dev,libsmartcols-dev,linux-headers-$arch"
	# The kernel build's own programs, which run here.
	kbuild=$(basename "$root.$arch"/usr/lib/linux-kbuild-*)
	make_root apt "$1" "$root" "$mirror" \
		--include="make,perl,pkgconf,rsync,gcc-${triplet/_/-},$kbuild"
	# The headers refer to each other by absolute paths.
	mv "$root.$arch"/usr/src/linux-headers-* "$root/usr/src/"
	mv "$root.$arch" "$sysroot"
}
