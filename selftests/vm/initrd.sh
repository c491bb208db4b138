# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guest's root: an initramfs of busybox and a few of the host's programs.
# Needs common.sh.

# guest_libraries FOLDER FILE...: the libraries that the programs among the
# files are linked to; scripts have none.
guest_libraries() {
	local folder=$1 file
	shift
	for file; do
		# linux-vdso has no file; the loader is named without an arrow.
		{ ldd "$file" 2>/dev/null || :; } |
			sed -n 's/^[[:space:]]*\(.*=> \)\?\(\/[^ ]*\) .*/\2/p'
	done | sort -u | while read -r file; do
		[ -e "$folder$file" ] || install -D "$file" "$folder$file"
	done
}

# guest_program FOLDER PROGRAM...: programs of the host, with libraries.
guest_program() {
	local folder=$1
	shift
	install -D -t "$folder/usr/bin" "$@"
	guest_libraries "$folder" "$@"
}

# guest_tool FOLDER COPY: the command-line tool of a built copy of the source,
# with the library that it loads only when it draws a table.
guest_tool() {
	local library

	guest_program "$1" "$2/userspace/tcpstates"
	library=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p |
		sed -n 's/.*libsmartcols\.so\.1 .*=> //p' | head -n 1)
	install -D "$library" "$1$library"
	guest_libraries "$1" "$library"
}

# guest_base FOLDER: what every guest has: busybox, ip and ss.
guest_base() {
	install -D "$(command -v busybox)" "$1/bin/busybox"
	install "$vm/init" "$1/init"
	mkdir -p "$1"/{sbin,usr/sbin,etc,root}
	printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' \
		>"$1/etc/passwd"
	guest_program "$1" "$(command -v ip)" "$(command -v ss)"
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
