// Identities over every store: what is known of documents, which are one person's and since which position.
#include <random>

#include "common/base/error_reasons.h"
#include "db/travel_history.h"
#include "tests/contract/identities_fixture.h"

namespace clearance {
namespace {

CLEARANCE_EVERY_STORE(IdentitiesContract);

TEST_P(IdentitiesContract, ADocumentIsKnownOnceItIsShown) {
  EXPECT_FALSE(Known(1));
  Show(1, Facts(1));
  EXPECT_EQ(Known(1), (KnownDocument{Pseudonym(1), Facts(1), 1, 1}));
  Show(1, Facts(1));
  EXPECT_EQ(Known(1)->facts_changed, 1u) << "nothing new was shown";
  EXPECT_FALSE(Known(2));
}

TEST_P(IdentitiesContract, WhoeverCameFirstKeepsTheFacts) {
  Show(1, Facts(1));
  Show(1, Facts(2, "CHN"));
  EXPECT_EQ(Known(1), (KnownDocument{Pseudonym(1), Facts(1), 1, 2})) << "a collision changes nothing but is noted";
}

TEST_P(IdentitiesContract, ANationalNumberReadLaterIsTakenOver) {
  DocumentFacts without = Facts(1);
  without.national_key.clear();
  Show(1, without);
  EXPECT_EQ(Known(1)->facts, without);
  Show(1, Facts(1));
  EXPECT_EQ(Known(1), (KnownDocument{Pseudonym(1), Facts(1), 1, 2}));
}

TEST_P(IdentitiesContract, DocumentsAreFoundByTheirNationalNumberTheOneSeenFirstFirst) {
  Show(3, Facts(1));
  Show(2, Facts(2));
  Show(1, Facts(1));
  DocumentFacts without = Facts(1);
  without.national_key.clear();
  Show(4, without);
  Read([](const Snapshot& s) {
    const auto found = Must(s.identities().FindByNationalKey(Facts(1).national_key));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].document, Pseudonym(3));
    EXPECT_EQ(found[1].document, Pseudonym(1));
    EXPECT_TRUE(Must(s.identities().FindByNationalKey("")).empty()) << "no number is nobody's";
    EXPECT_TRUE(Must(s.identities().FindByNationalKey(Pseudonym(99))).empty());
  });
}

TEST_P(IdentitiesContract, DocumentsShownOtherwiseSinceAPositionAreFound) {
  ASSERT_TRUE(Link(2, 4, LinkState::kProposed).ok());  // 1: both are named before anybody is shown
  Show(3, Facts(1));                                   // 2
  Show(1, Facts(2));                                   // 3
  Show(2, Facts(3));                                   // 4
  Show(1, Facts(2));                                   // 5: the same again
  DocumentFacts renumbered = Facts(1);
  renumbered.national_key = Pseudonym(99);
  Show(3, renumbered);       // 6
  Show(4, Facts(4));         // 7
  Show(2, Facts(3, "CHN"));  // 8
  Read([](const Snapshot& s) {
    const auto since = [&](std::uint64_t as_of, std::uint64_t after, std::size_t limit = 10) {
      std::vector<std::string> documents;
      for (const KnownDocument& known : Must(s.identities().ShownOtherwiseSince(as_of, after, limit))) {
        EXPECT_EQ(known, Must(s.identities().FindDocument(known.document))) << "told as it is known now";
        documents.push_back(known.document);
      }
      return documents;
    };
    const std::vector<std::string> both = {Pseudonym(3), Pseudonym(2)};
    EXPECT_EQ(since(5, 0), both) << "in the order in which they were seen, whoever was named first";
    EXPECT_EQ(since(4, 0), both) << "the second was first seen just then";
    EXPECT_EQ(since(3, 0), std::vector<std::string>{Pseudonym(3)}) << "the other had not been shown";
    EXPECT_EQ(since(5, 0, 1), std::vector<std::string>{Pseudonym(3)});
    EXPECT_EQ(since(5, 1), both);
    EXPECT_EQ(since(5, 2), std::vector<std::string>{Pseudonym(2)});
    EXPECT_TRUE(since(5, 4).empty());
    EXPECT_EQ(since(6, 0), std::vector<std::string>{Pseudonym(2)}) << "the first is shown so as of then";
    EXPECT_TRUE(since(8, 0).empty());
    EXPECT_TRUE(since(1, 0).empty());
  });
}

