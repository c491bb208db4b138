# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Building in a copy, so that the work tree stays as it is. Needs common.sh, and
# what kernel.sh sets.

# copy_tree FOLDER: the source, without what git does not track.
copy_tree() {
	mkdir -p "$1"
	tar -c -C "$top" --exclude-vcs --exclude-vcs-ignores . | tar -x -C "$1"
}

# make_programs ARGUMENT...: make, for programs that run in the guest.
make_programs() {
	# shellcheck disable=SC2154 # set by kernel.sh
	if [ -z "${sysroot:-}" ]; then
		make "$@"
	else
		in_root make "$@" "${cross[@]}"
	fi
}

# build_tool FOLDER: the command-line tool, in a copy of the source.
build_tool() {
	make_programs -C "$1" -j "$jobs" tool
}

# build_tests FOLDER KSFT OUT: the kselftests of a copy of the source, with the
# kselftest of a kernel tree, installed into the folder OUT. They run on any
# distribution: nothing of this one's is linked to at run time.
build_tests() {
	local variables=(KSFT="$2" OUTPUT="$1/selftests" LDFLAGS=-static)

	make_programs -C "$1/selftests" -j "$jobs" "${variables[@]}" all &&
	make_programs -C "$1/selftests" "${variables[@]}" \
		INSTALL_PATH="$3/tcpstates" install &&
	cp -r "$2/kselftest" "$2/run_kselftest.sh" "$3/" &&
	make -s -C "$1/selftests" "${variables[@]}" \
		COLLECTION=tcpstates emit_tests >"$3/kselftest-list.txt"
}
