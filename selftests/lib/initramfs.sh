# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest's root: an initramfs of busybox and a few of sysroot's programs,
# which are the host's if that is empty. Needs common.sh, and what kernel.sh sets.

# program NAME: where it is.
program() {
	PATH=$sysroot/usr/bin:$sysroot/usr/sbin:$sysroot/bin:$sysroot/sbin \
		command -v "$1" || die "no program $1 in ${sysroot:-/}"
}

# needed FILE: names of the libraries that it is linked to, and the path of its
# loader; nothing for a script. ldd would run what may be of another architecture.
needed() {
	LC_ALL=C readelf -W -l -d "$1" 2>/dev/null |
		sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p
			s/.*program interpreter: \(.*\)\]$/\1/p'
}

# library NAME: where it is, below sysroot.
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

# guest_library FOLDER NAME: a library, with those that it needs.
guest_library() {
	local path

	path=$(library "$2")
	[ ! -e "$1$path" ] || return 0
	install -D "$sysroot$path" "$1$path"
	guest_libraries "$1" "$sysroot$path"
}

# guest_libraries FOLDER FILE...: the libraries that the programs among the
# files need; scripts have none.
guest_libraries() {
	local folder=$1 file name
	shift
	for file; do
		for name in $(needed "$file"); do
			guest_library "$folder" "$name"
		done
	done
}

# guest_program FOLDER PROGRAM...: programs, with libraries.
guest_program() {
	local folder=$1
	shift
	install -D -t "$folder/usr/bin" "$@"
	guest_libraries "$folder" "$@"
}

# guest_tool FOLDER COPY: the command-line tool of a built copy of the source,
# with the library that it loads only when it draws a table.
guest_tool() {
	guest_program "$1" "$2/userspace/tcpstates"
	guest_library "$1" libsmartcols.so.1
}

# guest_base FOLDER: what every guest has: busybox, ip and ss.
guest_base() {
	install -D "$(program busybox)" "$1/bin/busybox"
	install "$inside/init" "$1/init"
	mkdir -p "$1"/{sbin,usr/sbin,etc,root}
	printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' \
		>"$1/etc/passwd"
	guest_program "$1" "$(program ip)" "$(program ss)"
}

# guest_modules FOLDER MODULE: in load order, those that the guest loads.
guest_modules() {
	# shellcheck disable=SC2154 # image is set by kernel.sh
	rm -rf "$1/modules"
	mkdir -p "$1/modules"
	cp "$2" "$1/modules/"
	local module
	for module in $ss_modules; do
		# Built in, in some kernels.
		[ ! -e "$image/$module.ko" ] || cp "$image/$module.ko" "$1/modules/"
	done
}

# guest_initrd FOLDER FILE: packs a guest's root. Not compressed: unpacking it
# would cost an emulated machine more than reading it.
guest_initrd() {
	(cd "$1" && find . -print0 | cpio --quiet -0 -o -H newc) >"$2"
}
