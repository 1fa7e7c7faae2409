#include "common/document/document_kind.h"

#include <array>

namespace clearance {
namespace {

constexpr Date kEver = MakeDate(1900, 1, 1);
constexpr Date kOpen = MakeDate(2199, 12, 31);
// From this day ICAO's harmonised codes are taken to be in use on new passports [I].
constexpr Date kHarmonised = MakeDate(2026, 1, 1);
constexpr Date kBeforeHarmonised = kHarmonised - Days(1);

constexpr auto kPublished = RowEvidence::kPublished;
constexpr auto kInferred = RowEvidence::kInferred;

constexpr std::array kRows = {
    // China. PO on ordinary electronic passports: domain page §5; seen by users of several readers. P: the printed type
    // of the earlier "97-2" form. PT: the printed type and first letters of the MRZ of the 旅行证.
    DocumentKindRow{"CHN", "PO", kEver, kOpen, DocumentKind::kOrdinaryPassport, kPublished},
    DocumentKindRow{"CHN", "P", kEver, kOpen, DocumentKind::kOrdinaryPassport, kPublished},
    DocumentKindRow{"CHN", "PT", kEver, kOpen, DocumentKind::kTravelDocument, kPublished},
    DocumentKindRow{"CHN", "PD", kEver, kOpen, DocumentKind::kDiplomaticPassport, kInferred},
    DocumentKindRow{"CHN", "PS", kHarmonised, kOpen, DocumentKind::kUnknown, kInferred},
    DocumentKindRow{"CHN", "PS", kEver, kBeforeHarmonised, DocumentKind::kServicePassport, kInferred},
    // 出入境通行证: its code is in GA/T 704.16, not open to us. CE is ours: C of a TD1 card; C<, CR, CS and CD are
    // taken by the permits for Hong Kong, Macao and Taiwan (GA/T 704.14 gives C<).
    DocumentKindRow{"CHN", "CE", kEver, kOpen, DocumentKind::kExitEntryPermit, kInferred},

    // Kazakhstan. The certificate of return (свидетельство на возвращение) is a paper form without an MRZ as far as we
    // know: it has no row, and an officer enters it.
    DocumentKindRow{"KAZ", "P", kEver, kOpen, DocumentKind::kOrdinaryPassport, kPublished},
    DocumentKindRow{"KAZ", "PP", kHarmonised, kOpen, DocumentKind::kOrdinaryPassport, kInferred},
    DocumentKindRow{"KAZ", "PD", kEver, kOpen, DocumentKind::kDiplomaticPassport, kInferred},
    DocumentKindRow{"KAZ", "PS", kHarmonised, kOpen, DocumentKind::kUnknown, kInferred},
    DocumentKindRow{"KAZ", "PS", kEver, kBeforeHarmonised, DocumentKind::kServicePassport, kInferred},
    DocumentKindRow{"KAZ", "ID", kEver, kOpen, DocumentKind::kIdentityCard, kInferred},
    DocumentKindRow{"KAZ", "I", kEver, kOpen, DocumentKind::kIdentityCard, kInferred},
};

}  // namespace

std::span<const DocumentKindRow> DocumentKindTable() { return kRows; }

DocumentKind KindOf(std::string_view issuing_state, std::string_view code, std::optional<Date> issue_date) {
  std::optional<DocumentKind> agreed;
  for (const DocumentKindRow& row : kRows) {
    if (row.issuing_state != issuing_state || row.code != code) continue;
    if (issue_date && (*issue_date < row.issued_from || *issue_date > row.issued_to)) continue;
    if (agreed && *agreed != row.kind) return DocumentKind::kUnknown;
    agreed = row.kind;
  }
  return agreed.value_or(DocumentKind::kUnknown);
}

std::optional<std::string_view> CodeFor(std::string_view issuing_state, DocumentKind kind) {
  for (const DocumentKindRow& row : kRows) {
    if (row.issuing_state == issuing_state && row.kind == kind) return row.code;
  }
  return std::nullopt;
}

}  // namespace clearance
