#!/usr/bin/env bash
# Writes the messages of a file to a topic, over and over, RATE a second.
#   source.sh PRODUCER FILE TOPIC [PRODUCER-ARGUMENTS...]
set -euo pipefail
producer=$1 file=$2 topic=$3
rate=${RATE:-20}

messages() {
  local line sent=0
  while true; do
    while IFS= read -r line; do
      printf '%s\n' "$line"
      sent=$((sent + 1))
      if [ $((sent % rate)) = 0 ]; then sleep 1; fi
    done <"$file"
  done
}

messages | "$producer" --bootstrap-server "${KAFKA:-kafka:9092}" --topic "$topic" "${@:4}"
