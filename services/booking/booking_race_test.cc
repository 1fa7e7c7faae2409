// Sixty-four at once over a real file: nobody gets a place that is not there, and no place is shown that nobody gets.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "common/base/check.h"
#include "db/sqlite_store.h"
#include "tests/support/booking_scene.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'790'035'200'000);  // 2026-09-22 00:00 UTC, 05:00 in Kazakhstan
constexpr int kBookers = 64;

class BookingRaceTest : public testing::Test {
 protected:
  using Party = BookingScene::Party;

  void Open(BookingPolicy policy) {
    auto store = SqliteStore::Open({.path = folder_.Path("centre.db")}, executor_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    scene_.emplace(*store_, clock_, random_, std::move(policy));
  }

  // All at once, each with its number.
  static void Race(const std::function<void(int booker)>& book) {
    std::atomic<int> waiting = kBookers;
    std::vector<std::thread> bookers;
    for (int booker = 0; booker < kBookers; ++booker) {
      bookers.emplace_back([&, booker] {
        waiting.fetch_sub(1);
        while (waiting.load() > 0) std::this_thread::yield();
        book(booker);
      });
    }
    for (std::thread& thread : bookers) thread.join();
  }

  std::vector<SlotCount> Taken(const SlotPlan& plan, int slots) {
    std::vector<SlotCount> taken;
    const Status read = store_->Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(taken, s.bookings().CountTakenBetween(plan.port, plan.lane_group, plan.movement,
                                                             scene_->SlotFromNow(0).starts_at,
                                                             scene_->SlotFromNow(slots).starts_at, clock_.Now()));
      return OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
    return taken;
  }
  // Every booking in the slots of the next `slots` quarter hours in that state.
  std::vector<Booking> Bookings(BookingState state, int slots) {
    std::vector<Booking> bookings;
    const Status read = store_->Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(bookings, s.bookings().List({.port = "KHORGOS",
                                                    .from = scene_->SlotFromNow(0).starts_at,
                                                    .to = scene_->SlotFromNow(slots).starts_at,
                                                    .state = state},
                                                   std::nullopt, kMaxRowsPerRead));
      return OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
    return bookings;
  }

  const TemporaryFolder folder_{MemoryDisk()};
  ThreadPool executor_{2};
  ManualClock clock_{kNow};
  SystemRandom random_;
  std::unique_ptr<Store> store_;
  std::optional<BookingScene> scene_;
};

TEST_F(BookingRaceTest, TheLastPlacesGoToAsManyAsThereAre) {
  constexpr int kLast = 7;
  Open({.plans = {PlanOf(kLast)}});
  std::atomic<int> made = 0;
  std::atomic<int> full = 0;
  Race([&](int booker) {
    const auto party = scene_->Create(scene_->Wanted("A" + std::to_string(booker), 3));
    if (party.ok()) ++made;
    if (ReasonOf(party.status()) == error_reason::kSlotFull) ++full;
  });
  EXPECT_EQ(made, kLast);
  EXPECT_EQ(full, kBookers - kLast);
}

// What a booker does who is in no hurry: looks, takes what is shown, moves, gives back.
class Booker {
 public:
  Booker(BookingScene& scene, int number) : scene_(scene), number_(number), dice_(static_cast<std::uint64_t>(number)) {}

  void Act(int round) {
    const Quota quota = kAllQuotas[dice_.Below(kAllQuotas.size())];
    const int places = quota == Quota::kFamily ? 2 : 1;
    const auto shown = scene_.ShownFree(quota, places);
    if (shown.empty()) return Leave();
    const Instant starts_at = shown[dice_.Below(shown.size())].starts_at;
    if (!party_.empty()) return dice_.Below(3) == 0 ? Leave() : Move(starts_at);
    BookingRequest request = scene_.Wanted("A" + std::to_string(number_) + "R" + std::to_string(round));
    request.slot.starts_at = starts_at;
    request.quota = quota;
    if (places == 2) request.persons.push_back(scene_.ChildWith(request.persons[0].document.number + "C", 0));
    if (dice_.Below(2) == 0) Hold(request);
    const auto made = scene_.Create(request);
    if (made.ok()) party_ = *made;
    Expect(made.status());
  }

 private:
  void Hold(BookingRequest& request) {
    SlotHoldRequest hold = scene_.HoldOf(0, static_cast<int>(request.persons.size()));
    hold.slot = request.slot;
    hold.quota = request.quota;
    const auto held = scene_.Hold(hold);
    if (held.ok()) request.hold_id = held->hold_id;
    Expect(held.status());
  }
  void Move(Instant starts_at) {
    const auto moved = scene_.Move(scene_.MoveOf(party_, starts_at));
    if (moved.ok()) party_ = moved->new_bookings;
    if (FieldOf(moved.status()) != "starts_at") Expect(moved.status());  // it has that slot
  }
  void Leave() {
    if (party_.empty()) return;
    EXPECT_TRUE(scene_.Cancel(scene_.CancelOf(party_)).ok());
    party_.clear();
  }
  // Somebody else may have been quicker, and nothing else may go wrong.
  static void Expect(const Status& status) {
    EXPECT_TRUE(status.ok() || ReasonOf(status) == error_reason::kSlotFull) << status;
  }

