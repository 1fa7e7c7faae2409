// What the bodies of ledger entries say, as values: ledger_bytes.h writes them, ledger_bodies.h reads them back. An
// entry's own log, lane, times, traveller and request id are no part of its body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/date.h"
#include "common/domain/decision.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"
#include "common/domain/travel_record.h"
#include "common/wire/shown_document.h"

namespace clearance {

// What a decision means for the views, beside its answer.
struct DecisionEffects {
  bool reserves_booking = false;
  std::string abuse_referral_id{};  // of the case that its booking is; empty for none
  // Request ids of open decisions of the same lane about the same traveller, whose place it takes.
  std::vector<std::string> replaces{};
  std::optional<ShownDocument> shown{};
  // By which its booking had been used, or was held, already.
  std::optional<BookingUseRecord> used_before{};
  // A national number was known of the document, and none was read this time. The forms before the sixth do not tell.
  bool number_not_read = false;
  friend bool operator==(const DecisionEffects&, const DecisionEffects&) = default;
};

struct DecisionRecord {
  // Without what the entry says: request id, lane id and port, observed_at (the event time; the forms before the fourth
  // said lane, port and moment in the body too). Of the document only kind and nationality are known.
  CrossingRequest request{};
  // Without position and decided_at, which are the entry's own position and record time.
  DecideAnswer answer{};
  // The last position of the ledger the decision saw.
  std::uint64_t seen_position = 0;
  std::optional<DecisionEffects> effects{};  // absent in the forms before the fourth
  friend bool operator==(const DecisionRecord&, const DecisionRecord&) = default;
};

// A case that a passage opens.
struct PassageCase {
  ReferralKind kind = ReferralKind::kPassage;
  std::string referral_id{};
  friend bool operator==(const PassageCase&, const PassageCase&) = default;
};

// The stay that a passage begins.
struct BegunStay {
  Date day{};  // civil day of the territory entered
  StayBasis basis = StayBasis::kVisaFree;
  std::optional<Date> promised_until{};
  std::string regime{};
  friend bool operator==(const BegunStay&, const BegunStay&) = default;
};

// What a passage means for the views.
struct PassageEffects {
  std::uint64_t decision_position = 0;  // of the decision it followed; 0: no such decision of this person and lane
  std::vector<PassageCase> cases{};
  // Of the decision followed, and of holds set meanwhile; empty without a case.
  std::vector<Reason> case_reasons{};
  std::optional<Date> exit_day{};     // civil day of the territory left; absent where the lane does not decide the exit
  std::optional<BegunStay> begins{};  // absent where the lane does not decide the entry
  bool redeems_booking = false;
  std::optional<ShownDocument> shown{};
  std::optional<BookingUseRecord> used_before{};  // as of a decision
  friend bool operator==(const PassageEffects&, const PassageEffects&) = default;
};

struct PassageRecord {
  // Without what the entry says: request id, lane id and port, passed_at. Of the document only kind and nationality are
  // known.
  Passage passage{};
  PassageEffects effects{};
  friend bool operator==(const PassageRecord&, const PassageRecord&) = default;
};

// Who stands for an act on the record, why, and the source and row that name it for ever.
struct RecordAct {
  std::string source{};
  std::string source_row{};
  std::string author{};
  std::string reason{};
  std::string confirmed_by{};  // the second person; empty where none stands for it
  friend bool operator==(const RecordAct&, const RecordAct&) = default;
};

// An earlier stay, with where it came from.
struct ImportedStay {
  Stay stay{};
  std::string source{};
  std::string source_row{};
  friend bool operator==(const ImportedStay&, const ImportedStay&) = default;
};

// From the day change.entry on the ground of presence is change.basis.
struct BasisChangeRecord {
  Stay change{};
  RecordAct act{};
  friend bool operator==(const BasisChangeRecord&, const BasisChangeRecord&) = default;
};

// From this day on the record of a territory is complete, at all its ports.
struct CompletenessRecord {
  Territory territory = Territory::kChn;
  Date from{};
  friend bool operator==(const CompletenessRecord&, const CompletenessRecord&) = default;
};

using ImportRecord = std::variant<ImportedStay, BasisChangeRecord, CompletenessRecord>;

// Whose document it was, where a row told nationality, birth date and sex beside its number: whoever shows that number
// with other facts is somebody else.
struct NamedHolder {
  std::string nationality{};
  std::string facts_key{};  // Pseudonyms::FactsKey, 32 bytes
  friend bool operator==(const NamedHolder&, const NamedHolder&) = default;
};

struct ImportEntry {
  ImportRecord record{};
  std::optional<NamedHolder> holder{};  // of a stay or a change of basis
  friend bool operator==(const ImportEntry&, const ImportEntry&) = default;
};

// `stay` stands in the place of what the entry `concerns` (a position) says of its territory.
struct CorrectedStay {
  Stay stay{};
  std::uint64_t concerns = 0;
  RecordAct act{};
  friend bool operator==(const CorrectedStay&, const CorrectedStay&) = default;
};

// What the entry `concerns` (a position) says of `territory` has no effect any more.
struct Annulment {
  AnnulmentCause cause = AnnulmentCause::kError;
  Territory territory = Territory::kChn;
  std::uint64_t concerns = 0;
  RecordAct act{};
  friend bool operator==(const Annulment&, const Annulment&) = default;
};

using CorrectionRecord = std::variant<CorrectedStay, Annulment>;

// An officer's claim, proposal or answer.
struct ReviewRecord {
  std::string act{};  // the name of the entry's kind
  std::string referral_id{};
  std::string decision_request_id{};
  ReferralState state = ReferralState::kClaimed;  // which the act leaves
  std::string officer{};
  std::optional<Resolution> answer{};  // proposed or given; absent for a claim
  std::string ground{};
  friend bool operator==(const ReviewRecord&, const ReviewRecord&) = default;
};

}  // namespace clearance
