#!/usr/bin/env bash
# Starts what needs no container engine (Kafka, the worker, the source of messages, Prometheus) from the files that compose.yaml mounts, in a network
# of its own in which the services have their names. It ends once Prometheus has seen records become final and the worker has drained.
#   compose/rehearse.sh --kafka FOLDER --program FILE [--profile demo|secure] [--records N]
# FOLDER is an unpacked Kafka (its libs/), FILE the program. It wants Linux, bwrap, java, curl, jq and prometheus. The registry is left out.
set -euo pipefail
HERE=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
fail() { printf '%s\n' "rehearse: $*" >&2; exit 1; }
say() { printf '%s\n' "rehearse: $*" >&2; }

# ---- outside: the place ----

outside() {
  local program work
  for program in bwrap java curl jq prometheus; do command -v "$program" >/dev/null || fail "$program is not installed"; done
  [ -d "$KAFKA/libs" ] || fail "--kafka names no unpacked Kafka: $KAFKA/libs is missing"
  [ -x "$PROGRAM" ] || fail "--program names no program: $PROGRAM"
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  mkdir "$work"/{tmp,bin,certificates,kafka}
  printf '127.0.0.1 localhost rehearsal kafka streamner prometheus\n' >"$work/hosts"
  printf 'rehearsed' >"$work/password"
  local properties=$HERE/kafka/server.properties entry root=()
  if [ "$PROFILE" = secure ]; then properties=$HERE/secure/server.properties; fi
  # A root of its own, in which the containers' paths can be made.
  for entry in /*; do
    case $entry in
      /dev | /proc | /sys | /run | /mnt) ;;
      *) if [ -L "$entry" ]; then root+=(--symlink "$(readlink "$entry")" "$entry"); else root+=(--ro-bind "$entry" "$entry"); fi ;;
    esac
  done
  bwrap --unshare-net --unshare-pid --unshare-uts --hostname rehearsal --die-with-parent "${root[@]}" --dev /dev --proc /proc \
    --bind "$work" "$work" --ro-bind "$work/hosts" /etc/hosts --ro-bind /dev/null /etc/resolv.conf \
    --ro-bind "$properties" /mnt/shared/config/server.properties --bind "$work/certificates" /certificates \
    --tmpfs /var/lib --bind "$work/kafka" /var/lib/kafka/data \
    --tmpfs /etc/prometheus --ro-bind "$HERE/prometheus/prometheus.yml" /etc/prometheus/prometheus.yml \
    --ro-bind "$HERE/../ops/prometheus/rules.yaml" /etc/prometheus/rules.yaml \
    --ro-bind "$work/password" /run/secrets/kafka-password \
    --setenv TMPDIR "$work/tmp" --setenv WORK "$work" \
    "$HERE/rehearse.sh" --inside --kafka "$KAFKA" --program "$PROGRAM" --profile "$PROFILE" --records "$RECORDS"
}

# ---- inside: the programs, in the order of depends_on ----

inside() {
  : "${WORK:?is set by the outer call}"
  local worker code=0
  kafka_scripts
  if [ "$PROFILE" = secure ]; then "$HERE/secure/certificates.sh" /certificates /certificates >"$WORK/certificates.log" 2>&1; fi
  java_of kafka.tools.StorageTool format -t rehearsalAAAAAAAAAAAAA -c /mnt/shared/config/server.properties >"$WORK/format.log" 2>&1 \
    || { cat "$WORK/format.log" >&2; fail "Kafka refuses its folder"; }
  java_of kafka.Kafka /mnt/shared/config/server.properties >"$WORK/kafka.log" 2>&1 &
  local at=kafka:9092
  if [ "$PROFILE" = secure ]; then at=localhost:9094; fi
  until_true 120 "Kafka answers at $at" listens "$at"
  if [ "$PROFILE" = secure ]; then
    BIN=$WORK/bin "$HERE/secure/prepare.sh" "$WORK/bin" /run/secrets/kafka-password >"$WORK/prepare.log" 2>&1 \
      || { cat "$WORK/prepare.log" >&2; fail "topics, users or access lists cannot be made"; }
  else
    "$WORK/bin/kafka-topics.sh" --bootstrap-server "$at" --create --topic raw --partitions 6 >/dev/null
    (with_settings "$PROGRAM" topics create >&2)
  fi

  (with_settings "$PROGRAM" run 2>"$WORK/worker.log") &
  worker=$!
  prometheus --config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path="$WORK/tsdb" >"$WORK/prometheus.log" 2>&1 &
  RATE=500 source_of_messages >"$WORK/source.log" 2>&1 &
  until_true 180 "$RECORDS records are final by Prometheus" enough || code=1
  for query in 'up{job="streamner"}' 'sum by (outcome) (streamner_documents_total)' 'sum(streamner_lag_records)' \
    'sum(streamner_assigned_partitions)' 'count(ALERTS{alertstate="firing"}) or vector(0)'; do
    printf '%s\t%s\n' "$query" "$(ask "$query" | jq -c '[.data.result[] | {(.metric.outcome // "value"): .value[1]}] | add')"
  done
  printf 'alert rules\t%s\n' "$(curl -sf http://prometheus:9090/api/v1/rules | jq '[.data.groups[].rules[]] | length')"
  kill -TERM "$worker"
  wait "$worker" || { code=$?; cat "$WORK/worker.log" >&2; fail "the worker ended with exit code $code"; }
  jq -r 'select(.event == "run.ended") | .message' "$WORK/worker.log"
  return "$code"
}

java_of() { java -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$KAFKA/libs/*" "$@"; }

# The scripts that the image has; a folder of jars alone gets them here.
kafka_scripts() {
  local pair
  for pair in kafka-topics=org.apache.kafka.tools.TopicCommand kafka-configs=kafka.admin.ConfigCommand \
    kafka-acls=org.apache.kafka.tools.AclCommand kafka-console-producer=org.apache.kafka.tools.ConsoleProducer; do
    # shellcheck disable=SC2016 # $@ is the new script's
    printf '#!/usr/bin/env bash\nexec java -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%s/libs/*" %s "$@"\n' \
      "$KAFKA" "${pair#*=}" >"$WORK/bin/${pair%%=*}.sh"
  done
  chmod +x "$WORK"/bin/*.sh
}

source_of_messages() {
  if [ "$PROFILE" = demo ]; then exec "$HERE/source/source.sh" "$WORK/bin/kafka-console-producer.sh" "$HERE/source/messages.txt" raw; fi
  exec "$HERE/secure/source.sh" "$HERE/source/source.sh" "$WORK/bin/kafka-console-producer.sh" "$HERE/source/messages.txt"
}

# Becomes a program with the env_file entries of its service; call it in a subshell, whose process it then is.
with_settings() {
  set -a
  # shellcheck source=/dev/null
  source "$HERE/streamner.env"
  # shellcheck source=/dev/null
  if [ "$PROFILE" = secure ]; then source "$HERE/secure/streamner.env"; fi
  unset STREAMNER__SCHEMAREGISTRY__URL
  exec "$@"
}

ask() { curl -sf --data-urlencode "query=$1" http://prometheus:9090/api/v1/query; }
enough() { [ "$(ask 'sum(streamner_documents_total) or vector(0)' | jq -r '.data.result[0].value[1] | tonumber | floor')" -ge "$RECORDS" ]; }
listens() { (exec 3<>"/dev/tcp/${1%:*}/${1#*:}") 2>/dev/null; }

until_true() {
  local deadline=$((SECONDS + $1)) what=$2
  until "${@:3}" 2>/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      tail -n 20 "$WORK"/*.log >&2
      fail "waited in vain until $what"
    fi
    sleep 0.5
  done
  say "$what"
}

KAFKA='' PROGRAM='' PROFILE=demo RECORDS=1000 WHERE=outside
while [ $# -gt 0 ]; do
  case $1 in
    --inside) WHERE=inside ;;
    --kafka) KAFKA=$(readlink -f "$2"); shift ;;
    --program) PROGRAM=$(readlink -f "$2"); shift ;;
    --profile) PROFILE=$2; shift ;;
    --records) RECORDS=$2; shift ;;
    *) fail "unknown option $1" ;;
  esac
  shift
done
case $PROFILE in demo | secure) ;; *) fail "--profile is demo or secure, not '$PROFILE'" ;; esac
"$WHERE"