  BookingScene& scene_;
  const int number_;
  SeededRandom dice_;
  BookingScene::Party party_;
};

TEST_F(BookingRaceTest, NoSlotEverHoldsMoreThanItMayAndWhatIsShownCanBeTaken) {
  constexpr int kSlots = 24;  // what ShownFree looks at
  SlotPlan plan = PlanOf(4);
  plan.walk_in_percent = 25;
  plan.family_places = 2;
  plan.quota_release = std::chrono::hours(3);
  plan.schedule = EveryDay(Territory::kKaz, {{TimeOfDay(std::chrono::hours(5)), TimeOfDay(std::chrono::hours(9))}});
  Open({.plans = {plan}});
  std::atomic<bool> over = false;
  std::atomic<int> looks = 0;
  std::thread watcher([&] {
    while (!over) {
      for (const SlotCount& count : Taken(plan, kSlots)) EXPECT_LE(count.use.Total(), BookablePlaces(plan));
      ++looks;
    }
  });
  Race([&](int number) {
    Booker booker(*scene_, number);
    for (int round = 0; round < 12; ++round) booker.Act(round);
  });
  over = true;
  watcher.join();
  EXPECT_GT(looks, 0);
  int taken = 0;
  for (const SlotCount& count : Taken(plan, kSlots)) taken += count.use.Total();
  EXPECT_GT(taken, 16 * BookablePlaces(plan) / 3) << "the places were fought for";
  for (const Quota quota : kAllQuotas) {
    std::set<Instant> shown;
    const int places = quota == Quota::kFamily ? 2 : 1;
    for (const OpenSlot& slot : scene_->ShownFree(quota, places)) shown.insert(slot.starts_at);
    for (int slot = 0; slot < 16; ++slot) {
      BookingRequest request = scene_->Wanted("LAST", slot);
      request.quota = quota;
      if (places == 2) request.persons.push_back(scene_->ChildWith("LASTC", 0));
      request.validate_only = true;
      EXPECT_EQ(scene_->Create(request).ok(), shown.contains(request.slot.starts_at))
          << QuotaName(quota) << " in slot " << slot;
    }
  }
}

TEST_F(BookingRaceTest, WhoMovesNeverHasBothPlacesNorNone) {
  constexpr int kLast = 7;
  Open({.plans = {PlanOf(kLast)}});
  std::vector<Party> parties;
  for (int booker = 0; booker < kBookers; ++booker)
    parties.push_back(*scene_->Create(scene_->Wanted("A" + std::to_string(booker), 1 + booker / kLast)));
  std::atomic<int> moved = 0;
  Race([&](int booker) {
    const auto answer =
        scene_->Move(scene_->MoveOf(parties[static_cast<std::size_t>(booker)], scene_->SlotFromNow(0).starts_at));
    if (answer.ok()) ++moved;
    EXPECT_TRUE(answer.ok() || ReasonOf(answer.status()) == error_reason::kSlotFull) << answer.status();
  });
  EXPECT_EQ(moved, kLast);
  std::set<std::string> references;
  const auto standing = Bookings(BookingState::kConfirmed, 24);
  for (const Booking& booking : standing) EXPECT_TRUE(references.insert(booking.reference).second) << "has two places";
  EXPECT_EQ(references.size(), parties.size()) << "somebody has none";
  EXPECT_EQ(Bookings(BookingState::kMoved, 24).size(), static_cast<std::size_t>(kLast));
}

TEST_F(BookingRaceTest, MovesOfOnePartyComeOneAfterAnother) {
  Open({.plans = {PlanOf(1)}});
  const Party party = *scene_->Create(scene_->Wanted("A1", 23));
  std::atomic<int> moved = 0;
  Race([&](int booker) {
    const auto answer = scene_->Move(scene_->MoveOf(party, scene_->SlotFromNow(booker % 20).starts_at));
    if (answer.ok()) ++moved;
    EXPECT_TRUE(answer.ok() || FieldOf(answer.status()) == "starts_at") << answer.status();
  });
  EXPECT_EQ(Bookings(BookingState::kConfirmed, 24).size(), 1u);
  EXPECT_EQ(Bookings(BookingState::kMoved, 24).size(), static_cast<std::size_t>(moved));
}

TEST_F(BookingRaceTest, ADayThatIsClosedMeanwhileIsEmptyAtTheEnd) {
  constexpr int kTomorrow = 4 * 19;  // 00:00 on the 23rd in Kazakhstan
  Open({.plans = {PlanOf(2)}});
  std::atomic<int> made = 0;
  std::atomic<int> refused = 0;
  std::mutex mutex;
  std::map<std::string, int> told;  // bookings that the closure has ended
  const auto close = [&] {
    for (bool more = true; more;) {
      const auto closed = scene_->Close(scene_->ClosureOf(MakeDate(2026, 9, 23), ClosureAction::kMove, 5));
      ASSERT_TRUE(closed.ok()) << closed.status();
      const std::scoped_lock lock(mutex);
      for (const ClosureNotice& notice : closed->notices) ++told[notice.old_booking.booking_id];
      more = closed->more;
    }
  };
  Race([&](int booker) {
    if (booker == 0) return close();
    SlotHoldRequest hold = scene_->HoldOf(kTomorrow + booker % 48);
    const auto held = scene_->Hold(hold);
    BookingRequest request = scene_->Wanted("A" + std::to_string(booker), kTomorrow + booker % 48);
    if (held.ok()) request.hold_id = held->hold_id;
    const auto party = scene_->Create(request);
    if (party.ok()) ++made;
    if (ReasonOf(party.status()) == error_reason::kSlotClosed) ++refused;
  });
  close();
  EXPECT_EQ(made + refused, kBookers - 1);
  EXPECT_EQ(told.size(), static_cast<std::size_t>(made));
  for (const auto& [booking_id, times] : told) EXPECT_EQ(times, 1) << booking_id;
  int standing = 0;
  for (const Booking& booking : Bookings(BookingState::kConfirmed, 1000)) {
    ++standing;
    EXPECT_NE(scene_->zones.DateAt(Territory::kKaz, booking.slot.starts_at), MakeDate(2026, 9, 23));
  }
  EXPECT_EQ(standing, made) << "everybody was moved";
}

}  // namespace
}  // namespace clearance
