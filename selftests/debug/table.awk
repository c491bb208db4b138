# SPDX-License-Identifier: GPL-2.0-only
# From the results of check-debug, the document that says what was tried.

BEGIN {
	print "<!-- SPDX-License-Identifier: GPL-2.0-only -->"
	print "# What the module has survived\n"
	print "`make check-debug` has written this file: all of it ran on Linux " release ","
	print "for `host` on that of the distribution, and nothing failed, nor did the kernel report anything about the module.\n"
	print "| kernel | what it looks for |\n|---|---|"
	print "| kasan | use of freed or foreign memory (KASAN), undefined behaviour (UBSAN), locks in the wrong order or context (lockdep), misuse of RCU and of kernel objects |"
	print "| churn | the same, with a hash table of two buckets |"
	print "| leaks | the same, and memory that nothing points to (kmemleak) |"
	print "| kcsan | data races (KCSAN, strict), chains that change while their lock is held; with PREEMPT_RT |"
	print "| um | the same as kasan, but with poisoned and tracked slabs instead of KASAN; User Mode Linux at native speed |"
	print "| million | the same without poisoned slabs, with a million sockets |"
	print "| large | that with 33,554,432 buckets instead |"
	print "| host | use of freed memory: the distribution's kernel with poisoned slabs |"
	print "\n| kernel | test | what was done |\n|---|---|---|"
}

function end_of_kernel() {
	if (cases)
		printf "| %s | kselftests | %d test cases |\n", kernel, cases
	cases = 0
}

/^# on / { end_of_kernel(); kernel = $3 }
/^# ok / { cases++ }
/^ok [0-9]+ [a-z]+\.[a-z_]+: / && !/# SKIP/ {
	test = $3
	sub(/:$/, "", test)
	sub(/^ok [0-9]+ [^ ]+ /, "")
	printf "| %s | %s | %s |\n", kernel, test, $0
}
/^# [0-9]+ reads, [0-9]+ of them wrong/ {
	sub(/^# /, "")
	printf "| %s | stress | stable sockets beside others that come and go: %s |\n", kernel, $0
}
/^ok kmemleak/ { printf "| %s | kmemleak | after unloading, nothing is left in memory |\n", kernel }
END { end_of_kernel() }
