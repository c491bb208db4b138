# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# The formats, and which rows and columns they show

prints table0 -f "$tmp/0"
prints table1 -f "$tmp/1"
prints table1 --file "$tmp/1"
prints table1 -antf "$tmp/1"
prints table1 -46 -f "$tmp/1"
prints table2 -f "$tmp/2"
prints_json json0 -J -f "$tmp/0"
prints_json json1 --json --file="$tmp/1"
prints_json json-ipv6 -J6 -s LISTEN -f "$tmp/1"
prints raw0 -r -f "$tmp/0"
prints raw0 --raw -f "$tmp/2"
prints raw-ipv6 -r6 --noheadings -f "$tmp/1"
prints table0-noheadings --noheadings -f "$tmp/0"
prints_json json2 -J -f "$tmp/2"
prints metrics2 -m -f "$tmp/2"
# A detail line with a wrong number is not understood.
for number in -5 +5 5x 18446744073709551616 100000000000000000000; do
	sed "s/queued 5/queued $number/" "$tmp/2" >"$tmp/details"
	prints metrics -m -f "$tmp/details"
done
prints table1 -la -f "$tmp/1"
prints table1 --listening --all -f "$tmp/1"
prints close -las CLOSE -f "$tmp/0"
prints metrics -m -f "$tmp/1"
prints metrics --metrics -f "$tmp/0"
prints metrics-ipv4 -m4 -s listen,close -f "$tmp/1"
cp "$tmp/1" "$tmp/in"
prints table1 -f -
: >"$tmp/in"

# Which rows and columns

prints ipv4 -4 -f "$tmp/0"
prints ipv6 -6 -f "$tmp/0"
prints nonzero --non-zero -f "$tmp/0"
prints nonzero-ipv4 -z4 -f "$tmp/0"
prints nonzero-ipv6 -z6 -f "$tmp/0"
prints listen -l -f "$tmp/0"
prints listen --listening -f "$tmp/0"
prints listen -s listening -f "$tmp/0"
prints some-states -s Closing,ESTAB -l --state=time-wait -f "$tmp/0"
prints nothing -z -s CLOSE -f "$tmp/0"
prints raw0 -r -f "$tmp/0" \
	-s established,syn-sent,syn-recv,fin-wait-1,fin-wait-2,time-wait \
	-s closed,close-wait,last-ack,listening,closing,unknown
prints raw0 -r -f "$tmp/0" \
	-s ESTABLISHED,SYN_SENT,SYN_RECV,FIN_WAIT1,FIN_WAIT2,TIME_WAIT \
	-s CLOSE,CLOSE_WAIT,LAST_ACK,LISTEN,CLOSING,UNKNOWN
for name in CLOSE CLOSED UNCONN unconnected; do
	prints close -s "$name" -f "$tmp/0"
done
for name in SYN_RECV syn-received SYNRECV; do
	prints syn-recv -s "$name" -f "$tmp/0"
done

# The largest numbers of a 64-bit kernel, and those of a machine without sockets
sed 's/^LISTEN .*/LISTEN 18446744073709551615 18446744073709551614 1/' \
	"$tmp/0" >"$tmp/largest"
prints_json largest -J -l -f "$tmp/largest"
sed '2,13s/ .*/ 0 0 0/' "$tmp/0" >"$tmp/zero"
prints nothing -z -f "$tmp/zero"
prints nothing -zr -f "$tmp/zero"

# No JSON object without its array, and no row
prints_json json-empty -J -z -s CLOSE -f "$tmp/1"
prints_json json-empty2 -J -z -s CLOSE -f "$tmp/2"

# No colours in a pipe, unless asked for
prints table1 --color=auto -f "$tmp/1"
prints table1 --color=never -f "$tmp/1"
prints color --color -s close,listen -f "$tmp/1"
prints color --color=always -s close,listen -f "$tmp/1"
NO_COLOR=1 prints color --color=always -s close,listen -f "$tmp/1"
prints_json json1 --color=always -J -f "$tmp/1"
COLUMNS=40 prints table1 -f "$tmp/1"
COLUMNS=200 prints table1 -f "$tmp/1"
