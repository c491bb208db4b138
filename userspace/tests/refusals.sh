# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Files that cannot be read or are not what the module writes; output that cannot
# be written

cd "$tmp"
fails 1 "missing: No such file or directory" -f missing
fails 1 ".: Is a directory" -f .
head -c 16384 /dev/zero >large
fails 1 "large: line 1: not plain text" -f large
fails 1 "/dev/zero: File too large" -f /dev/zero
: >"$tmp/want.out"
: >"$tmp/out"
echo "tcpst: standard output: No space left on device" >"$tmp/want.err"
for arguments in "-f $tmp/1" "-J -f $tmp/1" "--help"; do
	status=0
	# shellcheck disable=SC2086 # words are what is wanted
	${WRAPPER:-} "$tool" $arguments >/dev/full 2>"$tmp/err" || status=$?
	compare "tcpst ${arguments% *} >/dev/full" 1
done

# Not what the module writes

header="not the header of tcpstates"
number="a number is missing, malformed or too large"
sum="the total is not the sum of IPV4 and IPV6"
place="not the state that belongs here"

refuses "line 1: $header" d
refuses "line 1: $header" 1d
refuses "line 1: $header" 's/STATE/State/'
refuses "line 1: $header" '1s/TOTAL *IPV4/IPV4 TOTAL/'
refuses "line 1: $header" '1s/ *IPV6.*//' 0
refuses "line 1: a column that this version does not know" '1s/$/ IPV7/' 0
refuses "line 1: a column that this version does not know" '1s/DESC/SHARE DESC/'
refuses "line 1: a column that this version does not know" '1s/$/ SHARE/'
refuses "line 2: $place" '2s/EST/est/'
refuses "line 2: $place" '2d'
refuses "line 4: $place" '4s/SYN_RECV/SYN_RCVD/'
refuses "line 9: $place" '9s/^/# /'
refuses "line 11: $place" '11s/.*//'
refuses "line 2: $number" '2s/1234567/18446744073709551616/'
refuses "line 2: $number" '2s/ 234567/ 99999999999999999999999/'
refuses "line 2: $number" '2s/1234567/-1/'
refuses "line 2: $number" '2s/1234567/+1234567/'
refuses "line 2: $number" '2s/1234567/1234567.0/'
refuses "line 2: $number" '2s/1234567/0x12d687/'
refuses "line 2: $number" '2s/1234567/1,234,567/'
refuses "line 2: $number" '2s/ *234567$//' 0
refuses "line 2: $number" '2s/ 1234567//'
refuses "line 2: $sum" '2s/1234567/1234566/'
refuses "line 2: $sum" '2s/1000000/1000001/'
refuses "line 2: $sum" \
	'2s/ .*/ 1 18446744073709551615 2/' 0
refuses "line 5: the description is missing" '5s/  we closed.*//'
refuses "line 6: more than the header announces" '6s/$/ 7/' 0
refuses "line 13: cut short" '13d'
refuses "line 8: cut short" '8,14d'
refuses "line 14: a row that this version does not know" \
	'13s/$/\nNEW_STATE 1 1 0 new/'
refuses "line 15: a row that this version does not know" '15s/# /#/' 2
refuses "line 16: a row that this version does not know" '15s/$/\n/' 2
refuses "line 1: not plain text" '3s/SYN s/\x1b[31m/'
refuses "line 1: not plain text" '3s/SYN s/\xe9/'
refuses "line 1: not plain text" '3s/SYN s/\x00/'
refuses "line 1: not plain text" '3s/SYN s/\x7f/'
refuses "line 1: not plain text" 's/$/\r/'

# A copy cut after each byte in turn is refused, except where a detail line ends or
# would begin. A wrapper takes too long for that.
if [ -z "${WRAPPER:-}" ]; then
	size=$(wc -c <"$tmp/2")
	whole=$(($(wc -c <"$tmp/1")))
	bytes=0
	: >"$tmp/want.out"
	echo "$whole" >"$tmp/want.err"
	echo $((whole + $(sed -n '14p' "$tmp/2" | wc -c))) >>"$tmp/want.err"
	: >"$tmp/complete"
	while [ "$bytes" -lt "$size" ]; do
		head -c "$bytes" "$tmp/2" >"$tmp/in"
		run -f -
		[ "$status" -eq 1 ] || echo "$bytes" >>"$tmp/complete"
		bytes=$((bytes + 1))
	done
	: >"$tmp/in"
	: >"$tmp/out"
	mv "$tmp/complete" "$tmp/err"
	status=0
	compare "refuses a copy cut short anywhere" 0
fi
