// Decisions of the centre's own desks over the memory store, made anew from the ledger: crossings, holds, bookings and
// links as whoever may makes them.
#pragma once

#include <string>
#include <vector>

#include "services/clearctl/entry_replay.h"
#include "services/holds/hold_desk.h"
#include "services/review/link_desk.h"
#include "tests/support/booking_scene.h"
#include "tests/support/passports_fixture.h"

namespace clearance {

class EntryReplayTest : public PassportsTest {
 protected:
  enum class Keys { kNone, kMaster };

  StatusOr<ReplayedEntry> TryReplay(std::uint64_t position, Keys keys = Keys::kNone) {
    EntryReplay replay{.store = *store_,
                       .book = book_,
                       .zones = zones_,
                       .book_from = book_from_,
                       .scratch_beside = testing::TempDir() + "x"};
    if (keys == Keys::kMaster) replay.fields = &fields_;
    return ReplayEntry(replay, position);
  }
  ReplayedEntry Replay(const DecideAnswer& answer, Keys keys = Keys::kNone) {
    const auto replayed = TryReplay(answer.position, keys);
    EXPECT_TRUE(replayed.ok()) << replayed.status();
    if (!replayed.ok()) return {.differences = {"not replayed"}};
    EXPECT_EQ(replayed->decision.before.reasons, answer.decision.reasons);
    return *replayed;
  }
  std::vector<std::string> Differences(const DecideAnswer& answer, Keys keys = Keys::kNone) {
    return Replay(answer, keys).differences;
  }

  // ---- an authority's two persons

  static HoldOrder OrderOf(const HeldPerson& held, HoldKind kind) {
    HoldOrder order;
    order.terms.kind = kind;
    order.terms.scope = {.territories = {Territory::kChn, Territory::kKaz, Territory::kIcbc}, .sides = SidesOf(kind)};
    order.terms.visibility = HoldVisibility::kLaneOfficer;
    order.ground = "court order";
    order.held = held;
    return order;
  }
  StatusOr<Hold> Put(HoldOrder order, const AuthorityPerson& by) {
    order.request_id = NewId();
    return Awaited<Hold>([&](auto done) { holds_.Put(order, by, std::move(done)); });
  }
  // Its id; empty when it was refused.
  std::string Bind(const HeldPerson& held, HoldKind kind = HoldKind::kDetain) {
    HoldOrder order = OrderOf(held, kind);
    const auto put = Put(order, kFirst);
    EXPECT_TRUE(put.ok()) << put.status();
    if (!put.ok()) return "";
    order.hold_id = put->hold_id;
    const auto confirmed = Put(order, kSecond);
    EXPECT_TRUE(confirmed.ok()) << confirmed.status();
    return put->hold_id;
  }
  void Lift(const std::string& hold_id) {
    for (const AuthorityPerson& by : {kFirst, kSecond}) {
      const HoldLifting lifting{NewId(), hold_id, "the court ended it"};
      const auto lifted = Awaited<Hold>([&](auto done) { holds_.Lift(lifting, by, std::move(done)); });
      EXPECT_TRUE(lifted.ok()) << lifted.status();
    }
  }

  // ---- the booking desk

  // Of that card for the slot so many quarters from now; empty where none was to be had.
  std::string BookAtDesk(const std::string& number, int slot = 0) {
    const auto party = bookings_.Create(bookings_.Wanted(number, slot));
    return party.ok() ? party->front().booking_id : std::string();
  }
  void CancelBooking(const std::string& booking_id) {
    const Booking booking = BookingNow(booking_id);
    const auto cancelled = bookings_.Cancel(bookings_.CancelOf({booking}));
    EXPECT_TRUE(cancelled.ok()) << cancelled.status();
  }
  CrossingRequest WithBooking(CrossingRequest request, const std::string& booking_id) {
    request.booking_id = booking_id;
    request.findings.push_back({CheckKind::kBooking, FindingResult::kPassed});
    return request;
  }

  // ---- officers

  Status LinkBy(const Document& document, const Document& earlier) {
    const LinkChange change{.request_id = NewId(),
                            .document = document,
                            .earlier = earlier,
                            .ground = "both seen",
                            .document_by = NamedBy::kFacts,
                            .earlier_by = NamedBy::kFacts};
    return Awaited<LinkAnswer>([&](auto done) { links_.Link(change, {"officer-1"}, std::move(done)); }).status();
  }
  Status UnlinkBy(const Document& document, const Document& earlier) {
    const LinkChange change{.request_id = NewId(),
                            .document = document,
                            .earlier = earlier,
                            .ground = "two people",
                            .document_by = NamedBy::kFacts,
                            .earlier_by = NamedBy::kFacts};
    return Awaited<LinkAnswer>([&](auto done) { links_.Unlink(change, {"officer-1"}, std::move(done)); }).status();
  }

  // A table that no entry speaks for: what a program with a fault, or a damaged file, would make a decision see.
  void Forge(const Store::Function& fn) {
    const Status status = TransactAndWait(*store_, fn);
    EXPECT_TRUE(status.ok()) << status;
  }

  static HoldTextSeal PlainSeal() {
    return {.seal = [](Transaction&, const std::string&, const std::string& plain) -> StatusOr<std::string> {
              return "sealed " + plain;
            },
            .open = [](const Snapshot&, const std::string&, const std::string& sealed) -> StatusOr<std::string> {
              return sealed;
            }};
  }

  BookFrom book_from_ = BookFrom::kEntry;
  const AuthorityPerson kFirst{"kaz-police", "kaz-police-1"};
  const AuthorityPerson kSecond{"kaz-police", "kaz-police-2"};
  HoldDesk holds_{*store_, pseudonyms_, PlainSeal(), clock_, random_};
  LinkDesk links_{*store_, pseudonyms_, clock_};
  BookingScene bookings_{*store_, clock_, random_, {.plans = {PlanOf(1'000)}}};
};

}  // namespace clearance
