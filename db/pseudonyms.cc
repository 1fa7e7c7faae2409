#include "db/pseudonyms.h"

#include "common/crypto/key_file.h"
#include "common/crypto/keyed_hash.h"

namespace clearance {
StatusOr<Pseudonyms> Pseudonyms::FromKey(SecretBytes key) {
  if (key.view().size() != kKeyedHashKeyBytes) return InvalidField("lookup_key", "must be 32 bytes");
  return Pseudonyms(std::move(key));
}

StatusOr<Pseudonyms> Pseudonyms::FromFile(const std::string& path) {
  ASSIGN_OR_RETURN(SecretBytes key, ReadKeyFile(path));
  return FromKey(std::move(key));
}

std::string Pseudonyms::Traveller(const Document& document) const {
  return KeyedHash(key_.view(), "traveller", {DocumentKey(document)});
}

std::string Pseudonyms::CollidingTraveller(const Document& document) const {
  return KeyedHash(key_.view(), "colliding traveller", {DocumentKey(document), FactsKey(document)});
}

std::string Pseudonyms::NationalKey(const Document& document) const {
  if (document.national_number.empty()) return "";
  return KeyedHash(key_.view(), "national number",
                   {document.nationality, document.national_number, FormatDate(document.birth_date)});
}

std::string Pseudonyms::NameKey(std::string_view primary_identifier, std::string_view secondary_identifier,
                                Date birth_date) const {
  if (primary_identifier.empty()) return "";
  return KeyedHash(key_.view(), "name", {primary_identifier, secondary_identifier, FormatDate(birth_date)});
}

DocumentNames Pseudonyms::NamesOf(const Document& document) const {
  return {.traveller = Traveller(document),
          .national_key = NationalKey(document),
          .facts_key = FactsKey(document),
          .name_key = NameKey(document.primary_identifier, document.secondary_identifier, document.birth_date)};
}

std::string Pseudonyms::HoldContent(std::string_view bytes) const {
  return KeyedHash(key_.view(), "hold content", {bytes});
}

std::string Pseudonyms::FactsKey(const Document& document) const {
  return KeyedHash(key_.view(), "document facts",
                   {DocumentKey(document), document.nationality, FormatDate(document.birth_date),
                    std::to_string(static_cast<int>(document.sex))});
}

std::string Pseudonyms::BirthDate(std::string_view reference, Date birth_date) const {
  return KeyedHash(key_.view(), "booking birth date", {reference, FormatDate(birth_date)});
}

std::string Pseudonyms::Reference(std::string_view reference) const {
  return KeyedHash(key_.view(), "booking reference", {reference});
}

SecretBytes Pseudonyms::WatchTokenKey() const { return SecretBytes(KeyedHash(key_.view(), "watch tokens", {})); }

// Kept in every ledger: another label would be another value, and no key would be the right one any more.
std::string Pseudonyms::CheckValue() const { return KeyedHash(key_.view(), "look-up key check 1", {}); }

std::string Pseudonyms::Contact(std::string_view contact) const {
  return KeyedHash(key_.view(), "booking contact", {contact});
}

std::string Pseudonyms::Fingerprint(const Document& document) const {
  const std::string expiry = document.expiry_date ? FormatDate(*document.expiry_date) : "";
  const std::string facts = KeyedHash(key_.view(), "document",
                                      {DocumentKindName(document.kind), document.issuing_state, document.number,
                                       document.nationality, FormatDate(document.birth_date), expiry,
                                       std::to_string(static_cast<int>(document.sex)), document.national_number});
  // Without a name as before there were any: a retry over an upgrade has the hash it had.
  if (document.primary_identifier.empty()) return facts;
  return KeyedHash(key_.view(), "named document", {facts, document.primary_identifier, document.secondary_identifier});
}

}  // namespace clearance
