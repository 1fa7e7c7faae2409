// Who shows this document? From what is known of it and of others with the same national number to what a decision
// makes of it. Never joins two documents on entry, and never asks about an own national's presence in their own state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/identity.h"

namespace clearance {

// Another person, as far as the record knows, whose document may be the traveller's too.
struct OtherPerson {
  std::string document{};     // pseudonym of that document
  std::string nationality{};  // shown by it
  bool inside = false;        // has an open stay in the territory left
  bool asked_before = false;  // whether both documents are one person's has been put before an officer
  bool parted = false;        // and an officer has found that they are not
  bool has_room = true;       // both together are no more documents than one person may have
};

// What is known of the document shown.
struct KnownOfDocument {
  // Its number is known with other facts, and no officer has found both to be one person's.
  std::optional<OtherPerson> collides_with{};
  bool shown_before = false;  // with these facts
  bool inside = false;        // its person has an open stay in the territory left
  // People with a document of the same nationality, national number and birth date, the one seen last last.
  std::vector<OtherPerson> others{};
};

struct IdentityOutcome {
  IdentityMatch match = IdentityMatch::kNew;
  std::string other{};                 // the document in question; empty where there is none
  std::vector<LinkGround> grounds{};   // what speaks for one person; empty where there is none
  std::optional<LinkState> records{};  // the link to record: provisional, or proposed to an officer
  friend bool operator==(const IdentityOutcome&, const IdentityOutcome&) = default;
};

// A link is made only for an exit that ends a stay of exactly one other person, on the same national number, birth date
// and nationality and a face found to match the earlier portrait; where no officer has ever found otherwise, and where
// the document alone has no open stay to end. What is not linked is proposed to an officer, once. A number known with
// other facts is never linked, only proposed.
IdentityOutcome MatchIdentity(const CrossingRequest& request, const KnownOfDocument& known);

// Whether it matters that another document, which nothing links, may be the traveller's too: judged `together` with its
// stays, something speaks against the crossing that does not when judged `alone`, or the last lawful day is an earlier
// one. Then an officer decides, and nobody is told the later day.
bool OtherDocumentMatters(const Decision& alone, const Decision& together);

}  // namespace clearance
