// Ledger and requests, over every store.
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "db/sealed_entry.h"
#include "db/transact_and_wait.h"
#include "db/verify_ledger.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

class LedgerContract : public StoreContract {
 protected:
  // Entries 1 … n, every fifth in the centre's log.
  void AppendMany(int n) {
    Write([n](Transaction& t) -> Status {
      for (int i = 1; i <= n; ++i) {
        RETURN_IF_ERROR(t.ledger().Append(Entry(i, i % 5 == 0 ? kCentreLog : "KHORGOS")).status());
      }
      return OkStatus();
    });
  }
};
CLEARANCE_EVERY_STORE(LedgerContract);

TEST_P(LedgerContract, AnEntryComesBackWithItsSeal) {
  AppendMany(12);
  Read([](const Snapshot& s) {
    for (int i = 1; i <= 12; ++i) {
      const StoredEntry stored = Must(s.ledger().Get(static_cast<std::uint64_t>(i)));
      EXPECT_EQ(stored.position, static_cast<std::uint64_t>(i));
      EXPECT_EQ(stored.entry, Entry(i, i % 5 == 0 ? kCentreLog : "KHORGOS"));
      EXPECT_EQ(stored.leaf_index, static_cast<std::uint64_t>(i % 5 == 0 ? i / 5 - 1 : i - i / 5 - 1));
      EXPECT_EQ(stored.sealed, SealEntry(stored.entry, stored.position));
      EXPECT_EQ(stored.leaf_hash, Sha256(std::string(1, '\0') + stored.sealed));
    }
    EXPECT_EQ(s.ledger().Get(13).status().code(), StatusCode::kNotFound);
    EXPECT_EQ(s.ledger().Get(UINT64_MAX).status().code(), StatusCode::kNotFound);
  });
}

TEST_P(LedgerContract, AnEntryWithoutTravellerRequestOrLaneIsAnEntry) {
  LedgerEntry entry;
  entry.log = kCentreLog;
  entry.kind = EntryKind::kRuleBookChange;
  entry.event_time = FromUnixMs(-5);
  Write([&](Transaction& t) { return t.ledger().Append(entry).status(); });
  Read([&](const Snapshot& s) { EXPECT_EQ(Must(s.ledger().Get(1)).entry, entry); });
}

TEST_P(LedgerContract, RootsAreThoseOfTheLeaves) {
  AppendMany(23);
  MerkleFrontier port;
  MerkleFrontier centre;
  for (int i = 1; i <= 23; ++i) {
    const std::string_view log = i % 5 == 0 ? kCentreLog : "KHORGOS";
    (i % 5 == 0 ? centre : port).Append(LeafHash(SealEntry(Entry(i, log), static_cast<std::uint64_t>(i))));
  }
  Read([&](const Snapshot& s) {
    const LogRoot port_root{"KHORGOS", port.size(), port.Root()};
    const LogRoot centre_root{std::string(kCentreLog), centre.size(), centre.Root()};
    EXPECT_EQ(Must(s.ledger().Root("KHORGOS")), port_root);
    EXPECT_EQ(Must(s.ledger().Root(kCentreLog)), centre_root);
    EXPECT_EQ(Must(s.ledger().Roots()), (std::vector<LogRoot>{port_root, centre_root}));
    EXPECT_EQ(Must(s.ledger().Root("ALTYNKOL")), (LogRoot{"ALTYNKOL", 0, Sha256("")}));
  });
}

TEST_P(LedgerContract, RefusesAnEntryOutOfItsForm) {
  const auto field_of = [&](const std::function<void(LedgerEntry&)>& spoil) {
    LedgerEntry entry = Entry(1);
    spoil(entry);
    const Status status = TransactAndWait(*store_, [&](Transaction& t) { return t.ledger().Append(entry).status(); });
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << status;
    return FieldOf(status);
  };
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.log.clear(); }), "log");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.log = std::string(65, 'A'); }), "log");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.log = "Қорғас"; }), "log");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.kind = static_cast<EntryKind>(0); }), "kind");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.traveller = "short"; }), "traveller");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.request_id = "r-1"; }), "request_id");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.lane_id = std::string(65, 'a'); }), "lane_id");
  EXPECT_EQ(field_of([](LedgerEntry& e) { e.body = std::string(kMaxEntryBodyBytes + 1, 'x'); }), "body");
  Read([](const Snapshot& s) { EXPECT_EQ(Must(s.ledger().LastPosition()), 0U); });
}