TEST_P(IdentitiesContract, ALinkJoinsAndIsTakenBack) {
  Show(2, Facts(1));                                    // 1
  Show(1, Facts(1));                                    // 2
  ASSERT_TRUE(Link(1, 2).ok());                         // 3
  ASSERT_TRUE(Link(3, 1, LinkState::kConfirmed).ok());  // 4
  ASSERT_TRUE(Unlink(2, 1).ok());                       // 5, named the other way round
  EXPECT_EQ(PersonWith(1), "1 3");
  EXPECT_EQ(PersonWith(2), "2");
  EXPECT_EQ(PersonWith(1, 4), "2 1 3");
  EXPECT_EQ(PersonWith(3, 4), "2 1 3");
  EXPECT_EQ(PersonWith(1, 3), "2 1");
  EXPECT_EQ(PersonWith(1, 2), "1");
  EXPECT_EQ(PersonWith(9), "9") << "one that nothing speaks of";
  ASSERT_TRUE(Link(2, 3).ok());  // 6
  EXPECT_EQ(PersonWith(1), "2 1 3");
  EXPECT_EQ(PersonWith(1, 5), "1 3") << "what was, was";
}

TEST_P(IdentitiesContract, OfALinkOfUnknownDocumentsTheEarlierIsTheFirst) {
  ASSERT_TRUE(Link(1, 2).ok());
  EXPECT_EQ(PersonWith(1), "2 1");
  EXPECT_FALSE(Known(1)) << "named, never shown";
  Show(1, Facts(1));
  EXPECT_TRUE(Known(1));
  EXPECT_EQ(PersonWith(1), "2 1") << "a name does not change by being shown";
}

TEST_P(IdentitiesContract, AProvisionalLinkIsConfirmedOnce) {
  ASSERT_TRUE(Link(1, 2).ok());
  EXPECT_EQ(ReasonOf(Link(1, 2)), error_reason::kIdentityState);
  ASSERT_TRUE(Link(2, 1, LinkState::kConfirmed).ok());  // position 3
  EXPECT_EQ(ReasonOf(Link(1, 2, LinkState::kConfirmed)), error_reason::kIdentityState);
  Read([](const Snapshot& s) {
    const auto links = Must(s.identities().LinksOf(Pseudonym(2)));
    ASSERT_EQ(links.size(), 1u);
    EXPECT_EQ(links[0], (DocumentLink{Pseudonym(1), Pseudonym(2), 1, 3, {}}));
  });
}

TEST_P(IdentitiesContract, NobodyIsLinkedToThemselves) {
  EXPECT_EQ(Link(1, 1).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Unlink(1, 1).code(), StatusCode::kInvalidArgument);
  ASSERT_TRUE(Link(1, 2).ok());
  ASSERT_TRUE(Link(2, 3).ok());
  EXPECT_EQ(ReasonOf(Link(3, 1)), error_reason::kIdentityState) << "one person already";
  EXPECT_EQ(ReasonOf(Unlink(3, 1)), error_reason::kIdentityState) << "by other links";
}

TEST_P(IdentitiesContract, AQuestionJoinsNothingAndIsKept) {
  ASSERT_TRUE(Link(1, 2, LinkState::kProposed).ok());
  EXPECT_EQ(PersonWith(1), "1");
  Read([](const Snapshot& s) {
    const auto links = Must(s.identities().LinksOf(Pseudonym(1)));
    ASSERT_EQ(links.size(), 1u);
    EXPECT_TRUE(links[0].proposed);
    EXPECT_FALSE(links[0].unlinked_at);
  });
  ASSERT_TRUE(Link(1, 2, LinkState::kConfirmed).ok());
  EXPECT_EQ(PersonWith(1), "2 1");
  EXPECT_EQ(ReasonOf(Link(1, 2, LinkState::kProposed)), error_reason::kIdentityState) << "answered";
  ASSERT_TRUE(Unlink(1, 2).ok());
  EXPECT_EQ(PersonWith(1), "1");
}

TEST_P(IdentitiesContract, WhatWasFoundNotToBeOnePersonIsKept) {
  ASSERT_TRUE(Unlink(1, 2).ok());
  EXPECT_EQ(PersonWith(1), "1");
  EXPECT_EQ(PersonWith(1, position_), "1");
  Read([](const Snapshot& s) {
    const auto links = Must(s.identities().LinksOf(Pseudonym(2)));
    ASSERT_EQ(links.size(), 1u);
    EXPECT_TRUE(links[0].unlinked_at);
  });
  EXPECT_TRUE(Link(1, 2, LinkState::kConfirmed).ok()) << "an officer may find otherwise";
}

