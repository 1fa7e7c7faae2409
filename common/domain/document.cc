// Names of document kinds, and the key under which a document is known.
#include "common/domain/document.h"

#include <algorithm>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<DocumentKind, 9> kNames = {{
    {DocumentKind::kUnknown, "UNKNOWN"},
    {DocumentKind::kOrdinaryPassport, "ORDINARY_PASSPORT"},
    {DocumentKind::kPublicAffairsPassport, "PUBLIC_AFFAIRS_PASSPORT"},
    {DocumentKind::kServicePassport, "SERVICE_PASSPORT"},
    {DocumentKind::kDiplomaticPassport, "DIPLOMATIC_PASSPORT"},
    {DocumentKind::kTravelDocument, "TRAVEL_DOCUMENT"},
    {DocumentKind::kCertificateOfReturn, "CERTIFICATE_OF_RETURN"},
    {DocumentKind::kIdentityCard, "IDENTITY_CARD"},
    {DocumentKind::kExitEntryPermit, "EXIT_ENTRY_PERMIT"},
}};
static_assert(NamesEveryValue(kNames, kAllDocumentKinds.back()));

}  // namespace

std::string_view DocumentKindName(DocumentKind kind) { return NameOf(kNames, kind); }
std::optional<DocumentKind> ParseDocumentKind(std::string_view name) { return ValueOf(kNames, name); }

bool IsIdentifier(std::string_view text) {
  if (text.empty() || text.size() > kMaxIdentifier || text.front() == ' ' || text.back() == ' ') return false;
  return text.find("  ") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == ' '; });
}

std::string DocumentKey(const Document& document) { return document.issuing_state + "|" + document.number; }

}  // namespace clearance
