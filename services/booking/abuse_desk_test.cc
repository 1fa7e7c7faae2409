// What officers see of attempts, over the memory store: every result, in pages, and what of it looks like abuse.
#include "services/booking/abuse_desk.h"

#include <gtest/gtest.h>

#include "common/wire/record_viewed.h"
#include "tests/support/booking_desk_fixture.h"

namespace clearance {
namespace {

class AbuseDeskTest : public DeskTest {
 protected:
  AttemptQuery Everything() {
    return {.reason = "complaint 7", .from = kDeskNow, .to = kDeskNow + std::chrono::hours(24), .page_size = 1000};
  }
  AbuseQuery CasesOf(AbuseSignal signal, int at_least) {
    return {.reason = "monthly look",
            .from = kDeskNow,
            .to = kDeskNow + std::chrono::hours(24 * 30),
            .signal = signal,
            .at_least = at_least,
            .page_size = 100};
  }
  RecordViewed LastLook() {
    RecordViewed viewed;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const std::uint64_t last, s.ledger().LastPosition());
      ASSIGN_OR_RETURN(const StoredEntry entry, s.ledger().Get(last));
      EXPECT_EQ(entry.entry.kind, EntryKind::kRecordViewed);
      ASSIGN_OR_RETURN(viewed, ReadRecordViewedBody(entry.entry.body));
      return OkStatus();
    });
    return viewed;
  }
};

TEST_F(AbuseDeskTest, AttemptsAreListedInPagesAndTheLookIsAnEntry) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(scene_.Create(scene_.Wanted("A" + std::to_string(i), i)).ok());
    clock_.Advance(std::chrono::seconds(1));
  }
  AttemptQuery query = Everything();
  query.page_size = 2;
  std::vector<BookingAttempt> seen;
  for (bool more = true; more;) {
    const auto page = scene_.ListAttempts(query);
    ASSERT_TRUE(page.ok()) << page.status();
    seen.insert(seen.end(), page->attempts.begin(), page->attempts.end());
    more = page->more;
    if (more) query.after = PageAfter{seen.back().at, std::to_string(seen.back().number)};
  }
  EXPECT_EQ(seen, Attempts());
  EXPECT_EQ(seen.size(), 5u);
  query = Everything();
  query.document = seen[3].document;
  query.act = AttemptAct::kCreate;
  query.result = AttemptResult::kOk;
  EXPECT_EQ(scene_.ListAttempts(query)->attempts, std::vector<BookingAttempt>{seen[3]});
  EXPECT_EQ(LastLook(), (RecordViewed{.act = "LIST_ATTEMPTS",
                                      .viewer = BookingScene::kOfficer,
                                      .reason = "complaint 7",
                                      .scope = "from=2026-09-22T00:00:00.000Z to=2026-09-23T00:00:00.000Z act=CREATE "
                                               "result=OK of=document"}));
}

TEST_F(AbuseDeskTest, ManyDocumentsOfOneContact) {
  for (int i = 0; i < 6; ++i) {
    BookingRequest request = scene_.Wanted("A" + std::to_string(i), i % 3);
    request.contact = i < 4 ? "scalper@x.kz" : "family@x.kz";
    ASSERT_TRUE(scene_.Create(request).ok());
  }
  const auto page = scene_.ListAbuse(CasesOf(AbuseSignal::kManyDocumentsOneContact, 3));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->cases.size(), 1u);
  EXPECT_EQ(page->cases[0].subject, scene_.pseudonyms.Contact("scalper@x.kz"));
  EXPECT_EQ(page->cases[0].count, 4);
  EXPECT_EQ(LastLook().act, "LIST_ABUSE");
  EXPECT_EQ(LastLook().scope,
            "signal=MANY_DOCUMENTS_ONE_CONTACT from=2026-09-22T00:00:00.000Z to=2026-10-22T00:00:00.000Z at_least=3");
  AttemptQuery of_contact = Everything();
  of_contact.contact_hash = page->cases[0].subject;
  EXPECT_EQ(scene_.ListAttempts(of_contact)->attempts.size(), 4u);
}

TEST_F(AbuseDeskTest, ManyAttemptsOnOneSeal) {
  const std::string booking_id = NewUuid(random_);
  ASSERT_TRUE(
      TransactAndWait(*store_, [&](Transaction& t) -> Status {
        for (int i = 0; i < 3; ++i)
          RETURN_IF_ERROR(t.booking_attempts().Add(
              {.at = kDeskNow, .act = AttemptAct::kUse, .result = AttemptResult::kSecondUse, .subject = booking_id}));
        return OkStatus();
      }).ok());
  const auto page = scene_.ListAbuse(CasesOf(AbuseSignal::kManyAttemptsOneSeal, 3));
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->cases.size(), 1u);
  EXPECT_EQ(page->cases[0].subject, booking_id);
  EXPECT_TRUE(scene_.ListAbuse(CasesOf(AbuseSignal::kManyAttemptsOneSeal, 4))->cases.empty());
}

TEST_F(AbuseDeskTest, SerialNoShowsInPages) {
  for (int person = 0; person < 3; ++person) {
    for (int day = 0; day < 2; ++day) {
      const auto party = scene_.Create(scene_.Wanted("A" + std::to_string(person), 96 * day));
      ASSERT_TRUE(party.ok()) << party.status();
      SetState(party->front(), BookingState::kNoShow, {});
    }
  }
  AbuseQuery query = CasesOf(AbuseSignal::kSerialNoShows, 2);
  query.page_size = 2;
  const auto first = scene_.ListAbuse(query);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->cases.size(), 2u);
  EXPECT_TRUE(first->more);
  query.skip = 2;
  const auto rest = scene_.ListAbuse(query);
  ASSERT_TRUE(rest.ok());
  ASSERT_EQ(rest->cases.size(), 1u);
  EXPECT_FALSE(rest->more);
  EXPECT_NE(rest->cases[0].subject, first->cases[0].subject);
  EXPECT_NE(rest->cases[0].subject, first->cases[1].subject);
  EXPECT_EQ(rest->cases[0].count, 2);
}

}  // namespace
}  // namespace clearance
