// Whether a document serves for this movement and is still valid today. Whether it is genuine is not asked here:
// finding_rules.cc does.
#include "common/rules/crossing_view.h"

namespace clearance {
namespace {

// The last day of the document has passed on a side whose rules bind this person.
bool HasExpired(const CrossingView& view, Date expiry) {
  return (view.exit_rules_apply && expiry < view.exit_day) || (view.entry_rules_apply && expiry < view.entry_day);
}

}  // namespace

void AddDocumentReasons(const CrossingView& view, Reasons& reasons) {
  const Document& document = view.document();
  if (document.expiry_date && HasExpired(view, *document.expiry_date)) {
    reasons.push_back({.code = ReasonCode::kDocumentExpired, .date = document.expiry_date});
  }
  const bool rules_apply = view.exit_rules_apply || view.entry_rules_apply;
  if (rules_apply && document.kind != DocumentKind::kUnknown &&
      !ServesForMovement(view.book, document, view.movement)) {
    reasons.push_back(
        {.code = ReasonCode::kDocumentNotForMovement, .detail = std::string(DocumentKindName(document.kind))});
  }
}

}  // namespace clearance
