// Travel documents as the rules see them. Which kind a document is comes from a table (common/document), never from
// the printed code alone.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/date.h"

namespace clearance {

enum class DocumentKind {
  kUnknown,
  kOrdinaryPassport,
  kPublicAffairsPassport,  // CHN 公务普通护照
  kServicePassport,
  kDiplomaticPassport,
  kTravelDocument,       // CHN 旅行证
  kCertificateOfReturn,  // KAZ, replaces a lost passport, only towards KAZ
  kIdentityCard,         // KAZ ID card: ICBC only
  kExitEntryPermit,      // CHN 出入境通行证: ICBC only
};

inline constexpr std::array kAllDocumentKinds = {DocumentKind::kUnknown,
                                                 DocumentKind::kOrdinaryPassport,
                                                 DocumentKind::kPublicAffairsPassport,
                                                 DocumentKind::kServicePassport,
                                                 DocumentKind::kDiplomaticPassport,
                                                 DocumentKind::kTravelDocument,
                                                 DocumentKind::kCertificateOfReturn,
                                                 DocumentKind::kIdentityCard,
                                                 DocumentKind::kExitEntryPermit};

// "ORDINARY_PASSPORT" …; and back.
std::string_view DocumentKindName(DocumentKind kind);
std::optional<DocumentKind> ParseDocumentKind(std::string_view name);

enum class Sex { kUnspecified, kFemale, kMale };

// Personal data: never logged. States are ICAO 9303 codes ("CHN", "KAZ", "D").
struct Document {
  DocumentKind kind = DocumentKind::kUnknown;
  std::string issuing_state{};
  std::string number{};  // as printed, without fillers; 1 to 24 of A–Z 0–9
  std::string nationality{};
  Date birth_date{};
  std::optional<Date> expiry_date{};
  Sex sex = Sex::kUnspecified;
  std::string national_number{};  // IIN, or empty
  // As the MRZ prints them, never transliterated: A–Z and single spaces; empty where they are not known. In memory
  // only: a record of a document keeps no name.
  std::string primary_identifier{};
  std::string secondary_identifier{};
  friend bool operator==(const Document&, const Document&) = default;
};

// A part of a name as an MRZ prints it: 1 to kMaxIdentifier of A–Z, with single spaces between them.
inline constexpr std::size_t kMaxIdentifier = 39;  // the longest name field
bool IsIdentifier(std::string_view text);

// The one spelling under which a document is looked up, hashed and compared: "KAZ|N12345678".
std::string DocumentKey(const Document& document);

}  // namespace clearance
