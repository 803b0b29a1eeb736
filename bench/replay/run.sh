#!/usr/bin/env bash
# Replays a range on a real Kafka while a live group reads new records of the same topic, kills the replay twice, and starts it again. At the end each
# offset of the range has to have one output, and the live group has to have kept its lag. The result cache is off: the model sees every record.
#   bench/replay/run.sh --kafka LAUNCHER --program FILE --texts FILE [--model DIR] [--live N] [--max-lag SECONDS] [--again]
# LAUNCHER starts and stops a broker (as for the tests). TEXTS has one text a line, all of them different. --live is the records a second that arrive
# meanwhile. --again replays the range a second time and compares. Wants awk, curl, jq and kcat.
set -euo pipefail
KAFKA='' PROGRAM='' TEXTS='' LIVE=20 MAX_LAG=5 AGAIN='' MODEL=()
fail() { printf '%s\n' "replay: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --again) AGAIN=1; shift; continue ;;
    --kafka) KAFKA=$2 ;; --program) PROGRAM=$2 ;; --texts) TEXTS=$2 ;; --model) MODEL=(--model "$2") ;; --live) LIVE=$2 ;; --max-lag) MAX_LAG=$2 ;;
    *) fail "unknown option $1" ;;
  esac
  shift 2
done
[ -x "$KAFKA" ] || fail "--kafka names no program: '$KAFKA'"
[ -x "$PROGRAM" ] || fail "--program names no program: '$PROGRAM'"
[ -r "$TEXTS" ] || fail "--texts names no file: '$TEXTS'"
for program in awk curl jq kcat; do command -v "$program" >/dev/null || fail "$program is not installed"; done
RECORDS=$(wc -l <"$TEXTS")
[ "$(LC_ALL=C sort -u "$TEXTS" | wc -l)" = "$RECORDS" ] || fail "some lines of $TEXTS are the same"

