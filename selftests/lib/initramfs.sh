# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The small guests: an initramfs of busybox and a few programs from sysroot, whose
# init runs one job. Needs common.sh and the variables that kernel.sh sets.

# program NAME: its path.
program() {
	PATH=$sysroot/usr/bin:$sysroot/usr/sbin:$sysroot/bin:$sysroot/sbin \
		command -v "$1" || die "no program $1 in ${sysroot:-/}"
}

# needed FILE: the names of the libraries it is linked to and the path of its
# loader; nothing for a script. Not by ldd, which runs the program: it may be of
# another architecture.
needed() {
	LC_ALL=C readelf -W -l -d "$1" 2>/dev/null |
		sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p
			s/.*program interpreter: \(.*\)\]$/\1/p'
}

# library NAME: its path below sysroot.
library() {
	local folder

	case $1 in
	/*) echo "$1"; return ;;
	esac
	for folder in "/lib/$triplet" "/usr/lib/$triplet" /lib64 /lib /usr/lib \
		      /usr/local/lib; do
		[ ! -e "$sysroot$folder/$1" ] || { echo "$folder/$1"; return; }
	done
	die "no library $1 in ${sysroot:-/}"
}

# guest_library FOLDER NAME: adds a library and those that it needs.
guest_library() {
	local path

	path=$(library "$2")
	[ ! -e "$1$path" ] || return 0
	install -D "$sysroot$path" "$1$path"
	guest_libraries "$1" "$sysroot$path"
}

# guest_libraries FOLDER FILE...: adds the libraries that the files need.
guest_libraries() {
	local folder=$1 file name
	shift
	for file; do
		for name in $(needed "$file"); do
			guest_library "$folder" "$name"
		done
	done
}

# guest_program FOLDER PROGRAM...: adds programs and their libraries.
guest_program() {
	local folder=$1
	shift
	install -D -t "$folder/usr/bin" "$@"
	guest_libraries "$folder" "$@"
}

# guest_base FOLDER JOB: what every guest has: busybox, ip, ss and its job.
guest_base() {
	install -D "$(program busybox)" "$1/bin/busybox"
	install "$inside/init" "$1/init"
	install "$inside/$2" "$1/job"
	mkdir -p "$1"/{sbin,usr/sbin,etc,root}
	printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' \
		>"$1/etc/passwd"
	guest_program "$1" "$(program ip)" "$(program ss)"
}

# guest_modules FOLDER MODULE: adds the modules that the guest loads.
guest_modules() {
	local module

	rm -rf "$1/modules"
	mkdir -p "$1/modules"
	cp "$2" "$1/modules/"
	for module in $ss_modules; do
		# Some kernels have them built in.
		[ ! -e "$image/$module.ko" ] || cp "$image/$module.ko" "$1/modules/"
	done
}

# guest_initrd FOLDER: packs the guest into $scratch/initrd. Not compressed: an
# emulated machine reads it faster than it would unpack it.
guest_initrd() {
	(cd "$1" && find . -print0 | cpio --quiet -0 -o -H newc) >"$scratch/initrd"
}