TEST_P(IdentitiesContract, NoPersonHasMoreDocumentsThanTheLimit) {
  const int most = static_cast<int>(kMaxDocumentsPerPerson);
  for (int document = 2; document <= most; ++document) ASSERT_TRUE(Link(document, 1).ok()) << document;
  const Status refused = Link(most + 1, 1);
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), error_reason::kIdentityState);
  EXPECT_EQ(ReasonOf(Link(1, most + 1)), error_reason::kIdentityState) << "from either side";
  ASSERT_TRUE(Unlink(2, 1).ok());
  EXPECT_TRUE(Link(most + 1, 1).ok());
}

TEST_P(IdentitiesContract, OfManyDocumentsWithOneNumberTheNewestAreFoundTheFirstSeenFirst) {
  const int most = static_cast<int>(kMaxDocumentsPerPerson);
  for (int document = 1; document <= most + 2; ++document) {
    DocumentFacts facts = Facts(document);
    facts.national_key = Facts(1).national_key;
    ASSERT_TRUE(
        Try([&](Transaction& t) { return t.identities().RecordShown(Pseudonym(document), facts, ++position_); }).ok());
  }
  Read([&](const Snapshot& s) {
    const auto found = Must(s.identities().FindByNationalKey(Facts(1).national_key));
    ASSERT_EQ(found.size(), kMaxDocumentsPerPerson);
    EXPECT_EQ(found.front().document, Pseudonym(3)) << "two were seen before";
    EXPECT_EQ(found.back().document, Pseudonym(most + 2));
  });
}

TEST_P(IdentitiesContract, WhoAnImportNamedIsKnownAndSeenFirstByAShowing) {
  DocumentFacts named = Facts(1);
  named.national_key.clear();
  const auto name = [&](const DocumentFacts& facts) {
    Write([&](Transaction& t) { return t.identities().RecordNamed(Pseudonym(1), facts, ++position_); });
  };
  name(named);
  name(Facts(2));
  ASSERT_TRUE(Known(1));
  EXPECT_EQ(Known(1)->facts, named) << "by the first that named them";
  EXPECT_EQ(Known(1)->first_seen, 1u);
  EXPECT_EQ(Known(1)->facts_changed, 0u) << "nobody has shown it";
  Show(1, Facts(1));
  const KnownDocument shown = *Known(1);
  EXPECT_EQ(shown.facts, Facts(1));
  EXPECT_EQ(shown.first_seen, position_);
  EXPECT_EQ(shown.facts_changed, position_);
  name(named);
  EXPECT_EQ(Known(1), shown) << "an import takes nothing away";
}

TEST_P(IdentitiesContract, WhoeverShowsWhatAnImportNamedOtherwiseIsNotItsHolder) {
  Write([&](Transaction& t) { return t.identities().RecordNamed(Pseudonym(1), Facts(1), ++position_); });
  Show(1, Facts(2));
  EXPECT_EQ(Known(1)->facts, Facts(1));
  EXPECT_EQ(Known(1)->facts_changed, position_);
}

TEST_P(IdentitiesContract, AQuestionJoinsNothingAndNeedsNoRoomInAPerson) {
  const int most = static_cast<int>(kMaxDocumentsPerPerson);
  for (int document = 2; document <= most; ++document) ASSERT_TRUE(Link(document, 1).ok()) << document;
  EXPECT_TRUE(Link(most + 1, 1, LinkState::kProposed).ok());
  EXPECT_FALSE(Link(most + 1, 1).ok());
}

TEST_P(IdentitiesContract, ADocumentHasAnEndOfLinks) {
  for (std::size_t i = 0; i < kMaxLinksPerDocument; ++i) {
    ASSERT_TRUE(Link(1, 2).ok()) << i;
    ASSERT_TRUE(Unlink(1, 2).ok()) << i;
  }
  EXPECT_EQ(ReasonOf(Link(1, 2)), error_reason::kIdentityState);
  EXPECT_EQ(ReasonOf(Link(2, 3)), error_reason::kIdentityState);
  EXPECT_EQ(ReasonOf(Unlink(3, 1)), error_reason::kIdentityState);
}

