#include "db/stored_codes.h"

#include <iterator>
#include <optional>
#include <string>

#include "common/base/check.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr int kBasisBits = 3;
constexpr int kTerritoryBits = 2;
constexpr std::int64_t kLetterBase = 27;
constexpr std::size_t kMaxNationalityLetters = 3;
constexpr int kNationalityBits = 15;
constexpr int kProvenanceBits = 2;
static_assert(kLetterBase * kLetterBase * kLetterBase < 1 << kNationalityBits);
constexpr std::array kAllBases = {StayBasis::kVisaFree, StayBasis::kVisa, StayBasis::kResidence,
                                  StayBasis::kOwnNational, StayBasis::kOther};

Status Corrupt(std::string_view what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "an unknown number for " + std::string(what));
}

std::int64_t BasisCode(StayBasis basis) {
  switch (basis) {
    case StayBasis::kVisaFree:
      return 1;
    case StayBasis::kVisa:
      return 2;
    case StayBasis::kResidence:
      return 3;
    case StayBasis::kOwnNational:
      return 4;
    case StayBasis::kOther:
      return 5;
  }
  CHECK(false);
}

StatusOr<StayBasis> BasisOfCode(std::int64_t code) {
  for (const StayBasis basis : kAllBases) {
    if (BasisCode(basis) == code) return basis;
  }
  return Corrupt("a basis of stay");
}

std::int64_t ProvenanceCode(Provenance provenance) {
  switch (provenance) {
    case Provenance::kElectronicRecord:
      return 0;  // also what rows from before there were others say
    case Provenance::kStamp:
      return 1;
    case Provenance::kDeclaration:
      return 2;
  }
  CHECK(false);
}

StatusOr<Provenance> ProvenanceOfCode(std::int64_t code) {
  for (const Provenance provenance : {Provenance::kElectronicRecord, Provenance::kStamp, Provenance::kDeclaration}) {
    if (ProvenanceCode(provenance) == code) return provenance;
  }
  return Corrupt("a provenance");
}

template <typename Enum>
struct Coded {
  Enum value;
  std::int64_t code;
};

constexpr Coded<Quota> kQuotaCodes[] = {{Quota::kGeneral, 1}, {Quota::kFamily, 2}, {Quota::kAssisted, 3}};
static_assert(std::size(kQuotaCodes) == kAllQuotas.size());

constexpr Coded<AttemptAct> kActCodes[] = {
    {AttemptAct::kHold, 1},   {AttemptAct::kCreate, 2}, {AttemptAct::kMove, 3},
    {AttemptAct::kCancel, 4}, {AttemptAct::kLookUp, 5}, {AttemptAct::kUse, 6},
};
static_assert(std::size(kActCodes) == kAllAttemptActs.size());

constexpr Coded<AttemptResult> kResultCodes[] = {
    {AttemptResult::kOk, 1},
    {AttemptResult::kSlotFull, 2},
    {AttemptResult::kSlotClosed, 3},
    {AttemptResult::kLimit, 4},
    {AttemptResult::kHoldGone, 5},
    {AttemptResult::kNotFound, 6},
    {AttemptResult::kWrongBirthDate, 7},
    {AttemptResult::kRateLimited, 8},
    {AttemptResult::kState, 9},
    {AttemptResult::kTooEarly, 10},
    {AttemptResult::kTooLate, 11},
    {AttemptResult::kWrongPort, 12},
    {AttemptResult::kCancelled, 13},
    {AttemptResult::kSecondUse, 14},
    {AttemptResult::kOtherDocument, 15},
    {AttemptResult::kSealBadSignature, 16},
    {AttemptResult::kSealUnknownKey, 17},
    {AttemptResult::kSealMalformed, 18},
    {AttemptResult::kSealRevoked, 19},
};
static_assert(std::size(kResultCodes) == kAllAttemptResults.size());

template <typename Enum, std::size_t size>
std::int64_t CodeIn(const Coded<Enum> (&codes)[size], Enum value) {
  for (const Coded<Enum>& row : codes) {
    if (row.value == value) return row.code;
  }
  CHECK(false);
}

template <typename Enum, std::size_t size>
StatusOr<Enum> ValueIn(const Coded<Enum> (&codes)[size], std::int64_t code, std::string_view what) {
  for (const Coded<Enum>& row : codes) {
    if (row.code == code) return row.value;
  }
  return Corrupt(what);
}

// Takes the lowest `bits` off `number`.
std::int64_t TakeBits(std::int64_t& number, int bits) {
  const std::int64_t low = number & ((std::int64_t{1} << bits) - 1);
  number >>= bits;
  return low;
}

}  // namespace

std::int64_t TerritoryCode(Territory territory) {
  switch (territory) {
    case Territory::kChn:
      return 1;
    case Territory::kKaz:
      return 2;
    case Territory::kIcbc:
      return 3;
  }
  CHECK(false);
}

