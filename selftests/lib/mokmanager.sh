# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The blue screen, MokManager, by keystrokes. Needs machine.sh.

# What it shows first, for ten seconds.
mokmanager='Press any key to perform MOK management'

# Both set `pressed`, in the words of the screen.

# enroll PASSWORD: what README.md has the administrator do, screen by screen; each
# list begins with another entry than the one that is wanted.
enroll() {
	# shellcheck disable=SC2034 # it is for whoever reports
	pressed='any key, Enroll MOK, Continue, Yes, the password, Reboot'
	press ' ' &&
	await 'Continue boot' && await 'Enroll MOK' && press "$down" && press "$enter" &&
	await 'View key 0' && await 'Continue' && press "$down" && press "$enter" &&
	await 'Enroll the key(s)?' && await 'Yes' && press "$down" && press "$enter" &&
	await 'Password:' && press "$1$enter" &&
	await 'Reboot' && press "$enter"
}

# let_pass: nobody is there.
let_pass() {
	# shellcheck disable=SC2034
	pressed='nothing for ten seconds'
	await 'Booting in 1 second'
}