WORK=$(mktemp -d)
LIVE_WORKER='' SENDER='' REPLAY=''
finish() {
  local pid
  exec 2>/dev/null # of the shell on what it has killed
  for pid in $SENDER $REPLAY $LIVE_WORKER; do kill "$pid" 2>/dev/null || true; done
  wait || true
  "$KAFKA" stop --dir "$WORK/kafka" >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap finish EXIT

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
# The highest value of a metric.
metric() {
  curl -sf "http://127.0.0.1:$1/metrics" |
    awk -v name="$2" '$1 ~ "^" name "([{]|$)" { if (!some++ || $2 > most) most = $2 } END { print most }'
}
common=(--set cache:megabytes=0 --set kafka:probeSeconds=1 --output-format json "${MODEL[@]}")

start_replay() {
  "$PROGRAM" replay --bootstrap-servers "$BOOTSTRAP" --input raw --output "$1" --dead-letter raw.dlq --control streamner.control --name "$1" \
    --like enriched --yield-to ner --max-lag-seconds "$MAX_LAG" --metrics-port 19511 "${common[@]}" 2>>"$WORK/$1.log" &
  REPLAY=$!
}

BOOTSTRAP=$("$KAFKA" start --dir "$WORK/kafka" --owner $$ | sed -n 's/^KAFKA_BOOTSTRAP=//p')
"$KAFKA" topic create raw --dir "$WORK/kafka" --partitions 6 >/dev/null
"$PROGRAM" topics create --bootstrap-servers "$BOOTSTRAP" --input raw --output enriched --dead-letter raw.dlq --control streamner.control
# Keys spread them over the partitions.
awk '{ printf "%d\t%s\n", NR, $0 }' "$TEXTS" | kcat -P -b "$BOOTSTRAP" -t raw -K '\t' -X message.timeout.ms=120000
"$KAFKA" groups --dir "$WORK/kafka" --group ner --topic raw --reset-offsets --to-latest --execute >/dev/null
"$PROGRAM" run --bootstrap-servers "$BOOTSTRAP" --input raw --output enriched --dead-letter raw.dlq --group ner --metrics-port 19510 \
  "${common[@]}" 2>"$WORK/live.log" &
LIVE_WORKER=$!
until [ -n "$(metric 19510 streamner_lag_seconds)" ]; do
  kill -0 "$LIVE_WORKER" || fail "the live worker has ended: $(tail -n 2 "$WORK/live.log")"
  sleep 1
done
say "$RECORDS texts of $(awk '{ n += length($0) } END { printf "%d", n / NR }' "$TEXTS") characters wait; the live worker stands behind them"

start_replay enriched.v2
until grep -q '"replay.begun"' "$WORK/enriched.v2.log"; do
  kill -0 "$REPLAY" || fail "the replay has ended: $(tail -n 2 "$WORK/enriched.v2.log")"
  sleep 1
done
began=$SECONDS
# New records for the live group, behind the range; other texts than those that are replayed.
awk -v pause="$(awk -v r="$LIVE" 'BEGIN { print 1 / r }')" '{ printf "%d\tlive %s\n", NR, $0; fflush(); system("sleep " pause) }' "$TEXTS" |
  kcat -P -b "$BOOTSTRAP" -t raw -K '\t' 2>"$WORK/sender.log" &
SENDER=$!
say "the replay has begun, and $LIVE records a second arrive for the live group"

done_of() { metric 19511 streamner_replay_offsets_done; }
for part in 35 68; do
  until at=$(done_of) && [ -n "$at" ] && [ "${at%.*}" -ge $((RECORDS * part / 100)) ]; do
    kill -0 "$REPLAY" || fail "the replay has ended: $(tail -n 2 "$WORK/enriched.v2.log")"
    metric 19510 streamner_lag_seconds >>"$WORK/lags" || true
    sleep 1
  done
  kill -KILL "$REPLAY"
  { wait "$REPLAY"; } 2>/dev/null || true
  say "killed after $at offsets, started again"
  start_replay enriched.v2
done
while kill -0 "$REPLAY" 2>/dev/null; do
  metric 19510 streamner_lag_seconds >>"$WORK/lags" || true
  sleep 1
done
wait "$REPLAY" || fail "the replay has ended with $?: $(tail -n 2 "$WORK/enriched.v2.log")"
say "$(grep -h 'offsets =' "$WORK/enriched.v2.log" | tail -n 1), after $((SECONDS - began)) s, $(((RECORDS) / (SECONDS - began))) a second"
say "it yielded $(grep -c '"replay.yields"' "$WORK/enriched.v2.log" || true) times"
sort -g "$WORK/lags" | awk '{ lag[NR] = $1 } END {
  printf "live lag in %d looks: median %.2f s, 99 of 100 within %.2f s, at most %.2f s\n",
    NR, lag[int((NR + 1) / 2)], lag[int(NR * 0.99 + 0.5)], lag[NR] }'
curl -sf http://127.0.0.1:19510/metrics | grep '^streamner_end_to_end_seconds_bucket' | sed 's/.*le="\([^"]*\)".* \([0-9.]*\)$/\1 \2/' |
  awk '{ le[NR] = $1; n[NR] = $2 } END { for (i = 1; i <= NR; i++) if (n[i] >= 0.99 * n[NR]) {
    printf "of %d live records 99 of 100 were final within %s s\n", n[NR], le[i]; exit } }'

"$KAFKA" console-consume enriched.v2 --dir "$WORK/kafka" --isolation read_committed --timeout 20 --max $((RECORDS + 1000)) 2>/dev/null |
  jq -r '"\(.source.partition):\(.source.offset)"' >"$WORK/seen" || true
say "$(wc -l <"$WORK/seen") records in the output, from $(sort -u "$WORK/seen" | wc -l) distinct source offsets"
if [ -n "$AGAIN" ]; then
  began=$SECONDS
  start_replay enriched.v3
  wait "$REPLAY" || fail "the second replay has ended with $?: $(tail -n 2 "$WORK/enriched.v3.log")"
  say "replayed once more in $((SECONDS - began)) s"
  "$PROGRAM" diff enriched.v2 enriched.v3 --bootstrap-servers "$BOOTSTRAP" --max-unequal 0 --max-unmatched 0 | head -n 20
  say "compared"
fi