TEST_P(LedgerContract, WhatConcernsEverybodyIsListedAlone) {
  const auto append = [&](EntryKind kind, const std::string& traveller) {
    LedgerEntry entry = Entry(1, kCentreLog);
    entry.kind = kind;
    entry.traveller = traveller;
    Write([&](Transaction& t) { return t.ledger().Append(entry).status(); });
  };
  append(EntryKind::kRecordViewed, "");
  append(EntryKind::kHoldChange, Pseudonym(1));
  append(EntryKind::kImport, Pseudonym(1));
  append(EntryKind::kImport, "");
  append(EntryKind::kHoldHit, Pseudonym(1));
  append(EntryKind::kRuleBookChange, "");
  append(EntryKind::kHoldChange, "");
  Read([&](const Snapshot& s) {
    const auto positions = [&](std::uint64_t after, std::size_t limit, std::optional<std::uint64_t> next_after) {
      const EntryPage page = Must(s.ledger().ListOfEverybody(after, limit));
      EXPECT_EQ(page.next_after, next_after);
      std::vector<std::uint64_t> found;
      for (const StoredEntry& stored : page.entries) {
        found.push_back(stored.position);
        EXPECT_EQ(stored.entry, Must(s.ledger().Get(stored.position)).entry);
      }
      return found;
    };
    EXPECT_EQ(positions(0, 10, std::nullopt), (std::vector<std::uint64_t>{2, 4, 7}));
    EXPECT_EQ(positions(0, 3, std::nullopt), (std::vector<std::uint64_t>{2, 4, 7}));
    EXPECT_EQ(positions(0, 2, 4), (std::vector<std::uint64_t>{2, 4}));
    EXPECT_EQ(positions(4, 2, std::nullopt), (std::vector<std::uint64_t>{7}));
    EXPECT_EQ(positions(7, 2, std::nullopt), std::vector<std::uint64_t>());
    EXPECT_EQ(positions(UINT64_MAX, 2, std::nullopt), std::vector<std::uint64_t>());
  });
}

TEST_P(LedgerContract, FiltersAgreeWithASearchThroughEverything) {
  constexpr int kEntries = 40;
  AppendMany(kEntries);
  std::vector<EntryFilter> filters(10);
  filters[1].log = std::string(kCentreLog);
  filters[2].kind = EntryKind::kPassage;
  filters[3].traveller = Pseudonym(2);
  filters[4].lane_id = "gate-1/b";
  filters[5].from = Minute(7);
  filters[5].to = Minute(19);
  filters[6].log = "KHORGOS";
  filters[6].traveller = Pseudonym(1);
  filters[6].kind = EntryKind::kDecision;
  filters[7].lane_id = "gate-1/a";
  filters[7].from = Minute(30);
  filters[8].traveller = Pseudonym(77);
  filters[9].log = "ALTYNKOL";
  for (std::size_t which = 0; which < filters.size(); ++which) {
    const EntryFilter& filter = filters[which];
    for (std::uint64_t after = 0; after <= kEntries; after += 3) {
      std::vector<std::uint64_t> expected;
      for (int i = static_cast<int>(after) + 1; i <= kEntries; ++i) {
        const LedgerEntry entry = Entry(i, i % 5 == 0 ? kCentreLog : "KHORGOS");
        if (Passes(filter, entry)) expected.push_back(static_cast<std::uint64_t>(i));
      }
      std::vector<std::uint64_t> found;
      Read([&](const Snapshot& s) {
        std::optional<std::uint64_t> next = after;
        while (next) {
          const EntryPage page = Must(s.ledger().List(filter, *next, 4));
          ASSERT_LE(page.entries.size(), 4U);
          for (const StoredEntry& entry : page.entries) found.push_back(entry.position);
          ASSERT_TRUE(!page.next_after || *page.next_after > *next);
          next = page.next_after;
        }
      });
      EXPECT_EQ(found, expected) << "filter " << which << " after " << after;
    }
  }
}

