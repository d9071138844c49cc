#!/usr/bin/env bash
# A real Slurm of one machine, from Debian's packages, without systemd, munge or
# cgroups and without installing anything. As root:
#   cluster.sh DIR COMMAND...   runs COMMAND with the cluster, which then ends.
# Packages are kept in DIR/debs. MAX_ARRAY_SIZE is the cluster's MaxArraySize.
set -euo pipefail
dir=$(realpath -m "$1")
shift
mkdir -p "$dir/debs" "$dir/root"
if [ ! -e "$dir/root/usr/bin/sbatch" ]; then
	(
		cd "$dir/debs"
		packages="slurmctld slurmd slurm-client slurm-wlm-basic-plugins libmunge2 libhwloc15 liblua5.1-0"
		apt-get download -qq $packages > "$dir/apt.log" 2>&1 ||
			{ apt-get update -qq && apt-get download -qq $packages; } >> "$dir/apt.log" 2>&1 ||
			{ cat "$dir/apt.log" >&2; exit 1; }
		for deb in *.deb; do dpkg -x "$deb" "$dir/root"; done
	)
fi
run=$(mktemp -d "$dir/run.XXXXXX")
mkdir "$run/state" "$run/spool"
libs=$dir/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2> /dev/null || echo "$(uname -m)-linux-gnu")
name=$(hostname -s)
cat > "$run/slurm.conf" << CONF
ClusterName=simtest
SlurmctldHost=$name(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation=$run/state
SlurmdSpoolDir=$run/spool
SlurmctldPidFile=$run/slurmctld.pid
SlurmdPidFile=$run/slurmd.pid
SlurmctldLogFile=$run/slurmctld.log
SlurmdLogFile=$run/slurmd.log
PluginDir=$libs/slurm-wlm
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
MaxArraySize=${MAX_ARRAY_SIZE:-1001}
ReturnToService=2
SlurmdTimeout=60
SchedulerParameters=sched_interval=2
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(free -m | sed -n "s/^Mem: *\([0-9]*\).*/\1/p") State=UNKNOWN
PartitionName=all Nodes=$name Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$run/slurm.conf
export LD_LIBRARY_PATH=$libs:$libs/slurm-wlm
export PATH=$dir/root/usr/bin:$PATH
"$dir/root/usr/sbin/slurmctld-wlm" -D -c > "$run/slurmctld.out" 2>&1 &
ctld=$!
"$dir/root/usr/sbin/slurmd-wlm" -D -d "$dir/root/usr/sbin/slurmstepd-wlm" > "$run/slurmd.out" 2>&1 &
slurmd=$!
stop() {
	scancel --quiet --user root 2> /dev/null || true
	kill "$slurmd" "$ctld" 2> /dev/null || true
	wait "$slurmd" "$ctld" 2> /dev/null || true
}
trap stop EXIT
for _ in $(seq 60); do
	if [ "$(sinfo --noheader --format %t 2> /dev/null)" = idle ]; then
		"$@"
		exit
	fi
	sleep 1
done
echo "cluster.sh: Slurm does not come up" >&2
tail -n 20 "$run"/*.log "$run"/*.out >&2
exit 1
