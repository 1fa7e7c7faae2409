// The promises of Transact, Read and Subscribe, over every store.
#include "tests/contract/store_contract.h"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/instant.h"
#include "db/transact_and_wait.h"

namespace clearance {
namespace {

CLEARANCE_EVERY_STORE(StoreContract);

Status WriteOneOfEverything(Transaction& t) {
  RETURN_IF_ERROR(t.ledger().Append(Entry(1)).status());
  RETURN_IF_ERROR(t.requests().Put(Request(1, 1)));
  RETURN_IF_ERROR(t.stays().RecordEntry(
      Pseudonym(1), {Territory::kIcbc, MakeDate(2026, 11, 1), Minute(1), Territory::kKaz, StayBasis::kVisaFree, "KAZ"},
      1));
  RETURN_IF_ERROR(t.stays().SetCompleteFrom(Territory::kIcbc, MakeDate(2026, 1, 1)));
  RETURN_IF_ERROR(t.open_decisions().Put(Lease(1, 1)));
  RETURN_IF_ERROR(t.bookings().Insert(BookingAt(1, Minute(0))));
  SlotHold hold{.hold_id = Uuid(1), .slot = BookingAt(1, Minute(0)).slot};
  hold.expires_at = Minute(10);
  RETURN_IF_ERROR(t.slot_holds().Insert(hold));
  RETURN_IF_ERROR(t.day_closures().Insert({"KHORGOS", MakeDate(2026, 12, 1), "a storm", "officer-1", Minute(0)}));
  RETURN_IF_ERROR(t.booking_attempts().Add({.at = Minute(0), .act = AttemptAct::kHold}));
  RETURN_IF_ERROR(t.referrals().Insert(ReferralOf(1, 1)).status());
  RETURN_IF_ERROR(t.lane_commands().Append(Command("gate-1", 1)).status());
  RETURN_IF_ERROR(t.personal_keys().Put(
      {Pseudonym(1), DataPurpose::kBorder, std::string(kMasterKeyIdBytes, 'm'), std::string(kWrappedKeyBytes, 'w')}));
  return t.lanes().Put(StatusOfLane("gate-1/a", "IDLE")).status();
}

// How many of the things above are there.
int CountOfEverything(const Snapshot& s) {
  int count = Must(s.ledger().LastPosition()) != 0 ? 1 : 0;
  count += Must(s.ledger().Root("KHORGOS")).size != 0 ? 1 : 0;
  count += Must(s.ledger().Rows(0, 10)).empty() ? 0 : 1;
  count += Must(s.requests().Find(Uuid(1))) ? 1 : 0;
  count += Must(s.stays().History(Pseudonym(1), Territory::kIcbc, 10)).empty() ? 0 : 1;
  count += Must(s.stays().CompleteFrom(Territory::kIcbc)) ? 1 : 0;
  count += Must(s.open_decisions().FindByRequest(Uuid(1))) ? 1 : 0;
  count += Must(s.bookings().FindById(Uuid(1))) ? 1 : 0;
  count += Must(s.bookings().FindByReference("REF10001")).empty() ? 0 : 1;
  count += Must(s.bookings().CountTaken(BookingAt(1, Minute(0)).slot, Minute(0))).Total() == 2 ? 1 : 0;
  count += Must(s.slot_holds().Find(Uuid(1))) ? 1 : 0;
  count += Must(s.day_closures().Find("KHORGOS", MakeDate(2026, 12, 1))) ? 1 : 0;
  count += Must(s.booking_attempts().List({.from = Minute(0), .to = Minute(1)}, {}, 1)).empty() ? 0 : 1;
  count += Must(s.referrals().Find(Uuid(1))) ? 1 : 0;
  count += Must(s.referrals().LastChange()) != 0 ? 1 : 0;
  count += Must(s.lane_commands().Since("gate-1", 0, 10)).empty() ? 0 : 1;
  count += Must(s.lanes().Find("KHORGOS", "gate-1/a")) ? 1 : 0;
  count += Must(s.personal_keys().Find(Pseudonym(1), DataPurpose::kBorder)) ? 1 : 0;
  return count;
}
constexpr int kEverything = 18;

TEST_P(StoreContract, AFailedFunctionLeavesNothingOfAnyView) {
  const Status refused = Error(StatusCode::kFailedPrecondition, error_reason::kReferralState, "no");
  const Status told = TransactAndWait(*store_, [&](Transaction& t) {
    EXPECT_TRUE(WriteOneOfEverything(t).ok());
    EXPECT_EQ(CountOfEverything(t), kEverything);
    return refused;
  });
  EXPECT_EQ(told, refused);
  Read([](const Snapshot& s) { EXPECT_EQ(CountOfEverything(s), 0); });

  Write(WriteOneOfEverything);
  Read([](const Snapshot& s) {
    EXPECT_EQ(CountOfEverything(s), kEverything);
    EXPECT_EQ(Must(s.ledger().LastPosition()), 1U);
    EXPECT_EQ(Must(s.referrals().LastChange()), 1U);
    EXPECT_EQ(Must(s.lane_commands().Since("gate-1", 0, 10)).front().sequence, 1U);
  });
}

// A store may know texts and pseudonyms by numbers, and give those of a failed function to others.
TEST_P(StoreContract, WhatAFailedFunctionNamedIsNotTakenForWhatLaterOnesName) {
  const auto append = [](Transaction& t, const std::string& log, const std::string& traveller) {
    LedgerEntry entry = Entry(1);
    entry.log = log;
    entry.traveller = traveller;
    return t.ledger().Append(entry).status();
  };
  const Status refused = Error(StatusCode::kFailedPrecondition, error_reason::kReferralState, "no");
  EXPECT_EQ(TransactAndWait(*store_,
                            [&](Transaction& t) {
                              EXPECT_TRUE(append(t, "ALTYNKOL", Pseudonym(1)).ok());
                              return refused;
                            }),
            refused);
  Write([&](Transaction& t) { return append(t, "KHORGOS", Pseudonym(2)); });
  Write([&](Transaction& t) { return append(t, "ALTYNKOL", Pseudonym(1)); });
  Read([&](const Snapshot& s) {
    const auto of_traveller = [&](const std::string& traveller) {
      return Must(s.ledger().List({.traveller = traveller}, 0, 10)).entries;
    };
    ASSERT_EQ(of_traveller(Pseudonym(1)).size(), 1U);
    ASSERT_EQ(of_traveller(Pseudonym(2)).size(), 1U);
    EXPECT_EQ(of_traveller(Pseudonym(1)).front().entry.log, "ALTYNKOL");
    EXPECT_EQ(of_traveller(Pseudonym(2)).front().entry.log, "KHORGOS");
    EXPECT_EQ(Must(s.ledger().Root("ALTYNKOL")).size, 1U);
    EXPECT_EQ(Must(s.ledger().Root("KHORGOS")).size, 1U);
  });
}

TEST_P(StoreContract, AFailedFunctionPutsBackWhatItReplacedAndErased) {
  Write(WriteOneOfEverything);
  const Status told = TransactAndWait(*store_, [](Transaction& t) {
    Booking booking = BookingAt(1, Minute(15));
    booking.state = BookingState::kCancelled;
    EXPECT_TRUE(t.bookings().Update(booking).ok());
    EXPECT_TRUE(t.slot_holds().Erase(Uuid(1)).ok());
    EXPECT_TRUE(t.booking_attempts().Forget(Minute(1), 1).ok());
    Referral referral = ReferralOf(1, 1);
    referral.state = ReferralState::kResolved;
    EXPECT_TRUE(t.referrals().Update(referral).ok());
    EXPECT_TRUE(t.open_decisions().Close(Uuid(1)).ok());
    EXPECT_TRUE(t.lane_commands().Acknowledge("gate-1", 1).ok());
    EXPECT_TRUE(t.lanes().Put(StatusOfLane("gate-1/a", "FAULT")).ok());
    EXPECT_TRUE(t.ledger().Append(Entry(2)).ok());
    return InvalidField("document", "refused");
  });
  EXPECT_EQ(told.code(), StatusCode::kInvalidArgument);
  Read([](const Snapshot& s) {
    EXPECT_EQ(CountOfEverything(s), kEverything);
    EXPECT_EQ(*Must(s.bookings().FindById(Uuid(1))), BookingAt(1, Minute(0)));
    EXPECT_EQ(Must(s.referrals().Find(Uuid(1)))->state, ReferralState::kOpen);
    EXPECT_EQ(Must(s.referrals().ChangesSince(0, 10)).size(), 1U);
    EXPECT_EQ(*Must(s.open_decisions().FindByRequest(Uuid(1))), Lease(1, 1));
    EXPECT_EQ(Must(s.lane_commands().Acknowledged("gate-1")), 0U);
    EXPECT_EQ(Must(s.lanes().Find("KHORGOS", "gate-1/a"))->report.phase, "IDLE");
    EXPECT_EQ(Must(s.ledger().LastPosition()), 1U);
    EXPECT_EQ(Must(s.ledger().Root("KHORGOS")).size, 1U);
  });
}

// Holds the store's writer inside a function until it is let go, so that what is queued meanwhile becomes one batch.
class HeldWriter {
 public:
  explicit HeldWriter(Store& store) {
    std::promise<void> begun;
    std::future<void> has_begun = begun.get_future();
    std::shared_future<void> let_go = let_go_.get_future().share();
    store.Transact(
        [&begun, let_go, first = true](Transaction&) mutable {
          // Where another one of its batch fails it is run again.
          if (std::exchange(first, false)) begun.set_value();
          let_go.wait();
          return OkStatus();
        },
        [this](Status status) { done_.set_value(std::move(status)); });
    has_begun.wait();
  }
  void LetGo() {
    let_go_.set_value();
    EXPECT_TRUE(done_.get_future().get().ok());
  }

