# SPDX-License-Identifier: GPL-2.0-only
# Adds up nested KTAP to the line `N passed, N failed[, N skipped]`, and exits
# with 1 if anything failed.
#
# What counts is the single case: a line of the inner level, `# ok ...`. A test
# that failed though none of its cases did counts as one failure: it crashed, or
# ran out of time. So does a kselftest that skipped all, reported nothing, or less
# than it had announced: in a guest made for it that is never right.

function outcome(line) {
	if (line ~ /^not ok/)
		failed++
	else if (line ~ /# SKIP/)
		skipped++
	else
		passed++
}

# A guest that says so runs all planned tests, or has failed those that it did not
# come to.
function end_of_guest() {
	if (in_guest && tests < planned)
		failed += planned - tests
	in_guest = tests = 0
}

/^# kselftests$/ { end_of_guest(); in_guest = 1 }

/^# 1\.\.[0-9]+/ { announced = substr($2, 4) + 0 }

/^# (not )?ok / {
	sub(/^# /, "")
	outcome($0)
	cases++
	inner_failed += /^not ok/
	next
}

/^(not )?ok / {
	if (/ selftests: /) {
		tests++
		if (!/^not ok/ && (/# SKIP/ || !cases || cases < announced))
			sub(/^/, "not ")
	} else {
		end_of_guest()
	}
	if (/^not ok/ ? !inner_failed : !cases)
		outcome($0)
	announced = cases = inner_failed = 0
}

END {
	end_of_guest()
	printf "%d passed, %d failed", passed, failed
	if (skipped)
		printf ", %d skipped", skipped
	printf "\n"
	exit failed > 0 || passed == 0
}
