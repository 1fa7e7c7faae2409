// A ledger desk for tests: over a memory store with twenty-one entries of two ports, with calls that wait for their
// answer.
#pragma once

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/wire/hold_bytes.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "services/ledger/ledger_desk.h"
#include "tests/support/samples.h"

namespace clearance {

class LedgerDeskFixture : public testing::Test {
 protected:
  static constexpr char kSite[] = "khorgos.test/ledger";
  LedgerDeskFixture() {
    for (int i = 0; i < 21; ++i) Append(i % 3 == 0 ? "ALTYNKOL" : "KHORGOS");
  }

  std::uint64_t Append(const std::string& log, EntryKind kind = EntryKind::kAbandonment) {
    std::uint64_t position = 0;
    const LedgerEntry entry{.log = log,
                            .kind = kind,
                            .event_time = clock_.Now(),
                            .record_time = clock_.Now(),
                            .traveller = kTraveller,
                            .lane_id = "gate-1/a",
                            .body = "what happened"};
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  ASSIGN_OR_RETURN(position, t.ledger().Append(entry));
                  return OkStatus();
                }).ok());
    return position;
  }

  // The position of its entry, which makes the hold.
  std::uint64_t PutHold(const std::string& hold_id, HoldVisibility visibility) {
    HoldChange change = SampleHoldChange();
    change.hold_id = hold_id;
    change.put->terms.visibility = visibility;
    return Recorded({.log = std::string(kCentreLog), .kind = EntryKind::kHoldChange, .body = HoldChangeBody(change)});
  }
  std::uint64_t Hit(const std::string& hold_id) {
    HoldHit hit = SampleHoldHit();
    hit.hold_id = hold_id;
    return Recorded({.log = "KHORGOS", .kind = EntryKind::kHoldHit, .traveller = kTraveller, .body = HoldHitBody(hit)});
  }
  std::uint64_t Recorded(LedgerEntry entry) {
    entry.event_time = entry.record_time = clock_.Now();
    std::uint64_t position = 0;
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  ASSIGN_OR_RETURN(position, RecordEntry(t, entry));
                  return OkStatus();
                }).ok());
    return position;
  }

  Look NewLook() { return {NewUuid(random_), "auditor/auditor-1", "complaint 17"}; }

  StatusOr<EntryPage> List(const EntryFilter& filter, const Look& look, std::uint64_t after = 0,
                           std::size_t limit = 100, LedgerDesk* desk = nullptr) {
    std::promise<StatusOr<EntryPage>> done;
    (desk != nullptr ? *desk : desk_).List(filter, after, limit, look, [&](StatusOr<EntryPage> page) {
      done.set_value(std::move(page));
    });
    return done.get_future().get();
  }

  StatusOr<std::string> Note(const std::string& log, LedgerDesk* desk = nullptr, const std::string& known = "") {
    std::promise<StatusOr<std::string>> done;
    (desk != nullptr ? *desk : desk_).Checkpoint(log, known, [&](StatusOr<std::string> note) {
      done.set_value(std::move(note));
    });
    return done.get_future().get();
  }

  StatusOr<std::vector<std::string>> Export(const EntryFilter& filter, const Look& look) {
    std::promise<StatusOr<std::shared_ptr<LedgerExport>>> begun;
    desk_.Export(filter, look,
                 [&](StatusOr<std::shared_ptr<LedgerExport>> lines) { begun.set_value(std::move(lines)); });
    ASSIGN_OR_RETURN(const auto lines, begun.get_future().get());
    std::vector<std::string> all;
    while (!lines->Done()) {
      ASSIGN_OR_RETURN(const std::vector<std::string> next, lines->Next());
      all.insert(all.end(), next.begin(), next.end());
    }
    return all;
  }

  std::vector<StoredEntry> Looks() {
    EntryPage looks;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(looks, s.ledger().List({.kind = EntryKind::kRecordViewed}, 0, kMaxRowsPerRead));
                      return OkStatus();
                    })
                    .ok());
    return looks.entries;
  }

  static inline const std::string kTraveller = std::string(kPseudonymBytes, 't');
  ThreadPool executor_{1};
  ManualClock clock_{FromUnixMs(1'790'067'600'000)};
  SeededRandom random_{5};
  std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const SigningKey key_ = SigningKey::Generate();
  LedgerDesk desk_{{*store_, key_, kSite, clock_}};
};

}  // namespace clearance
