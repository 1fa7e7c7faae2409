// Who shows this document? From what is known of it and of others with the same national number to what a decision
// makes of it. Never joins two documents on entry, and never asks about an own national's presence in their own state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/identity.h"

namespace clearance {

// Another person, as far as the record knows, with a document of the same national number and birth date.
struct OtherPerson {
  std::string document{};      // pseudonym of that document
  std::string nationality{};   // shown by it
  bool inside = false;         // has an open stay in the territory left
  bool found_another = false;  // an officer has found that the two documents are not one person's
};

// What is known of the document shown.
struct KnownOfDocument {
  // Its number is known with other facts, and no officer has found both to be one person's.
  bool collides = false;
  bool shown_before = false;  // with these facts
  bool inside = false;        // its person has an open stay in the territory left
  std::vector<OtherPerson> others{};
};

struct IdentityOutcome {
  IdentityMatch match = IdentityMatch::kNew;
  // The document to link with (kLinkedProvisionally) or to ask an officer about; empty where there is none.
  std::string other{};
  std::vector<LinkGround> grounds{};
  friend bool operator==(const IdentityOutcome&, const IdentityOutcome&) = default;
};

// A link is made only for an exit that ends a stay of exactly one other person, on the same national number, birth date
// and nationality and a face found to match the earlier portrait; where no officer has ever found otherwise, and where
// the document alone has no open stay to end. Allocates only for what it answers.
IdentityOutcome MatchIdentity(const CrossingRequest& request, const KnownOfDocument& known);

}  // namespace clearance
