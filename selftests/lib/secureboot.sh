# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A machine with Secure Boot on, and somebody at its console. Needs common.sh,
# arch.sh and boot.sh.

packages_machine=(ovmf)

# The firmware knows Microsoft's keys, as it does in a server that one buys.
firmware_code=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd
firmware_variables=/usr/share/OVMF/OVMF_VARS_4M.ms.fd

# What was on its screen, and how much of it was looked at.
screen=$scratch/screen
looked=0

# power_on DISK OUTPUT SECONDS: what the guest writes to its second serial port
# goes to OUTPUT. Sets `machine`, its process. It is switched off after SECONDS.
#
# SMM is what keeps the guest's kernel from writing the firmware's keys itself.
# One processor: all of them enter SMM for each variable that is written.
power_on() {
	cp "$firmware_variables" "$scratch/variables"
	rm -f "$scratch/keyboard"
	mkfifo "$scratch/keyboard"
	exec {keyboard}<>"$scratch/keyboard"
	: >"$screen"
	looked=0
	timeout --foreground -k 5 "$3" "${qemu[@]}" "${emulated[@]}" \
		-accel "$(accelerator)" -machine q35,smm=on -smp 1 -m 1024 \
		-nodefaults -display none \
		-global driver=cfi.pflash01,property=secure,value=on \
		-drive if=pflash,unit=0,format=raw,readonly=on,file="$firmware_code" \
		-drive if=pflash,unit=1,format=raw,file="$scratch/variables" \
		-drive if=virtio,format=raw,cache=unsafe,file="$1" \
		-serial stdio -serial "file:$2" \
		<"$scratch/keyboard" >"$screen" 2>"$scratch/machine.log" &
	machine=$!
	trap 'kill "$machine" 2>/dev/null || :; rm -rf "$scratch"' EXIT
}

# await TEXT: until the screen shows it, after what was awaited before; 1 if
# the machine goes away without.
await() {
	local at alive=yes

	while :; do
		at=$(tail -c +$((looked + 1)) "$screen" |
			grep -a -b -o -m 1 -F "$1" | head -n 1) || at=
		if [ -n "$at" ]; then
			looked=$((looked + ${at%%:*} + ${#1}))
			return
		fi
		[ "$alive" ] || return 1
		# Once more after its end: its last words.
		kill -0 "$machine" 2>/dev/null || alive=
		sleep 0.2
	done
}

# press KEYS: as printf writes them. A moment later than the screen: it is drawn
# before keys are read.
press() {
	sleep 0.5
	printf '%b' "$1" >&"$keyboard"
}

enter='\r'
down='\033[B'

# power_off: once it has gone by itself, or was told to.
power_off() {
	wait "$machine" || :
	trap 'rm -rf "$scratch"' EXIT
	exec {keyboard}>&-
}