 private:
  std::promise<void> let_go_;
  std::promise<Status> done_;
};

TEST_P(StoreContract, LaterFunctionsOfABatchSeeEarlierOnesAndNotTheFailed) {
  constexpr int kFunctions = 60;
  HeldWriter held(*store_);
  std::vector<std::uint64_t> seen(kFunctions, 999);
  std::vector<std::promise<Status>> done(kFunctions);
  for (int i = 0; i < kFunctions; ++i) {
    store_->Transact(
        [i, &seen](Transaction& t) -> Status {
          ASSIGN_OR_RETURN(seen[static_cast<std::size_t>(i)], t.ledger().LastPosition());
          RETURN_IF_ERROR(t.ledger().Append(Entry(i)).status());
          return i % 3 == 0 ? InvalidField("document", "every third") : OkStatus();
        },
        [i, &done](Status status) { done[static_cast<std::size_t>(i)].set_value(std::move(status)); });
  }
  held.LetGo();
  std::uint64_t expected = 0;
  for (int i = 0; i < kFunctions; ++i) {
    const auto index = static_cast<std::size_t>(i);
    EXPECT_EQ(done[index].get_future().get().ok(), i % 3 != 0);
    EXPECT_EQ(seen[index], expected) << i;
    if (i % 3 != 0) ++expected;
  }
  Read([&](const Snapshot& s) { EXPECT_EQ(Must(s.ledger().LastPosition()), expected); });
}

TEST_P(StoreContract, DoneRunsElsewhereAndAfterTheCommit) {
  std::promise<std::uint64_t> seen_in_done;
  std::thread::id done_thread;
  store_->Transact([](Transaction& t) { return t.ledger().Append(Entry(1)).status(); },
                   [&](const Status& status) {
                     EXPECT_TRUE(status.ok()) << status;
                     done_thread = std::this_thread::get_id();
                     std::uint64_t last = 0;
                     Read([&](const Snapshot& s) { last = Must(s.ledger().LastPosition()); });
                     seen_in_done.set_value(last);
                   });
  EXPECT_EQ(seen_in_done.get_future().get(), 1U);
  EXPECT_NE(done_thread, std::this_thread::get_id());
}

TEST_P(StoreContract, ReadersDoNotSeeWhatIsNotCommitted) {
  std::promise<void> written;
  std::promise<void> looked;
  std::shared_future<void> has_looked = looked.get_future().share();
  std::promise<Status> done;
  if (GetParam() == StoreKind::kMemory) looked.set_value();  // its readers wait for the function to end
  store_->Transact(
      [&, has_looked, first = true](Transaction& t) mutable {
        const Status status = t.ledger().Append(Entry(1)).status();
        if (std::exchange(first, false)) written.set_value();
        has_looked.wait();
        return status.ok() ? InvalidField("document", "taken back") : status;
      },
      [&](Status status) { done.set_value(std::move(status)); });
  written.get_future().wait();
  Read([](const Snapshot& s) { EXPECT_EQ(Must(s.ledger().LastPosition()), 0U); });
  if (GetParam() != StoreKind::kMemory) looked.set_value();
  EXPECT_FALSE(done.get_future().get().ok());
}

TEST_P(StoreContract, ConcurrentCallersGetGaplessPositions) {
  constexpr int kThreads = 4;
  constexpr int kEach = 100;
  std::mutex mutex;
  std::multiset<std::uint64_t> positions;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        std::uint64_t position = 0;
        const int number = thread * kEach + i;
        const Status status = TransactAndWait(*store_, [&](Transaction& t) -> Status {
          ASSIGN_OR_RETURN(position, t.ledger().Append(Entry(number, number % 5 == 0 ? kCentreLog : "KHORGOS")));
          return t.requests().Put(Request(number, position));
        });
        EXPECT_TRUE(status.ok()) << status;
        const std::lock_guard lock(mutex);
        positions.insert(position);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::uint64_t expected = 0;
  for (const std::uint64_t position : positions) EXPECT_EQ(position, ++expected);
  EXPECT_EQ(expected, static_cast<std::uint64_t>(kThreads * kEach));
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.ledger().Root("KHORGOS")).size + Must(s.ledger().Root(kCentreLog)).size, expected);
    for (int number = 0; number < kThreads * kEach; ++number) {
      const auto record = Must(s.requests().Find(Uuid(number)));
      ASSERT_TRUE(record);
      EXPECT_EQ(Must(s.ledger().Get(record->position)).entry.request_id, Uuid(number));
    }
  });
}

