#!/usr/bin/env bash
# Runs a study on a real Slurm of one machine, as root on Debian:
#   slurm.sh SIM [DIR]    SIM is the binary; DIR keeps Slurm's packages and logs
# The study has a cell that fails its expectations, and more runs than the cluster
# takes tasks. One task is killed in the middle of a run and goes into the queue
# again, the one that failed is requeued by hand, and what is merged must be what
# one machine gives without Slurm.
set -euo pipefail
if [ "${1:-}" != inside ]; then
	here=$(dirname "$(realpath "$0")")
	exec env MAX_ARRAY_SIZE=5 "$here/cluster.sh" "${2:-.slurm}" "$here/slurm.sh" inside "$(realpath "$1")"
fi
real=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() {
	echo "slurm.sh: $*" >&2
	tail -n +1 slurm-*.log >&2 || true
	exit 1
}

cat > study.yaml << 'STUDY'
name: slurm
scenario: ping
set: {duration: 20h, expect: [max(ping.rtt) <= 150ms]}
repeat: 3
parameters:
  way: {path: network.latency.constant, values: [10ms, 50ms, 90ms]}
measures: [p99(ping.rtt), ping.success]
STUDY
code=0
"$real" sweep study.yaml --out whole -q || code=$?
[ $code = 99 ] || fail "without Slurm the exit code is $code, want 99: a cell fails its expectation"

# A sim that is killed in the middle of its first run of shard 2.
cat > sim << SIM
#!/bin/sh
case "\$*" in
*"--shard 2/4 "*)
	if mkdir "$work/killed" 2> /dev/null; then
		setsid "$real" "\$@" &
		until ls "$work"/results/runs/*/.tmp-2-of-4-* > /dev/null 2>&1; do sleep 0.05; done
		kill -9 -\$!
		wait \$!
		exit 137
	fi
	;;
esac
exec "$real" "\$@"
SIM
chmod +x sim
export SIM=$work/sim

"$real" sweep study.yaml --emit slurm --out results --memory 512MiB > large.sh
if sh large.sh > refused.txt 2>&1; then fail "the cluster takes 9 tasks although its MaxArraySize is 5"; fi
grep -q "Invalid job array" refused.txt || fail "9 tasks: $(cat refused.txt)"

"$real" sweep study.yaml --emit slurm --out results --memory 512MiB --max-array-size 5 --time 10 > study.sh
sh study.sh | tee submitted.txt
array=$(sed -n 's/^array job \([0-9]*\): 4 tasks$/\1/p' submitted.txt)
merge=$(sed -n 's/^merge job //p' submitted.txt)

# state JOB: what a job, or each task of an array, has come to.
state() { scontrol --oneliner show job "$1" | sed 's/.*ArrayTaskId=\([^ ]*\) .*JobState=\([^ ]*\) .*Restarts=\([^ ]*\) .*ExitCode=\([^ ]*\).*/\1 \2 \4 restarts \3/; s/.*JobState=\([^ ]*\) .*ExitCode=\([^ ]*\).*/\1 \2/' | sort; }
# settled JOB waits until a job has ended. Slurm waits two minutes before it runs
# a job again: not here.
settled() {
	for _ in $(seq 240); do
		for job in $(squeue --noheader --states PENDING --format "%i %r" | sed -n 's/ BeginTime$//p'); do scontrol update JobId="$job" StartTime=now; done
		if ! squeue --noheader --jobs "$1" 2> /dev/null | grep -q .; then return; fi
		sleep 0.5
	done
	fail "job $1 does not end: $(squeue)"
}
settled "$merge"
state "$array" | tee states.txt
cat > want.txt << 'WANT'
1 FAILED 99:0 restarts 0
2 COMPLETED 0:0 restarts 1
3 FAILED 99:0 restarts 0
4 FAILED 99:0 restarts 0
WANT
cmp states.txt want.txt || fail "the tasks ended otherwise"
grep -q "exit code 137: requeued" "slurm-slurm-$array-2.log" || fail "the killed task did not say that it goes into the queue again"
state "$merge" | grep -qx "FAILED 99:0" || fail "the merge is $(state "$merge"), want exit code 99"
cmp results/results.csv whole/results.csv || fail "results.csv is not that of one machine"
cmp results/results.parquet whole/results.parquet || fail "results.parquet is not that of one machine"

# By hand: a task that failed, and the merging. Nothing is run twice.
before=$(find results/runs -type f -printf '%p %T@\n' | sort)
rm results/results.csv
scontrol requeue "${array}_3"
settled "$array"
state "$array" | grep -qx "3 FAILED 99:0 restarts 1" || fail "requeued by hand, the task is $(state "$array")"
[ "$before" = "$(find results/runs -type f -printf '%p %T@\n' | sort)" ] || fail "a finished run was run again"
sh study.sh merge | tee submitted.txt
settled "$(sed -n 's/^merge job //p' submitted.txt)"
cmp results/results.csv whole/results.csv || fail "results.csv is not that of one machine"

# A run that is missing is told, and the merge says so with its exit code.
rm -rf "$(find results/runs -mindepth 2 -maxdepth 2 -name s2 | head -n 1)" results/results.csv
sh study.sh merge > submitted.txt
last=$(sed -n 's/^merge job //p' submitted.txt)
settled "$last"
state "$last" | grep -qx "FAILED 4:0" || fail "the merge without a run is $(state "$last")"
grep -q "1 of 9 runs are missing" "slurm-slurm-merge-$last.log" || fail "the merge does not say what is missing"
sh study.sh > submitted.txt
settled "$(sed -n 's/^merge job //p' submitted.txt)"
cmp results/results.csv whole/results.csv || fail "after the missing run, results.csv is not that of one machine"
echo "slurm: 9 runs in 4 tasks, one killed and requeued, one requeued by hand, merged: the same bytes as without"