StatusOr<Territory> TerritoryOfCode(std::int64_t code) {
  for (const Territory territory : kAllTerritories) {
    if (TerritoryCode(territory) == code) return territory;
  }
  return Corrupt("a territory");
}

std::int64_t BookingStateCode(BookingState state) {
  switch (state) {
    case BookingState::kConfirmed:
      return 1;
    case BookingState::kReserved:
      return 2;
    case BookingState::kRedeemed:
      return 3;
    case BookingState::kCancelled:
      return 4;
    case BookingState::kMoved:
      return 5;
    case BookingState::kNoShow:
      return 6;
  }
  CHECK(false);
}

StatusOr<BookingState> BookingStateOfCode(std::int64_t code) {
  for (const BookingState state : kAllBookingStates) {
    if (BookingStateCode(state) == code) return state;
  }
  return Corrupt("a state of booking");
}

std::int64_t QuotaCode(Quota quota) { return CodeIn(kQuotaCodes, quota); }
StatusOr<Quota> QuotaOfCode(std::int64_t code) { return ValueIn(kQuotaCodes, code, "a quota"); }

std::int64_t AttemptActCode(AttemptAct act) { return CodeIn(kActCodes, act); }
StatusOr<AttemptAct> AttemptActOfCode(std::int64_t code) { return ValueIn(kActCodes, code, "an attempt"); }

std::int64_t AttemptResultCode(AttemptResult result) { return CodeIn(kResultCodes, result); }
StatusOr<AttemptResult> AttemptResultOfCode(std::int64_t code) {
  return ValueIn(kResultCodes, code, "the result of an attempt");
}

std::int64_t DataPurposeCode(DataPurpose purpose) {
  switch (purpose) {
    case DataPurpose::kBorder:
      return 1;
    case DataPurpose::kHold:
      return 2;
  }
  CHECK(false);
}

StatusOr<DataPurpose> DataPurposeOfCode(std::int64_t code) {
  for (const DataPurpose purpose : kAllDataPurposes) {
    if (DataPurposeCode(purpose) == code) return purpose;
  }
  return Corrupt("a purpose of data");
}

StatusOr<std::int64_t> RecordTerms(const TravelRecord& record) {
  const Stay& stay = record.stay;
  if (stay.nationality.size() > kMaxNationalityLetters) return InvalidField("nationality", "longer than three letters");
  std::int64_t nationality = 0;
  for (const char letter : stay.nationality) {
    if (letter < 'A' || letter > 'Z') return InvalidField("nationality", "not of letters A to Z");
    nationality = nationality * kLetterBase + (letter - 'A' + 1);
  }
  std::int64_t terms = record.kind == TravelRecordKind::kBasisChange ? 1 : 0;
  terms = terms << kProvenanceBits | ProvenanceCode(stay.provenance);
  terms = terms << kNationalityBits | nationality;
  terms = terms << kTerritoryBits | (stay.left_to ? TerritoryCode(*stay.left_to) : 0);
  terms = terms << kTerritoryBits | TerritoryCode(stay.entered_from);
  terms = terms << kBasisBits | BasisCode(stay.basis);
  return terms << 1 | (stay.exit_unknown ? 1 : 0);
}

Status SetRecordTerms(std::int64_t terms, TravelRecord& record) {
  if (terms < 0) return Corrupt("the terms of a stay");
  Stay& stay = record.stay;
  stay.exit_unknown = TakeBits(terms, 1) == 1;
  ASSIGN_OR_RETURN(stay.basis, BasisOfCode(TakeBits(terms, kBasisBits)));
  ASSIGN_OR_RETURN(stay.entered_from, TerritoryOfCode(TakeBits(terms, kTerritoryBits)));
  stay.left_to.reset();
  if (const std::int64_t left_to = TakeBits(terms, kTerritoryBits); left_to != 0) {
    ASSIGN_OR_RETURN(stay.left_to, TerritoryOfCode(left_to));
  }
  stay.nationality.clear();
  for (std::int64_t letters = TakeBits(terms, kNationalityBits); letters != 0; letters /= kLetterBase) {
    if (letters % kLetterBase == 0 || stay.nationality.size() == kMaxNationalityLetters)
      return Corrupt("a nationality");
    stay.nationality.insert(stay.nationality.begin(), static_cast<char>('A' + letters % kLetterBase - 1));
  }
  ASSIGN_OR_RETURN(stay.provenance, ProvenanceOfCode(TakeBits(terms, kProvenanceBits)));
  record.kind = TakeBits(terms, 1) == 1 ? TravelRecordKind::kBasisChange : TravelRecordKind::kPresence;
  return terms == 0 ? OkStatus() : Corrupt("the terms of a stay");
}

}  // namespace clearance
