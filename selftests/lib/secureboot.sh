# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A server with Secure Boot on, and somebody at its console. Needs common.sh,
# roots.sh and server.sh.

packages_secureboot=(ovmf dosfstools mtools fdisk e2fsprogs)

# The firmware has Microsoft's keys, as in a server that one buys.
firmware_code=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd
firmware_variables=/usr/share/OVMF/OVMF_VARS_4M.ms.fd

# Where the partitions begin and how large they are, in MiB.
esp_begin=1
esp_size=32
root_begin=33
root_size=4096

# The console's output, and how many bytes of it were searched by await().
screen=$scratch/screen
searched=0

# prepare_signing SUITE FOLDER: what docs/secure-boot.md says for Debian 11, whose dkms
# does not sign modules by default.
prepare_signing() {
	in_layer "$1" "$2" openssl req -new -x509 -nodes -days 36500 \
		-newkey rsa:2048 -subj '/CN=DKMS module signing key' \
		-keyout /root/mok.priv -outform DER -out /root/mok.der &&
	in_layer "$1" "$2" sh -c 'echo sign_tool=/etc/dkms/sign_helper.sh \
		>>/etc/dkms/framework.conf'
}

# make_secureboot_server SUITE DEBS FOLDER PASSWORD: makes the server in the layer
# FOLDER. PASSWORD is for mokutil.
make_secureboot_server() {
	local suite=$1 folder=$3

	need_root "$suite" && mkdir -p "$folder/upper/etc" &&
	cp -r "$2" "$folder/upper/srv" &&
	in_layer "$suite" "$folder" apt-get -qq install -y \
		"${secureboot_packages[@]}" || return
	if [ -e "$cache/machine/$suite/etc/dkms/sign_helper.sh" ]; then
		prepare_signing "$suite" "$folder" || return
	fi
	install_debs "$suite" "$folder" &&
	in_layer "$suite" "$folder" apt-get clean &&
	add_job "$folder" secureboot.service server-secureboot &&
	echo "$4" >"$folder/upper/selftests/password" &&
	echo 'LABEL=root / ext4 defaults 0 1' >"$folder/upper/etc/fstab"
}

# boot_files SUITE FOLDER TO: copies what is booted from the layer FOLDER.
boot_files() {
	mkdir -p "$3" &&
	with_layer "$1" "$2" cp -r -t "$3" "$2/root/boot" "$2/root/usr/lib/shim" \
		"$2/root/usr/lib/grub/x86_64-efi-signed"
}

# esp FILES IMAGE: makes the EFI system partition from what boot_files() copied.
#
# Firmware boots /EFI/BOOT without an entry of its own. MokManager is beside shim;
# Debian's signed grub reads /EFI/debian/grub.cfg.
esp() {
	local files=$1 image=$2 kernel

	kernel=$(basename "$files"/boot/vmlinuz-*)
	cat >"$files/grub.cfg" <<-END
		search --no-floppy --label --set=root root
		linux /boot/$kernel root=LABEL=root ro console=ttyS0 loglevel=5
		initrd /boot/initrd.img-${kernel#vmlinuz-}
		boot
	END
	rm -f "$image"
	mkfs.vfat -C "$image" $((esp_size * 1024)) &&
	mmd -i "$image" ::/EFI ::/EFI/BOOT ::/EFI/debian &&
	mcopy -i "$image" "$files/shim/shimx64.efi.signed" ::/EFI/BOOT/BOOTX64.EFI &&
	mcopy -i "$image" "$files/shim/mmx64.efi.signed" ::/EFI/BOOT/mmx64.efi &&
	mcopy -i "$image" "$files/x86_64-efi-signed/grubx64.efi.signed" \
		::/EFI/BOOT/grubx64.efi &&
	mcopy -i "$image" "$files/grub.cfg" ::/EFI/debian/grub.cfg
}

# make_disk SUITE FOLDER FILES DISK: makes a disk of the layer FOLDER with its
# boot_files(), without mounting it.
make_disk() {
	local disk=$4

	rm -f "$disk"
	truncate -s $((root_begin + root_size + 1))M "$disk" &&
	sfdisk -q "$disk" <<-END &&
		label: gpt
		start=${esp_begin}MiB, size=${esp_size}MiB, type=uefi
		start=${root_begin}MiB, size=${root_size}MiB, type=linux
	END
	esp "$3" "$disk.esp" &&
	dd if="$disk.esp" of="$disk" bs=1M seek=$esp_begin conv=notrunc &&
	with_layer "$1" "$2" mke2fs -q -t ext4 -L root -d "$2/root" \
		-E offset=$((root_begin * 1024 * 1024)) "$disk" "${root_size}M"
}

# power_on DISK OUTPUT SECONDS: boots the server; its second serial port goes to
# OUTPUT. Sets `machine`, the process. It is stopped after SECONDS.
#
# SMM keeps the guest's kernel from writing the firmware's keys itself. One
# processor: all processors enter SMM for each variable that is written.
power_on() {
	cp "$firmware_variables" "$scratch/variables"
	rm -f "$scratch/keyboard"
	mkfifo "$scratch/keyboard"
	exec {keyboard}<>"$scratch/keyboard"
	: >"$screen"
	searched=0
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

# power_off: waits until the machine has ended.
power_off() {
	wait "$machine" || :
	trap 'rm -rf "$scratch"' EXIT
	exec {keyboard}>&-
}

# await TEXT: waits until the screen shows it, after what was awaited before; 1 if
# the machine ends first.
await() {
	local at alive=yes

	while :; do
		at=$(tail -c +$((searched + 1)) "$screen" |
			grep -a -b -o -m 1 -F "$1" | head -n 1) || at=
		if [ -n "$at" ]; then
			searched=$((searched + ${at%%:*} + ${#1}))
			return
		fi
		[ "$alive" ] || return 1
		# Looks once more after its end, for its last output.
		kill -0 "$machine" 2>/dev/null || alive=
		sleep 0.2
	done
}

# press KEYS: as printf writes them. Waits a moment first: the screen is drawn
# before keys are read.
press() {
	sleep 0.5
	printf '%b' "$1" >&"$keyboard"
}

enter='\r'
down='\033[B'

# The first line of MokManager, which it shows for ten seconds.
mokmanager='Press any key to perform MOK management'

# Both of these set `pressed`, for the test's name.

# enroll PASSWORD: what docs/secure-boot.md says, screen by screen. In each list the
# wanted entry is the second.
enroll() {
	# shellcheck disable=SC2034 # for others
	pressed='any key, Enroll MOK, Continue, Yes, the password, Reboot'
	press ' ' &&
	await 'Continue boot' && await 'Enroll MOK' && press "$down" && press "$enter" &&
	await 'View key 0' && await 'Continue' && press "$down" && press "$enter" &&
	await 'Enroll the key(s)?' && await 'Yes' && press "$down" && press "$enter" &&
	await 'Password:' && press "$1$enter" &&
	await 'Reboot' && press "$enter"
}

# let_pass: presses nothing.
let_pass() {
	# shellcheck disable=SC2034 # for others
	pressed='nothing for ten seconds'
	await 'Booting in 1 second'
}
