// Puts stays together from records: what has no effect goes first, then what is seen twice, then one walk in order.
#include "common/domain/travel_record.h"

#include <algorithm>
#include <tuple>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<AnnulmentCause, 2> kCauseNames = {{
    {AnnulmentCause::kReturned, "RETURNED"},
    {AnnulmentCause::kError, "ERROR"},
}};
static_assert(NamesEveryValue(kCauseNames, AnnulmentCause::kError));

constexpr EnumNames<RecordActKind, 4> kActNames = {{
    {RecordActKind::kCorrection, "CORRECTION"},
    {RecordActKind::kReturned, "RETURNED"},
    {RecordActKind::kAnnulment, "ANNULMENT"},
    {RecordActKind::kBasisChange, "BASIS_CHANGE"},
}};
static_assert(NamesEveryValue(kActNames, RecordActKind::kBasisChange));

enum class Says { kExit, kWhole, kEntry };  // in their order within a moment

Says WhatItSays(const Stay& stay) {
  if (!stay.entry) return Says::kExit;
  return stay.exit || stay.exit_unknown ? Says::kWhole : Says::kEntry;
}

bool IsOpen(const Stay& stay) { return WhatItSays(stay) == Says::kEntry; }

auto OrderOfPresence(const TravelRecord& record) {
  return std::make_tuple(record.at, WhatItSays(record.stay), record.position);
}

auto OrderOfChange(const TravelRecord& record) {
  return std::make_tuple(*record.stay.entry, record.at, record.position);
}

// The oldest moment may be cut in two: what is left of it proves no order.
void LeaveOutOldestMoment(std::vector<TravelRecord>& records) {
  if (records.empty()) return;
  const auto earlier = [](const TravelRecord& a, const TravelRecord& b) { return a.at < b.at; };
  const Instant oldest = std::min_element(records.begin(), records.end(), earlier)->at;
  std::erase_if(records, [&](const TravelRecord& record) { return record.at == oldest; });
}

// Of each run of entries, or of exits, only the strongest.
void LeaveOutWeaker(std::vector<TravelRecord>& presence) {
  const auto of_another = [&](const TravelRecord& record) {
    return record.stay.provenance != presence.front().stay.provenance;
  };
  if (std::none_of(presence.begin(), presence.end(), of_another)) return;
  std::vector<TravelRecord> kept;
  for (auto begin = presence.begin(); begin != presence.end();) {
    const Says says = WhatItSays(begin->stay);
    auto end = begin + 1;
    while (says != Says::kWhole && end != presence.end() && WhatItSays(end->stay) == says) ++end;
    const auto stronger = [](const TravelRecord& a, const TravelRecord& b) {
      return a.stay.provenance < b.stay.provenance;
    };
    const Provenance strongest = std::min_element(begin, end, stronger)->stay.provenance;
    std::copy_if(begin, end, std::back_inserter(kept),
                 [&](const TravelRecord& record) { return record.stay.provenance == strongest; });
    begin = end;
  }
  presence = std::move(kept);
}

// The first record from which on the stays are certain, whatever was left out before: one that neither continues a run
// of entries nor closes anything.
std::size_t FirstCertain(const std::vector<TravelRecord>& presence) {
  for (std::size_t i = 0; i < presence.size(); ++i) {
    const Says says = WhatItSays(presence[i].stay);
    if (says == Says::kWhole) return i;
    if (says == Says::kEntry && i > 0 && WhatItSays(presence[i - 1].stay) == Says::kExit) return i;
  }
  return presence.size();
}

// A change of basis stands after every entry of its day or before, and after every exit of an earlier day.
std::size_t PlaceOf(const TravelRecord& change, const std::vector<TravelRecord>& presence) {
  const Date day = *change.stay.entry;
  const auto over = std::find_if(presence.rbegin(), presence.rend(), [&](const TravelRecord& record) {
    return record.stay.entry ? *record.stay.entry <= day : *record.stay.exit < day;
  });
  return static_cast<std::size_t>(presence.rend() - over);
}

