# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Building the module, the tool and the tests, always in a copy of the source: the
# work tree is not changed. Needs common.sh and the variables that kernel.sh sets.

# For the module and the tool.
packages_build=(make gcc libc6-dev kmod pkg-config libmnl-dev libsmartcols-dev)

# copy_tree FOLDER: copies the source, without ignored files.
copy_tree() {
	mkdir -p "$1"
	tar -c -C "$top" --exclude-vcs --exclude-vcs-ignores . | tar -x -C "$1"
}

# set_constant NAME VALUE FOLDER: changes a constant of the module in a copy of the source.
set_constant() {
	local source

	source=$(grep -l "^#define $1 " "$3"/module/*.[ch]) ||
		die "module/ has no constant $1"
	sed -i "s/^#define $1 .*/#define $1 $2/" "$source"
}

# kernel_source RELEASE: sets `tree`, a folder with checkpatch and kselftest from
# the distribution's linux-source package for RELEASE.
kernel_source() {
	local version package tarball

	case $flavour in
	generic) version=${1%%-*} ;;
	*) version=$(expr "$1" : '\([0-9]*\.[0-9]*\)') ;;
	esac
	package=linux-source-$version
	tree=$cache/source/$version
	[ ! -e "$tree/Makefile" ] || return 0

	need xz-utils bzip2
	say "Downloading $package"
	download "$package"
	say "Unpacking kselftest and checkpatch from it"
	dpkg-deb --fsys-tarfile "$scratch"/deb/*.deb |
		tar -x -C "$scratch" --wildcards '*/linux-source-*.tar.*'
	tarball=$(find "$scratch/usr" -type f -name 'linux-source-*.tar.*')
	mkdir -p "$cache/source" "$scratch/tree"
	tar -x -f "$tarball" -C "$scratch/tree" --strip-components 1 \
		--wildcards --no-wildcards-match-slash \
		'*/Makefile' '*/scripts' '*/tools/testing/selftests' '*/tools/include'
	rm -rf "${scratch:?}/usr" "$scratch/deb" "$tree"
	mv "$scratch/tree" "$tree"
}

# build_module FOLDER [VARIABLE=VALUE...]: builds tcpstates.ko for the chosen
# kernel in a copy of the source, with all of the kernel's extra warnings.
build_module() {
	local build=(make -C "$1" module -j "$jobs" W=1 KERNELRELEASE="$release"
		KDIR="/usr/src/linux-headers-$release" "${@:2}")

	if [ -z "$root" ]; then
		"${build[@]}"
	else
		in_root "${build[@]}"
	fi
}

# make_programs ARGUMENT...: make, for programs that run in the guest.
make_programs() {
	if [ -z "${sysroot:-}" ]; then
		make "$@"
	else
		in_root make "$@" "${cross[@]}"
	fi
}

# build_tool FOLDER: builds the command-line tool in a copy of the source.
build_tool() {
	make_programs -C "$1" -j "$jobs" tool
}

# build_tests FOLDER KSFT OUT: builds the kselftests in a copy of the source, and
# installs them in OUT with kselftest's runner from KSFT. They are linked
# statically, to run on any release.
build_tests() {
	local variables=(KSFT="$2" OUTPUT="$1/selftests" LDFLAGS=-static)

	make_programs -C "$1/selftests" -j "$jobs" "${variables[@]}" all &&
	make_programs -C "$1/selftests" "${variables[@]}" \
		INSTALL_PATH="$3/tcpstates" install &&
	cp -r "$2/kselftest" "$2/run_kselftest.sh" "$3/" &&
	make -s -C "$1/selftests" "${variables[@]}" \
		COLLECTION=tcpstates emit_tests >"$3/kselftest-list.txt"
}
