#!/usr/bin/env bash
# Makes the broker's key with a certificate for the name kafka, and the certificate alone for clients to trust. Once.
#   certificates.sh PRIVATE-FOLDER PUBLIC-FOLDER
set -euo pipefail
private=${1:?a folder for the key} public=${2:?a folder for the certificate}
[ -f "$public/ca.pem" ] && exit 0
keytool=keytool
[ -x /opt/java/openjdk/bin/keytool ] && keytool=/opt/java/openjdk/bin/keytool
"$keytool" -genkeypair -alias kafka -keyalg EC -groupname secp256r1 -validity 825 -dname CN=kafka -ext san=dns:kafka \
  -storetype PKCS12 -keystore "$private/kafka.p12" -storepass not-a-secret
"$keytool" -exportcert -rfc -alias kafka -keystore "$private/kafka.p12" -storepass not-a-secret -file "$public/ca.pem"
chmod 644 "$public/ca.pem"
