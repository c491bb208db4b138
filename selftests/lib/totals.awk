# SPDX-License-Identifier: GPL-2.0-only
# Adds up nested KTAP to the line `N passed, N failed[, N skipped]`, and exits with 1
# if anything failed.
#
# It counts the cases on the inner level, `# ok ...`. A test that failed without a
# failed case, because it crashed or ran out of time, counts as one failure. So does
# a kselftest that skipped all its cases, or reported fewer than it had planned.

function outcome(line) {
	if (line ~ /^not ok/)
		failed++
	else if (line ~ /# SKIP/)
		skipped++
	else
		passed++
}

# A guest that prints `# kselftests` runs all planned kselftests, or with `but one` all but
# one; each one that it did not reach counts as one failure.
function end_of_guest() {
	if (in_guest && tests < in_guest)
		failed += in_guest - tests
	in_guest = tests = 0
}

/^# kselftests$/ { end_of_guest(); in_guest = planned }
/^# kselftests but one$/ { end_of_guest(); in_guest = planned - 1 }

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
