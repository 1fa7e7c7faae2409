// What an entry keeps of a document that is shown for the first time, or with other facts than known.
#pragma once

#include <string>

namespace clearance {

struct ShownDocument {
  std::string national_key{};  // Pseudonyms::NationalKey; empty without a national number
  std::string facts_key{};     // Pseudonyms::FactsKey
  // The ciphertext of all fields of the document; empty when they could not be sealed.
  std::string sealed_fields{};
  friend bool operator==(const ShownDocument&, const ShownDocument&) = default;
};

}  // namespace clearance
