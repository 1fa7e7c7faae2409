// Which kind a document is: a table of (issuing state, code, date of issue), never the printed code alone. It must
// never guess: what no row says is kUnknown, and an officer looks.
//
// Why not the code alone: ICAO Doc 9303 is introducing harmonised two-letter codes (PP ordinary, PO official, PD
// diplomatic, PS stateless, PT alien, PR refugee, PE emergency …) which contradict older national use. A Chinese PO is
// an *ordinary* passport, and a Chinese PT a travel document.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "common/domain/date.h"
#include "common/domain/document.h"

namespace clearance {

enum class RowEvidence {
  kPublished,  // a public source or specimen says so; the row's comment names it
  kInferred,   // our reading, to be confirmed by the authority before operation
};

// `code` is without filler: "P" for a printed "P<". Both dates of issue are included.
struct DocumentKindRow {
  std::string_view issuing_state;
  std::string_view code;
  Date issued_from;
  Date issued_to;
  DocumentKind kind;
  RowEvidence evidence;
};

// Every row, in order; no two rows of one state and code overlap in time.
std::span<const DocumentKindRow> DocumentKindTable();

// The kind of a document. Without a date of issue (an MRZ has none) the answer is the kind on which all rows of that
// state and code agree, else kUnknown.
DocumentKind KindOf(std::string_view issuing_state, std::string_view code, std::optional<Date> issue_date);

// The code of the first row of that state and kind, for whoever makes a document; nullopt when there is none.
std::optional<std::string_view> CodeFor(std::string_view issuing_state, DocumentKind kind);

}  // namespace clearance
