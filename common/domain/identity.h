// Identity: which documents are one person's. A link says so of two documents; it is always a value that can be taken
// back, and never a rewriting of what was recorded under either.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace clearance {

// Documents that one person may have here; a link that would make more is refused.
inline constexpr std::size_t kMaxDocumentsPerPerson = 16;

//   kProposed:    a question to an officer; joins nothing.
//   kProvisional: made by the machine; joins until an officer confirms it or takes it back.
//   kConfirmed:   an officer's.
enum class LinkState { kProposed, kProvisional, kConfirmed };
inline constexpr std::array kAllLinkStates = {LinkState::kProposed, LinkState::kProvisional, LinkState::kConfirmed};
std::string_view LinkStateName(LinkState state);
std::optional<LinkState> ParseLinkState(std::string_view name);

// Why two documents are held to be one person's.
enum class LinkGround {
  kSameNationalNumber,          // and the same nationality and birth date
  kSameDocumentNumber,          // of one issuing state, with another birth date, nationality or sex
  kFaceMatchesEarlierPortrait,  // the face in the lane and the portrait of the earlier document
  kOfficer,
};
inline constexpr std::array kAllLinkGrounds = {LinkGround::kSameNationalNumber, LinkGround::kSameDocumentNumber,
                                               LinkGround::kFaceMatchesEarlierPortrait, LinkGround::kOfficer};
std::string_view LinkGroundName(LinkGround ground);
std::optional<LinkGround> ParseLinkGround(std::string_view name);

// What is known of who shows a document, beside the document itself.
enum class IdentityMatch {
  kNew,                  // a document and a national number seen for the first time
  kSame,                 // a document, or a person, known without contradiction
  kCollision,            // the number of a known document with another nationality, birth date or sex
  kOtherDocumentKnown,   // another document with the same national number is known, and nothing hangs on it here
  kRenewalNotProven,     // stays with such a document matter here, as the one that ends, and the two are not linked
  kLinkedProvisionally,  // as before, and linked for this exit
};
inline constexpr std::array kAllIdentityMatches = {IdentityMatch::kNew,
                                                   IdentityMatch::kSame,
                                                   IdentityMatch::kCollision,
                                                   IdentityMatch::kOtherDocumentKnown,
                                                   IdentityMatch::kRenewalNotProven,
                                                   IdentityMatch::kLinkedProvisionally};

}  // namespace clearance