void AddPresence(const Stay& said, std::vector<Stay>& stays) {
  const bool after_open = !stays.empty() && IsOpen(stays.back());
  if (said.entry) {
    if (after_open) stays.back().exit_unknown = true;
    stays.push_back(said);
  } else if (after_open) {
    Stay& open = stays.back();
    open.exit = said.exit;
    open.left_to = said.left_to;
    open.provenance = WeakerOf(open.provenance, said.provenance);
  } else {
    stays.push_back(said);
  }
}

void ChangeBasis(const Stay& change, std::vector<Stay>& stays) {
  const Date day = *change.entry;
  const auto holds_day = [&](const Stay& stay) {
    return stay.entry && *stay.entry <= day && (stay.exit ? day <= *stay.exit : !stay.exit_unknown);
  };
  if (stays.empty() || !holds_day(stays.back())) {
    stays.push_back(change);
    return;
  }
  Stay& before = stays.back();
  if (before.basis == change.basis) return;
  before.provenance = WeakerOf(before.provenance, change.provenance);
  Stay after = before;
  after.entry = day;
  after.basis = change.basis;
  if (*before.entry == day) {
    before = after;
    return;
  }
  before.exit = day - Days(1);
  before.left_to.reset();
  stays.push_back(after);
}

}  // namespace

std::string_view AnnulmentCauseName(AnnulmentCause cause) { return NameOf(kCauseNames, cause); }
std::optional<AnnulmentCause> ParseAnnulmentCause(std::string_view name) { return ValueOf(kCauseNames, name); }
std::string_view RecordActKindName(RecordActKind kind) { return NameOf(kActNames, kind); }
std::optional<RecordActKind> ParseRecordActKind(std::string_view name) { return ValueOf(kActNames, name); }

std::vector<std::uint64_t> VoidedPositions(std::vector<RecordVoid> voids) {
  // Latest first: whether an entry has effect is known before what it voids is looked at.
  std::sort(voids.begin(), voids.end(), [](const RecordVoid& a, const RecordVoid& b) { return a.by > b.by; });
  std::vector<std::uint64_t> voided;
  const auto place_of = [&](std::uint64_t position) {
    return std::lower_bound(voided.begin(), voided.end(), position);
  };
  const auto is_voided = [&](std::uint64_t position) {
    const auto place = place_of(position);
    return place != voided.end() && *place == position;
  };
  for (const RecordVoid& one : voids) {
    if (one.by <= one.concerns || is_voided(one.by) || is_voided(one.concerns)) continue;
    voided.insert(place_of(one.concerns), one.concerns);
  }
  return voided;
}

std::vector<Stay> StaysOf(TravelRecords known) {
  if (known.earlier_left_out) LeaveOutOldestMoment(known.records);
  if (!known.voids.empty()) {
    const std::vector<std::uint64_t> voided = VoidedPositions(std::move(known.voids));
    std::erase_if(known.records, [&](const TravelRecord& record) {
      return std::binary_search(voided.begin(), voided.end(), record.position);
    });
  }
  std::vector<TravelRecord> presence = std::move(known.records);
  const auto changes_begin = std::partition(presence.begin(), presence.end(), [](const TravelRecord& record) {
    return record.kind == TravelRecordKind::kPresence;
  });
  std::vector<TravelRecord> changes(changes_begin, presence.end());
  presence.erase(changes_begin, presence.end());
  std::sort(presence.begin(), presence.end(),
            [](const TravelRecord& a, const TravelRecord& b) { return OrderOfPresence(a) < OrderOfPresence(b); });
  std::sort(changes.begin(), changes.end(),
            [](const TravelRecord& a, const TravelRecord& b) { return OrderOfChange(a) < OrderOfChange(b); });
  LeaveOutWeaker(presence);

  std::vector<Stay> stays;
  const std::size_t begin = known.earlier_left_out ? FirstCertain(presence) : 0;
  auto change = changes.begin();
  while (known.earlier_left_out && change != changes.end() && PlaceOf(*change, presence) <= begin) ++change;
  for (std::size_t i = begin; i <= presence.size(); ++i) {
    for (; change != changes.end() && PlaceOf(*change, presence) == i; ++change) ChangeBasis(change->stay, stays);
    if (i < presence.size()) AddPresence(presence[i].stay, stays);
  }
  return stays;
}

}  // namespace clearance
