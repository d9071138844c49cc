#!/bin/sh
# Study {{.Name}}: {{.Runs}} runs in {{.Shards}} shards of up to {{.Per}}, for GNU parallel. Made by
# sim sweep --emit shell.
#   sh FILE                  runs all shards here, as many at once as there are cores for
#   HOSTS=a,b,8/c sh FILE    runs them by ssh on hosts that share this directory;
#                            8/c is at most 8 at once on c, and : is this machine
# sim is in the PATH, or where SIM says. Running again is safe: finished runs are
# not run again. Without GNU parallel, each of these lines is a shard of its own,
# for I from 1 to {{.Shards}}:
#   sim sweep {{quote (print .Out ".study.yaml")}} --shard I/{{.Shards}} --out {{quote .Out}} --jobs {{.Jobs}}
set -eu
SIM="${SIM:-sim}"
OUT={{quote .Out}}
mkdir -p "$OUT"
cat > "$OUT.study.yaml" <<'{{.End}}'
{{.Text}}{{.End}}
failed=0
seq 1 {{.Shards}} | parallel --will-cite --quote --halt never --jobs {{.Percent}}% --joblog "$OUT.joblog" --workdir . ${HOSTS:+--sshlogin "$HOSTS"} \
	"$SIM" sweep "$OUT.study.yaml" --shard {}/{{.Shards}} --out "$OUT" --jobs {{.Jobs}} --memory {{.Budget}}MiB -q {{range .Args}}{{quote .}} {{end}}|| failed=$?
if [ "$failed" -ne 0 ]; then
	echo "$failed shards ended with an error: $OUT.joblog has their exit codes" >&2
fi
exec "$SIM" merge "$OUT"