TEST_P(StoreContract, RefusesWhatTheQueueCannotHold) {
  store_ = Make(4);
  HeldWriter held(*store_);
  std::atomic<int> ran = 0;
  std::atomic<int> accepted = 0;
  std::atomic<int> refused = 0;
  std::promise<void> all;
  std::atomic<int> left = 20;
  for (int i = 0; i < 20; ++i) {
    store_->Transact(
        [&ran](Transaction&) {
          ++ran;
          return OkStatus();
        },
        [&](const Status& status) {
          if (status.ok()) {
            ++accepted;
          } else {
            EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
            EXPECT_EQ(ReasonOf(status), error_reason::kOverloaded);
            ++refused;
          }
          if (--left == 0) all.set_value();
        });
  }
  held.LetGo();
  all.get_future().wait();
  EXPECT_EQ(ran, accepted);
  EXPECT_GE(accepted, 3);
  EXPECT_LE(accepted, 4);
  EXPECT_EQ(accepted + refused, 20);
}

TEST_P(StoreContract, AFunctionQueuedWhenTheStoreGoesIsAnswered) {
  std::promise<Status> done;
  store_->Transact([](Transaction& t) { return t.ledger().Append(Entry(1)).status(); },
                   [&](Status status) { done.set_value(std::move(status)); });
  store_.reset();
  const Status status = done.get_future().get();
  EXPECT_TRUE(status.ok() || status.code() == StatusCode::kUnavailable) << status;
}