TEST_P(IdentitiesContract, WhatFailsLeavesNothing) {
  const Status failed = Try([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.identities().RecordShown(Pseudonym(1), Facts(1), 1));
    RETURN_IF_ERROR(t.identities().Link(Pseudonym(1), Pseudonym(2), LinkState::kConfirmed, 2));
    return InvalidField("x", "fails");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_FALSE(Known(1));
  EXPECT_EQ(PersonWith(1), "1");
}

TEST_P(IdentitiesContract, RefusesWhatIsOutOfItsForm) {
  const auto code_of = [&](const Store::Function& fn) { return Try(fn).code(); };
  DocumentFacts short_key = Facts(1);
  short_key.facts_key = "short";
  DocumentFacts short_number = Facts(1);
  short_number.national_key = "short";
  for (const DocumentFacts& facts : {short_key, short_number, Facts(1, ""), Facts(1, "KAZA")}) {
    EXPECT_EQ(code_of([&](Transaction& t) { return t.identities().RecordShown(Pseudonym(1), facts, 1); }),
              StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(code_of([](Transaction& t) { return t.identities().RecordShown("short", Facts(1), 1); }),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(
      code_of([](Transaction& t) { return t.identities().Link(Pseudonym(1), "short", LinkState::kConfirmed, 1); }),
      StatusCode::kInvalidArgument);
}

// The history of one person does not depend on how many documents it stands under.
TEST_P(IdentitiesContract, AHistoryOverTwoDocumentsIsTheHistoryUnderOne) {
  constexpr int kFirst = 1;
  constexpr int kSecond = 2;
  constexpr int kAll = 3;
  std::mt19937 random(20261126);
  const auto any = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const Date day = MakeDate(2026, 11, 1);
  for (int i = 0; i < 60; ++i) {
    const int document = any(2) == 0 ? kFirst : kSecond;
    const bool in = any(2) == 0;
    const int hours = any(24 * 25);
    const Instant at = FromUnixMs(0) + day.time_since_epoch() + std::chrono::hours(hours);
    const Date on = day + Days(hours / 24);
    const std::uint64_t position = ++position_;
    Write([&](Transaction& t) -> Status {
      for (const int under : {document, kAll}) {
        const Status status =
            in ? t.stays().RecordEntry(Pseudonym(under),
                                       {Territory::kChn, on, at, Territory::kKaz, StayBasis::kVisaFree, "KAZ"},
                                       position)
               : t.stays().RecordExit(Pseudonym(under), {Territory::kChn, on, at, Territory::kKaz, "KAZ"}, position);
        RETURN_IF_ERROR(status);
      }
      return OkStatus();
    });
    // Some are annulled by an entry of their own.
    if (i > 6 && any(4) == 0) {
      const RecordVoid annuls{position, ++position_};
      Write([&](Transaction& t) -> Status {
        RETURN_IF_ERROR(t.stays().Void(Pseudonym(document), Territory::kChn, annuls, Voiding::kAnnuls));
        return t.stays().Void(Pseudonym(kAll), Territory::kChn, annuls, Voiding::kAnnuls);
      });
    }
  }
  const Documents both = {Pseudonym(kFirst), Pseudonym(kSecond)};
  Read([&](const Snapshot& s) {
    const auto one = Must(s.stays().History(Pseudonym(kAll), Territory::kChn, 100));
    EXPECT_EQ(Must(s.stays().History(both, Territory::kChn, 100)), one);
    EXPECT_NE(Must(s.stays().History(Pseudonym(kFirst), Territory::kChn, 100)), one);
    for (std::size_t limit = 1; limit < one.size(); ++limit) {
      EXPECT_EQ(Must(s.stays().History(both, Territory::kChn, limit)),
                Must(s.stays().History(Pseudonym(kAll), Territory::kChn, limit)));
    }
    for (std::uint64_t position = 0; position <= position_; ++position) {
      EXPECT_EQ(Must(s.stays().HistoryAsOf(both, Territory::kChn, position, 100)),
                Must(s.stays().HistoryAsOf(Pseudonym(kAll), Territory::kChn, position, 100)));
    }
    EXPECT_TRUE(Must(s.stays().History(Documents(), Territory::kChn, 100)).empty());
  });
  EXPECT_TRUE(Link(kSecond, kFirst).ok());
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(ReadTravelHistory(s, Pseudonym(kFirst), Territory::kChn, Minute(0))).stays,
              Must(s.stays().History(Pseudonym(kAll), Territory::kChn, 100)));
  });
}

}  // namespace
}  // namespace clearance
