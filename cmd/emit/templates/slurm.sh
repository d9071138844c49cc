#!/bin/sh
# Study {{.Name}}: {{.Runs}} runs in {{.Shards}} tasks of up to {{.Per}}, for Slurm. Made by
# sim sweep --emit slurm. All nodes share this directory, and have sim in their
# PATH, or where SIM says.
#   sh FILE          submits an array job, and a job that merges when it has ended
#   sh FILE merge    submits the merging alone, after tasks were requeued by hand
# Submitting again is safe: finished runs are not run again.
set -eu
export SIM="${SIM:-sim}"
export OUT={{quote .Out}}
mkdir -p "$OUT"
case "${1:-all}" in
all)
	cat > "$OUT.study.yaml" <<'{{.End}}'
{{.Text}}{{.End}}
	job=$(sbatch --parsable <<'TASK'
#!/bin/sh
#SBATCH --job-name={{.Name}}
#SBATCH --array=1-{{.Shards}}
#SBATCH --cpus-per-task={{.Jobs}}
#SBATCH --mem={{.MiB}}M
{{- if .Time}}
#SBATCH --time={{.Time}}
{{- end}}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=slurm-{{.Name}}-%A-%a.log
code=0
"$SIM" sweep "$OUT.study.yaml" --shard "$SLURM_ARRAY_TASK_ID/{{.Shards}}" --out "$OUT" \
	--jobs {{.Jobs}} --memory {{.Budget}}MiB --progress plain {{range .Args}}{{quote .}} {{end}}|| code=$?
# 2, 3 and 99 would be the same again: a bad scenario, a failed run, a failed
# expectation. Anything else is this node's, and gets two more tries.
case $code in
0 | 2 | 3 | 99) exit $code ;;
esac
if [ "${SLURM_RESTART_COUNT:-0}" -lt 2 ]; then
	echo "exit code $code: requeued"
	scontrol requeue "$SLURM_JOB_ID" && sleep 60
fi
exit $code
TASK
	)
	echo "array job $job: {{.Shards}} tasks"
	after="--dependency=afterany:$job"
	;;
merge) after= ;;
*)
	echo "usage: $0 [merge]" >&2
	exit 2
	;;
esac
# However tasks end: the merging says which runs are missing, if any.
job=$(sbatch --parsable $after <<'MERGE'
#!/bin/sh
#SBATCH --job-name={{.Name}}-merge
#SBATCH --output=slurm-{{.Name}}-merge-%j.log
exec "$SIM" merge "$OUT"
MERGE
)
echo "merge job $job"