// Collects what a subscription was told.
class Told {
 public:
  Subscribers::Callback Callback() {
    return [this](const ViewChanges& changes) {
      const std::lock_guard lock(mutex_);
      changes_.Add(changes);
      ++calls_;
      told_.notify_all();
    };
  }
  // Everything told, once `wanted` is among it.
  ViewChanges WaitFor(bool ViewChanges::*wanted) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(told_.wait_for(lock, std::chrono::seconds(20), [&] { return changes_.*wanted; }));
    return changes_;
  }
  int calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  ViewChanges changes_;
  int calls_ = 0;
};

TEST_P(StoreContract, SubscribersAreToldWhichViewsChanged) {
  Told told;
  const auto subscription = store_->Subscribe(told.Callback());
  EXPECT_FALSE(TransactAndWait(*store_, [](Transaction& t) {
                 EXPECT_TRUE(t.referrals().Insert(ReferralOf(1, 1)).ok());
                 return InvalidField("document", "taken back");
               }).ok());
  Write([](Transaction& t) { return t.ledger().Append(Entry(1)).status(); });
  Write([](Transaction& t) { return t.lanes().Put(StatusOfLane("gate-1/a", "IDLE")).status(); });
  ViewChanges changes = told.WaitFor(&ViewChanges::lanes);
  EXPECT_FALSE(changes.referrals);
  EXPECT_FALSE(changes.lane_commands);
  EXPECT_EQ(told.calls(), 1);

  Write([](Transaction& t) { return t.referrals().Insert(ReferralOf(1, 1)).status(); });
  changes = told.WaitFor(&ViewChanges::referrals);
  EXPECT_FALSE(changes.lane_commands);
  Write([](Transaction& t) { return t.lane_commands().Append(Command("gate-1", 1)).status(); });
  told.WaitFor(&ViewChanges::lane_commands);
}

