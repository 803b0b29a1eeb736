#!/usr/bin/env bash
# Makes the topics, the user of the worker with exactly what it needs, and the user of the source of messages.
#   prepare.sh BIN-FOLDER PASSWORD-FILE     (KAFKA, RAW_PARTITIONS in the environment)
set -euo pipefail
bin=${1:?the folder of Kafka\'s scripts} password=$(cat "${2:?the file with the password}")
at=(--bootstrap-server "${KAFKA:-localhost:9094}")
partitions=${RAW_PARTITIONS:-6}

make_topic() { "$bin/kafka-topics.sh" "${at[@]}" --create --if-not-exists --topic "$1" --partitions "$partitions" --config "max.message.bytes=$2"; }
make_user() { "$bin/kafka-configs.sh" "${at[@]}" --alter --add-config "SCRAM-SHA-512=[password=$password]" --entity-type users --entity-name "$1"; }
allow() { "$bin/kafka-acls.sh" "${at[@]}" --add --allow-principal "User:$1" "${@:2}"; }

make_topic raw 1048588
make_topic enriched 2097152
make_topic raw.dlq 1064972
make_user streamner
make_user source
allow streamner --operation Read --operation DescribeConfigs --topic raw
allow streamner --operation Write --operation DescribeConfigs --topic enriched --topic raw.dlq
allow streamner --operation Read --group ner
allow streamner --operation Write --transactional-id ner- --resource-pattern-type prefixed
allow source --operation Write --topic raw
