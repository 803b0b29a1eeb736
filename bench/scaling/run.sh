#!/usr/bin/env bash
# Scales workers on a real Kafka as the chart's ScaledObject would: its query, as rendered, is asked of a real Prometheus, and the answer becomes a
# number of workers by the autoscaler's formula. Up while records wait, and back to one. At the end each record has to be in the output once.
#   bench/scaling/run.sh --kafka LAUNCHER --program FILE [--records N] [--lag-per-worker N] [--partitions N]
# LAUNCHER starts and stops a broker (as for the tests). Wants awk, curl, jq and prometheus. What the chart lets pass before it scales up, before it
# scales down and between two steps down (60, 600 and 300 s) is 6, 40 and 20 s here.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
KAFKA='' PROGRAM='' RECORDS=12000 PER_WORKER=3000 PARTITIONS=6 MOST=3
UP_WAIT=6 DOWN_WAIT=40 DOWN_PERIOD=20
fail() { printf '%s\n' "scaling: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --kafka) KAFKA=$2 ;; --program) PROGRAM=$2 ;; --records) RECORDS=$2 ;; --lag-per-worker) PER_WORKER=$2 ;; --partitions) PARTITIONS=$2 ;;
    *) fail "unknown option $1" ;;
  esac
  shift 2
done
[ -x "$KAFKA" ] || fail "--kafka names no program: '$KAFKA'"
[ -x "$PROGRAM" ] || fail "--program names no program: '$PROGRAM'"
for program in awk curl jq prometheus; do command -v "$program" >/dev/null || fail "$program is not installed"; done

# The chart, rendered for namespace "text" and release "rel".
QUERY=$(sed -n 's/^ *query: //p' "$ROOT/tests/StreamNer.Tests/Deploy/chart.golden.yaml")
[ -n "$QUERY" ] || fail "the rendered chart has no query"

