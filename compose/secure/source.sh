#!/usr/bin/env bash
# The source of messages over TLS and SCRAM.
#   source.sh SOURCE-SCRIPT PRODUCER FILE
set -euo pipefail
properties=$(mktemp)
trap 'rm -f "$properties"' EXIT
cat >"$properties" <<TEXT
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="source" password="$(cat /run/secrets/kafka-password)";
ssl.truststore.type=PEM
ssl.truststore.location=/certificates/ca.pem
TEXT
bash "$1" "$2" "$3" raw --producer.config "$properties"
