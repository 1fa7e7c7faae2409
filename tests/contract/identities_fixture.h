// Identities of a store, by small numbers in the place of pseudonyms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {

using Documents = std::vector<std::string>;

inline DocumentFacts Facts(int person, std::string_view nationality = "KAZ") {
  return {.national_key = Pseudonym(700 + person),
          .facts_key = Pseudonym(800 + person),
          .nationality = std::string(nationality)};
}

class IdentitiesContract : public StoreContract {
 protected:
  Status Try(const Store::Function& fn) { return TransactAndWait(*store_, fn); }
  Status Link(int document, int earlier, LinkState state = LinkState::kProvisional) {
    return Try([&](Transaction& t) {
      return t.identities().Link(Pseudonym(document), Pseudonym(earlier), state, ++position_);
    });
  }
  Status Unlink(int document, int earlier) {
    return Try(
        [&](Transaction& t) { return t.identities().Unlink(Pseudonym(document), Pseudonym(earlier), ++position_); });
  }
  void Show(int document, const DocumentFacts& facts) {
    Write([&](Transaction& t) { return t.identities().RecordShown(Pseudonym(document), facts, ++position_); });
  }
  // "1 2 3", the first of the person first.
  std::string PersonWith(int document, std::uint64_t as_of = kAsItStands) {
    std::string text;
    Read([&](const Snapshot& s) {
      const Documents documents = Must(s.identities().DocumentsOf(Pseudonym(document), as_of));
      EXPECT_EQ(Must(s.identities().PersonOf(Pseudonym(document), as_of)), documents.at(0));
      for (const std::string& one : documents) {
        if (!text.empty()) text += " ";
        text += std::to_string(static_cast<unsigned char>(one[0]));
      }
    });
    return text;
  }
  std::optional<KnownDocument> Known(int document) {
    std::optional<KnownDocument> known;
    Read([&](const Snapshot& s) { known = Must(s.identities().FindDocument(Pseudonym(document))); });
    return known;
  }

  std::uint64_t position_ = 0;
};

}  // namespace clearance