TEST_P(LedgerContract, AListGivesUpAfterABoundedWalkAndSaysHowFarItCame) {
  constexpr int entries = static_cast<int>(kMaxEntriesScanned) + 50;
  Write([](Transaction& t) -> Status {
    for (int i = 1; i <= entries; ++i) {
      LedgerEntry entry = Entry(i);
      entry.kind = i == entries ? EntryKind::kHoldHit : EntryKind::kDecision;
      RETURN_IF_ERROR(t.ledger().Append(entry).status());
    }
    return OkStatus();
  });
  EntryFilter filter;
  filter.kind = EntryKind::kHoldHit;
  Read([&](const Snapshot& s) {
    const EntryPage first = Must(s.ledger().List(filter, 0, 10));
    EXPECT_TRUE(first.entries.empty());
    ASSERT_EQ(first.next_after, std::optional<std::uint64_t>(kMaxEntriesScanned));
    const EntryPage second = Must(s.ledger().List(filter, *first.next_after, 10));
    ASSERT_EQ(second.entries.size(), 1U);
    EXPECT_EQ(second.entries[0].position, static_cast<std::uint64_t>(entries));
    EXPECT_FALSE(second.next_after);
    EXPECT_EQ(Must(s.ledger().List({}, 0, 1'000'000)).entries.size(), kMaxRowsPerRead);
    EXPECT_EQ(Must(s.ledger().Rows(0, 1'000'000)).size(), kMaxRowsPerRead);
  });
}

TEST_P(LedgerContract, VerificationOfAnUntouchedLedgerFindsNothing) {
  for (const int more : {0, 1, 1, 5, 1200, 1}) {
    AppendMany(more);
    const VerifyReport report = Must(VerifyLedger(*store_, nullptr));
    EXPECT_TRUE(report.complete);
    EXPECT_FALSE(report.first_difference) << report.first_difference->what;
    EXPECT_EQ(report.entries_checked, report.entries_total);
    Read([&](const Snapshot& s) {
      EXPECT_EQ(report.entries_total, Must(s.ledger().LastPosition()));
      EXPECT_EQ(report.roots, Must(s.ledger().Roots()));
    });
  }
}

TEST_P(LedgerContract, VerificationGoesThroughTheLedgerAsItStoodWhenItBegan) {
  AppendMany(1500);
  LedgerVerifier verifier(*store_);
  ASSERT_TRUE(verifier.Step().ok());
  EXPECT_EQ(verifier.report().entries_checked, kMaxRowsPerRead);
  EXPECT_FALSE(verifier.report().complete);
  AppendMany(700);
  while (!verifier.report().complete) ASSERT_TRUE(verifier.Step().ok());
  EXPECT_FALSE(verifier.report().first_difference) << verifier.report().first_difference->what;
  EXPECT_EQ(verifier.report().entries_checked, 1500U);
}

TEST_P(LedgerContract, ARequestIsAnsweredOnceForEver) {
  Write([](Transaction& t) { return t.requests().Put(Request(7, 3)); });
  Read([](const Snapshot& s) {
    RequestRecord kept = Request(7, 3);
    kept.body_hash.resize(kKeptHashBytes);
    EXPECT_EQ(Must(s.requests().Find(Uuid(7))), std::optional<RequestRecord>(kept));
    EXPECT_FALSE(Must(s.requests().Find(Uuid(8))));
    EXPECT_FALSE(Must(s.requests().Find("no uuid")));
    const RequestRecord first = Request(7, 3);
    EXPECT_EQ(Must(FindReplay(s.requests(), Uuid(7), first.rpc, first.body_hash))->response, "answer 7");
    EXPECT_FALSE(Must(FindReplay(s.requests(), Uuid(8), first.rpc, first.body_hash)));
    const Status other_body = FindReplay(s.requests(), Uuid(7), first.rpc, std::string(32, 'z')).status();
    EXPECT_EQ(other_body.code(), StatusCode::kAlreadyExists);
    EXPECT_EQ(ReasonOf(other_body), error_reason::kRequestIdReused);
    EXPECT_EQ(FindReplay(s.requests(), Uuid(7), "ClearanceService.ReportPassage", first.body_hash).status().code(),
              StatusCode::kAlreadyExists);
  });
  const Status again = TransactAndWait(*store_, [](Transaction& t) { return t.requests().Put(Request(7, 4)); });
  EXPECT_EQ(again.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(again), error_reason::kRequestIdReused);
}

