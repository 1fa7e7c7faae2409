// Pseudonyms: how travellers are named in everything the centre keeps. Only the holder of the key can make one; the key
// is the look-up key's own, never the booking seal's.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/secret.h"
#include "common/domain/document.h"

namespace clearance {

// What a document is called, each as the function of Pseudonyms of that name makes it.
struct DocumentNames {
  std::string traveller{};
  std::string national_key{};
  std::string facts_key{};
  std::string name_key{};
};

// Thread-safe.
class Pseudonyms {
 public:
  // `key`: kKeyedHashKeyBytes. INVALID_ARGUMENT on another length.
  static StatusOr<Pseudonyms> FromKey(SecretBytes key);
  // A file with the key in hexadecimal. FILE_UNREADABLE or CONFIG_INVALID naming the path.
  static StatusOr<Pseudonyms> FromFile(const std::string& path);

  // 32 bytes: the same for the same issuing state and number.
  std::string Traveller(const Document& document) const;
  // 32 bytes: under which a document is recorded whose issuing state and number are those of one already known with
  // other facts (FactsKey), so that nothing of the one is ever counted with the other.
  std::string CollidingTraveller(const Document& document) const;
  // 32 bytes: the same for the same nationality, national number and birth date, whatever the document. Empty for a
  // document without a national number, as Chinese passports are: two of those are never alike.
  std::string NationalKey(const Document& document) const;
  // 32 bytes: what of a document cannot change (nationality, birth date, sex), bound to its issuing state and number so
  // that nothing is told of two documents.
  std::string FactsKey(const Document& document) const;
  // 32 bytes: the same for the same identifiers, letter by letter as the MRZ prints them, and birth date; empty without
  // a primary identifier.
  std::string NameKey(std::string_view primary_identifier, std::string_view secondary_identifier,
                      Date birth_date) const;
  // All that a crossing may have to know it by: made once, before its transaction, which everybody else waits for.
  DocumentNames NamesOf(const Document& document) const;
  // 32 bytes: tells whether two persons asked for the same hold.
  std::string HoldContent(std::string_view bytes) const;
  // 32 bytes: a birth date as the second half of a booking's look-up, bound to the booking's reference.
  std::string BirthDate(std::string_view reference, Date birth_date) const;
  // 32 bytes: the key that seals where watches are (common/wire/watch_tokens.h), nobody's name.
  SecretBytes WatchTokenKey() const;
  // 32 bytes: the same for the same key, a constant under it. Tells two keys apart and nothing of either.
  std::string CheckValue() const;
  // 32 bytes: a booking's reference, for what is kept of looking it up.
  std::string Reference(std::string_view reference) const;
  // 32 bytes: the same for the same contact, byte by byte: bring it into one form first.
  std::string Contact(std::string_view contact) const;
  // 32 bytes over every field of the document: tells whether two requests show the same.
  std::string Fingerprint(const Document& document) const;

 private:
  explicit Pseudonyms(SecretBytes key) : key_(std::move(key)) {}
  SecretBytes key_;
};

}  // namespace clearance