WORK=$(mktemp -d)
WORKERS=() PROMETHEUS=''
finish() {
  local pid
  for pid in "${WORKERS[@]}" $PROMETHEUS; do kill "$pid" 2>/dev/null || true; done
  wait || true
  "$KAFKA" stop --dir "$WORK/kafka" >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap finish EXIT

port() { printf '%d' $((19400 + $1)); }
say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
ask() { curl -sf --data-urlencode "query=$1" "http://127.0.0.1:$(port 90)/api/v1/query" | jq -r '.data.result[0].value[1] // empty'; }

start_worker() {
  local number=${#WORKERS[@]}
  "$PROGRAM" run --bootstrap-servers "$BOOTSTRAP" --input raw --output enriched --dead-letter raw.dlq --group ner --instance "worker-$number" \
    --metrics-port "$(port "$number")" --output-format json --set kafka:probeSeconds=1 2>>"$WORK/worker-$number.log" &
  WORKERS+=($!)
}

stop_worker() {
  local last=$((${#WORKERS[@]} - 1))
  kill -TERM "${WORKERS[last]}"
  wait "${WORKERS[last]}" || fail "worker-$last ended with $?: $(tail -n 2 "$WORK/worker-$last.log")"
  unset "WORKERS[last]"
}

# The autoscaler's formula for AverageValue: the sum over the target, rounded up, between the fewest and the most; within a tenth of what the workers
# at hand are for, nothing changes.
wanted() {
  awk -v lag="$1" -v now="$2" -v per="$PER_WORKER" -v most="$MOST" 'BEGIN {
    n = int((lag + per - 1) / per)
    ratio = lag / (now * per)
    if (ratio >= 0.9 && ratio <= 1.1) n = now
    if (n < 1) n = 1
    if (n > most) n = most
    print n
  }'
}

BOOTSTRAP=$("$KAFKA" start --dir "$WORK/kafka" --owner $$ | sed -n 's/^KAFKA_BOOTSTRAP=//p')
"$KAFKA" topic create raw --dir "$WORK/kafka" --partitions "$PARTITIONS" >/dev/null
"$PROGRAM" topics create --bootstrap-servers "$BOOTSTRAP" --input raw --output enriched --dead-letter raw.dlq
cat >"$WORK/prometheus.yml" <<TEXT
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: streamner
    static_configs:
      - {targets: ["127.0.0.1:$(port 0)"], labels: {namespace: text, pod: rel-streamner-0}}
      - {targets: ["127.0.0.1:$(port 1)"], labels: {namespace: text, pod: rel-streamner-1}}
      - {targets: ["127.0.0.1:$(port 2)"], labels: {namespace: text, pod: rel-streamner-2}}
TEXT
prometheus --config.file="$WORK/prometheus.yml" --storage.tsdb.path="$WORK/data" --web.listen-address="127.0.0.1:$(port 90)" --log.level=error &
PROMETHEUS=$!
# Keys spread them over the partitions.
seq 1 "$RECORDS" | sed 's/.*/&\tAda Lovelace wrote letter & to Charles Babbage in London/' >"$WORK/texts"
"$KAFKA" run org.apache.kafka.tools.ConsoleProducer --dir "$WORK/kafka" --bootstrap-server "$BOOTSTRAP" --topic raw --property parse.key=true \
  <"$WORK/texts" >"$WORK/producer.log" 2>&1 ||
  fail "the records cannot be written: $(tail -n 1 "$WORK/producer.log")"

start_worker
say "1 worker, $RECORDS records wait; $QUERY, $PER_WORKER a worker"
calm_since='' busy_since='' last_down=0
while true; do
  sleep 2
  lag=$(ask "$QUERY") || true
  # No series is no knowledge.
  [ -n "$lag" ] || continue
  now=${#WORKERS[@]} want=$(wanted "$lag" "${#WORKERS[@]}")
  if [ "$want" -gt "$now" ]; then
    calm_since=''
    busy_since=${busy_since:-$SECONDS}
    if [ $((SECONDS - busy_since)) -ge "$UP_WAIT" ]; then
      while [ "${#WORKERS[@]}" -lt "$want" ]; do start_worker; done
      say "lag $lag: $now -> $want workers"
      busy_since=''
    fi
  elif [ "$want" -lt "$now" ]; then
    busy_since=''
    calm_since=${calm_since:-$SECONDS}
    if [ $((SECONDS - calm_since)) -ge "$DOWN_WAIT" ] && [ $((SECONDS - last_down)) -ge "$DOWN_PERIOD" ]; then
      stop_worker
      last_down=$SECONDS
      say "lag $lag: $now -> $((now - 1)) workers"
    fi
  else
    calm_since='' busy_since=''
    if [ "$now" = 1 ] && [ "${lag%.*}" = 0 ] && [ "$last_down" != 0 ]; then break; fi
  fi
  [ "$SECONDS" -lt 900 ] || fail "not done after 15 minutes"
done
stop_worker
say "no worker; nothing waits"

"$KAFKA" console-consume enriched --dir "$WORK/kafka" --isolation read_committed --timeout 15 --max $((RECORDS + 1000)) 2>/dev/null |
  jq -r '"\(.source.partition):\(.source.offset)"' >"$WORK/seen" || true
seen=$(wc -l <"$WORK/seen") distinct=$(sort -u "$WORK/seen" | wc -l)
rebalances=$(cat "$WORK"/worker-*.log | jq -r 'select(.event | IN("kafka.assigned", "kafka.revoked", "kafka.lost")) | .event' | sort | uniq -c |
  awk '{ printf "%s%s %s", sep, $1, $2; sep = ", " }')
for log in "$WORK"/worker-*.log; do
  say "$(basename "$log" .log): $(jq -r 'select(.event == "run.ended") | .message' "$log" | paste -sd ';')"
done
say "$RECORDS records in, $seen out, $distinct distinct; changes of assignment over all workers: $rebalances"
if [ "$seen" != "$RECORDS" ] || [ "$distinct" != "$RECORDS" ]; then fail "records are lost or doubled"; fi