TEST_P(LedgerContract, RequestsAreForgottenFromTheirDayOnAndOthersNever) {
  const Date day = MakeDate(2026, 10, 1);
  Write([&](Transaction& t) -> Status {
    for (int number = 1; number <= 6; ++number) {
      RequestRecord record = Request(number);
      if (number > 1) record.forget_on = day + Days(number % 3);
      RETURN_IF_ERROR(t.requests().Put(record));
    }
    return OkStatus();
  });
  const auto left = [&] {
    std::string numbers;
    Read([&](const Snapshot& s) {
      for (int number = 1; number <= 6; ++number)
        if (Must(s.requests().Find(Uuid(number)))) numbers += std::to_string(number);
    });
    return numbers;
  };
  const auto forget = [&](Date today, std::size_t limit) {
    std::size_t forgotten = 0;
    Write([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(forgotten, t.requests().Forget(today, limit));
      return OkStatus();
    });
    return forgotten;
  };
  Read([&](const Snapshot& s) { EXPECT_EQ(Must(s.requests().Find(Uuid(2)))->forget_on, day + Days(2)); });
  EXPECT_EQ(forget(day - Days(1), 100), 0u);
  EXPECT_EQ(forget(day + Days(1), 1), 1u) << "bounded, the longest due first";
  EXPECT_TRUE(left() == "12456" || left() == "12345") << left();
  EXPECT_EQ(forget(day + Days(1), 100), 2u);
  EXPECT_EQ(left(), "125");
  EXPECT_EQ(forget(day + Days(1), 100), 0u);
  EXPECT_EQ(forget(day + Days(10'000), 100), 2u);
  EXPECT_EQ(left(), "1") << "for ever";
  Write([](Transaction& t) { return t.requests().Put(Request(2)); });
}

TEST(RequestWindowTest, TheLastMomentOfADayIsRememberedForTheWholeWindow) {
  const Instant last = FromUnixMs(1'790'035'199'999);
  EXPECT_GE(ForgetOn(last).time_since_epoch(), std::chrono::floor<Days>((last + kRequestWindow).time_since_epoch()));
  EXPECT_EQ(ForgetOn(last), UtcDayOf(last) + Days(31));
}

TEST_P(LedgerContract, FindsTheLatestEntriesOfATraveller) {
  Write([](Transaction& t) -> Status {
    for (int i = 1; i <= 30; ++i) {
      LedgerEntry entry = Entry(i);
      entry.kind = i % 3 == 0 ? EntryKind::kDecision : EntryKind::kPassage;
      entry.traveller = i % 2 == 0 ? Pseudonym(1) : Pseudonym(2);
      RETURN_IF_ERROR(t.ledger().Append(entry).status());
    }
    return OkStatus();
  });
  Read([](const Snapshot& s) {
    const auto positions = [&](const std::string& traveller, std::size_t limit) {
      std::string found;
      for (const StoredEntry& stored : Must(s.ledger().LatestOf(traveller, EntryKind::kDecision, limit)))
        found += std::to_string(stored.position) + " ";
      return found;
    };
    EXPECT_EQ(positions(Pseudonym(1), 100), "30 24 18 12 6 ");
    EXPECT_EQ(positions(Pseudonym(1), 2), "30 24 ");
    EXPECT_EQ(positions(Pseudonym(2), 1), "27 ");
    EXPECT_EQ(positions(Pseudonym(3), 100), "");
  });
}

TEST_P(LedgerContract, RefusesARequestRecordOutOfItsForm) {
  const auto field_of = [&](const std::function<void(RequestRecord&)>& spoil) {
    RequestRecord record = Request(1);
    spoil(record);
    return FieldOf(TransactAndWait(*store_, [&](Transaction& t) { return t.requests().Put(record); }));
  };
  EXPECT_EQ(field_of([](RequestRecord& r) { r.request_id = "x"; }), "request_id");
  EXPECT_EQ(field_of([](RequestRecord& r) { r.rpc.clear(); }), "rpc");
  EXPECT_EQ(field_of([](RequestRecord& r) { r.body_hash.pop_back(); }), "body_hash");
  EXPECT_EQ(field_of([](RequestRecord& r) { r.response = std::string(kMaxResponseBytes + 1, 'x'); }), "response");
}

}  // namespace
}  // namespace clearance
