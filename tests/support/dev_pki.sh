#!/usr/bin/env bash
# A development CA, certificates and keys for one machine: what `./dev pki`, the demo and the tests run on.
# Never for a gate: the CA's own key lies beside the certificates. Valid for 30 days; what is still valid for a day is
# left alone, so that a second run changes nothing.
#
#   ca.pem                        the CA every process trusts; ca_key.pem signs with it
#   server.pem  server_key.pem    the centre: localhost, 127.0.0.1, spiffe://khorgos/centre
#   <id>.pem    <id>_key.pem      a client each: spiffe://khorgos/<role>/<id> (the list is below)
#   stranger.pem stranger_key.pem says it is gate-1 but is signed by another CA: to see it refused
#   seal_key.pem seal_pub.pem     Ed25519, signs the seals of bookings
#   seal_document_key.hex         32 random bytes, keys the hash of the document in a seal; gates have it too
#   lookup_key.hex                32 random bytes, keys the hashes travellers are looked up by; the centre's alone
#   ledger_key.pem ledger_pub.pem Ed25519, signs the checkpoints of the ledger
#   master_key.hex                32 random bytes, wraps the keys of personal fields; the centre's alone
set -euo pipefail

readonly kSite=khorgos
readonly kDays=30
readonly kRenewBeforeSeconds=86400
clients=(
  gate/gate-1 gate/gate-2
  officer/officer-1 officer/officer-2 supervisor/supervisor-1 auditor/auditor-1
  booking/booking-1 authority/authority-1 authority/authority-2 authority/customs-1
)

Usage() {
  cat <<'TEXT'
dev_pki.sh [DIR] [--force] [--client ROLE/ID]...
  DIR               where to (build/pki)
  --force           make new ones although the present ones are valid
  --client ROLE/ID  one more client, e.g. gate/gate-3
TEXT
}

Fail() {
  printf 'pki: %s\n' "$1" >&2
  exit 1
}

FailUsage() {
  printf 'pki: %s\n     ./dev pki --help tells more\n' "$1" >&2
  exit 2
}

dir='' force=''
while [[ $# -gt 0 ]]; do
  case "$1" in
    -h | --help)
      Usage
      exit 0
      ;;
    --force) force=1 ;;
    --client)
      [[ "${2:-}" =~ ^[a-z]+/[a-z0-9-]+$ ]] || FailUsage "--client needs ROLE/ID in lower case, e.g. gate/gate-3"
      clients+=("$2")
      shift
      ;;
    -*) FailUsage "no such option: $1" ;;
    *)
      [[ -z "$dir" ]] || FailUsage "only one folder, please: $dir or $1"
      dir=$1
      ;;
  esac
  shift
done
dir=${dir:-build/pki}
command -v openssl >/dev/null || Fail "there is no openssl here: ./dev setup"

# Every file that must be there, certificates first.
certificates=(server.pem)
for client in "${clients[@]}"; do certificates+=("${client#*/}.pem"); done
files=(
  ca.pem ca_key.pem stranger.pem stranger_key.pem seal_key.pem seal_pub.pem ledger_key.pem ledger_pub.pem
  seal_document_key.hex lookup_key.hex master_key.hex
)
for certificate in "${certificates[@]}"; do files+=("$certificate" "${certificate%.pem}_key.pem"); done

IsValid() {
  local file
  for file in "${files[@]}"; do
    [[ -s "$dir/$file" ]] || return 1
  done
  openssl verify -CAfile "$dir/ca.pem" -attime $(($(date +%s) + kRenewBeforeSeconds)) \
    "${certificates[@]/#/$dir/}" >/dev/null 2>&1
}

if [[ -z "$force" ]] && IsValid; then
  printf 'pki: what is in %s is valid; --force makes new ones\n' "$dir"
  exit 0
fi

umask 077
mkdir -p "$dir"
# Made beside and moved in at the end: nobody ever reads half a set of keys.
new=$(mktemp -d "$dir/.new.XXXXXX")
trap 'rm -rf "$new"' EXIT

# The configuration all certificates share; $SAN and $USAGE come by the environment.
cat >"$new/openssl.cnf" <<'CONF'
[req]
distinguished_name = name
prompt = no
string_mask = utf8only
[name]
O = Khorgos development
CN = $ENV::NAME
[ca]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = $ENV::USAGE
subjectAltName = $ENV::SAN
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
CONF

# Certify FILE NAME SECTION [openssl req options]: a P-256 key and its certificate.
Certify() {
  local file=$1 name=$2 section=$3
  shift 3
  NAME=$name openssl req -x509 -config "$new/openssl.cnf" -extensions "$section" -days "$kDays" -sha256 \
    -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$new/${file}_key.pem" -out "$new/$file.pem" "$@" \
    2>"$new/log" || Fail "openssl could not make $file.pem: $(tail -n 3 "$new/log")"
}

# Leaf FILE CA USAGE SAN
Leaf() {
  USAGE=$3 SAN=$4 Certify "$1" "$1" leaf -CA "$new/$2.pem" -CAkey "$new/$2_key.pem"
}

export SAN='' USAGE=''  # the configuration names them even where a section does not use them
Certify ca "Khorgos development CA" ca
Certify stranger_ca "Another CA" ca
Leaf server ca serverAuth "DNS:localhost, IP:127.0.0.1, URI:spiffe://$kSite/centre"
for client in "${clients[@]}"; do Leaf "${client#*/}" ca clientAuth "URI:spiffe://$kSite/$client"; done
Leaf stranger stranger_ca clientAuth "URI:spiffe://$kSite/gate/gate-1"
for signer in seal ledger; do
  openssl genpkey -algorithm ed25519 -out "$new/${signer}_key.pem"
  openssl pkey -in "$new/${signer}_key.pem" -pubout -out "$new/${signer}_pub.pem"
done
for secret in seal_document lookup master; do openssl rand -hex 32 >"$new/${secret}_key.hex"; done

for file in "${files[@]}"; do mv -f "$new/$file" "$dir/$file"; done
printf 'pki: a CA, %d certificates and the keys are in %s, valid for %d days, for this machine only\n' \
  $((${#certificates[@]} + 1)) "$dir" "$kDays"
