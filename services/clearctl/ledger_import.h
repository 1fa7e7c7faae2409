// Bringing earlier stays, corrections, annulments and changes of basis into a ledger: idempotent by source and row, in
// batches, each entry sealed like any other. Never changes an entry: what is wrong is voided by a later one.
#pragma once

#include <cstddef>
#include <functional>

#include "common/base/clock.h"
#include "common/domain/zone_table.h"
#include "common/rules/rule_book.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/clearctl/import_file.h"

namespace clearance {

struct ImportReport {
  std::size_t imported = 0;
  std::size_t known = 0;  // source and row were there already
};

// Errors name the file and the line; what earlier batches wrote stays, and a second run goes on from there:
//  - ALREADY_EXISTS (REQUEST_ID_REUSED) when a source and row come again with another content;
//  - FAILED_PRECONDITION (SECOND_OFFICER_REQUIRED) for an act that the book leaves to two persons, and nobody confirms;
//    one that is there already stays;
//  - INVALID_ARGUMENT when the entry that a row concerns is unknown, is of another traveller or territory, or has been
//    corrected or annulled already.
// `progress` is called after each batch with the rows done.
StatusOr<ImportReport> ImportRows(Store& store, const Pseudonyms& pseudonyms, const ZoneTable& zones,
                                  const Clock& clock, const RuleBook& book, const ImportFile& file,
                                  const std::function<void(std::size_t)>& progress);

}  // namespace clearance
