# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the kernel's own source tree brings: kselftest's lib.mk, harness and
# runner, and checkpatch. Needs common.sh and packages.sh.

# kernel_source RELEASE: sets `tree`, a folder with the parts above of the
# source of RELEASE, from the distribution's linux-source package.
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