TEST_P(StoreContract, ASubscriberSeesTheChangeItIsToldOf) {
  std::promise<bool> there;
  const auto subscription = store_->Subscribe([&](const ViewChanges&) {
    Read([&](const Snapshot& s) { there.set_value(Must(s.referrals().Find(Uuid(1))).has_value()); });
  });
  Write([](Transaction& t) { return t.referrals().Insert(ReferralOf(1, 1)).status(); });
  EXPECT_TRUE(there.get_future().get());
}

TEST_P(StoreContract, AnEndedSubscriptionIsSilent) {
  Told ended;
  Told going_on;
  auto subscription = store_->Subscribe(ended.Callback());
  const auto other = store_->Subscribe(going_on.Callback());
  subscription.reset();
  Write([](Transaction& t) { return t.lanes().Put(StatusOfLane("gate-1/a", "IDLE")).status(); });
  going_on.WaitFor(&ViewChanges::lanes);
  EXPECT_EQ(ended.calls(), 0);
}

TEST_P(StoreContract, ASubscriptionMayEndInItsOwnCallback) {
  std::unique_ptr<Subscription> subscription;
  std::promise<void> told;
  subscription = store_->Subscribe([&](const ViewChanges&) {
    subscription.reset();
    told.set_value();  // a second call would throw
  });
  Write([](Transaction& t) { return t.lanes().Put(StatusOfLane("gate-1/a", "IDLE")).status(); });
  told.get_future().wait();
  Write([](Transaction& t) { return t.lanes().Put(StatusOfLane("gate-1/a", "BUSY")).status(); });
  EXPECT_EQ(subscription, nullptr);
}

}  // namespace
}  // namespace clearance
