// A traveller's holds, found and hit, over the memory store; and what of them makes a passage a case.
#include "services/clearance/hold_use.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/wire/hold_bytes.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kLater = kSampleInstant + std::chrono::minutes(10);

Document Named() {
  Document document = SampleDocument();
  document.primary_identifier = "SAMPLE";
  document.secondary_identifier = "ANNA";
  return document;
}

HoldTerms TermsOf(HoldKind kind) {
  HoldTerms terms{.kind = kind};
  terms.scope = {.territories = {Territory::kChn, Territory::kKaz, Territory::kIcbc}, .sides = SidesOf(kind)};
  terms.from = kSampleInstant;
  terms.visibility = HoldVisibility::kLaneOfficer;
  return terms;
}

class HoldUseTest : public testing::Test {
 protected:
  // A hold that binds.
  std::string Bind(HoldKind kind, const HoldKeys& keys) { return Bind(TermsOf(kind), keys); }
  std::string Bind(const HoldTerms& terms, const HoldKeys& keys) {
    HoldChange put = SampleHoldChange();
    put.hold_id = NewUuid(random_);
    put.put->terms = terms;
    put.put->keys = keys;
    Write(put);
    Write({.act = HoldAct::kConfirm, .hold_id = put.hold_id, .author = "kaz-police-2"});
    return put.hold_id;
  }
  void Write(const HoldChange& change) {
    Run([&](Transaction& t) {
      return RecordEntry(t, {.log = std::string(kCentreLog),
                             .kind = EntryKind::kHoldChange,
                             .event_time = kSampleInstant,
                             .record_time = kSampleInstant,
                             .body = HoldChangeBody(change)})
          .status();
    });
  }
  void Run(const Store::Function& fn) {
    const Status status = TransactAndWait(*store_, fn);
    ASSERT_TRUE(status.ok()) << status;
  }
  std::vector<FoundHold> Found(const Document& document, const std::vector<std::string>& others = {},
                               Instant from = kSampleInstant) {
    std::vector<FoundHold> found;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(found, FindHolds(s, pseudonyms_.NamesOf(document), others, {}, from));
                      return OkStatus();
                    })
                    .ok());
    return found;
  }
  static HoldSighting Sighting(HoldMoment moment = HoldMoment::kDecision) {
    return {.moment = moment,
            .lane = SampleLane(),
            .traveller = std::string(32, 't'),
            .request_id = kSampleOtherId,
            .decision_request_id = kSampleId,
            .at = kSampleInstant,
            .now = kSampleInstant + Duration(7)};
  }
  // The hits after `write`, and that each is an entry of its own.
  std::vector<HoldHit> Hits() {
    std::vector<HoldHit> hits;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(hits, s.holds().HitsOf(kSampleId, 100));
                      for (const HoldHit& hit : hits) {
                        ASSIGN_OR_RETURN(const StoredEntry entry, s.ledger().Get(hit.position));
                        EXPECT_EQ(entry.entry.kind, EntryKind::kHoldHit);
                        const bool quiet = entry.entry.log == kCentreLog;
                        EXPECT_EQ(hit.port, SampleLane().port);
                        HoldHit written = hit;
                        if (!quiet) written.port.clear();
                        EXPECT_EQ(entry.entry.body, HoldHitBody(written));
                        EXPECT_EQ(entry.entry.traveller, std::string(32, 't'));
                        EXPECT_EQ(entry.entry.request_id, kSampleOtherId);
                      }
                      return OkStatus();
                    })
                    .ok());
    return hits;
  }
  std::vector<HoldHit> HitsOf(const std::vector<FoundHold>& holds, const HoldSighting& sighting = Sighting()) {
    Run([&](Transaction& t) { return RecordHits(t, holds, sighting); });
    return Hits();
  }

  HoldKeys ByDocument(const Document& document) const { return {.document = pseudonyms_.Traveller(document)}; }
  HoldKeys ByPerson(const Document& document) const { return {.person = pseudonyms_.NationalKey(document)}; }
  HoldKeys ByName(const Document& document) const {
    return {.name =
                pseudonyms_.NameKey(document.primary_identifier, document.secondary_identifier, document.birth_date)};
  }

  ThreadPool executor_{1};
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  SystemRandom random_;
};

TEST_F(HoldUseTest, ATravellerIsFoundByDocumentNumberAndName) {
  const std::string by_document = Bind(HoldKind::kSeizeDocument, ByDocument(Named()));
  const std::string by_person = Bind(HoldKind::kExitBan, ByPerson(Named()));
  const std::string by_name = Bind(HoldKind::kDetain, ByName(Named()));
  auto found = Found(Named());
  ASSERT_EQ(found.size(), 3u);
  // Put at one moment, so that their ids alone order the exact ones.
  if (found[0].hold_id != by_document) std::swap(found[0], found[1]);
  EXPECT_EQ(found[0], (FoundHold{by_document, HoldMatch::kExact, TermsOf(HoldKind::kSeizeDocument)}));
  EXPECT_EQ(found[1], (FoundHold{by_person, HoldMatch::kExact, TermsOf(HoldKind::kExitBan)}));
  EXPECT_EQ(found[2], (FoundHold{by_name, HoldMatch::kPossible, TermsOf(HoldKind::kDetain)}));

  Document renewed = Named();
  renewed.number = "N99999999";
  ASSERT_EQ(Found(renewed).size(), 2u);
  EXPECT_EQ(Found(renewed)[0].hold_id, by_person);
  EXPECT_EQ(Found(renewed, {pseudonyms_.Traveller(Named())}).size(), 3u) << "the person's other document";
  renewed.national_number.clear();
  ASSERT_EQ(Found(renewed).size(), 1u);
  EXPECT_EQ(Found(renewed)[0].hold_id, by_name);
  renewed.secondary_identifier = "ANA";
  EXPECT_TRUE(Found(renewed).empty()) << "names are never folded";
  EXPECT_EQ(Found(SampleDocument()).size(), 2u) << "a document whose name is not known";
}

TEST_F(HoldUseTest, AHoldIsFoundAmongAnyNumberOfOthers) {
  HoldTerms later = TermsOf(HoldKind::kSilent);
  later.from = kLater;
  for (int i = 0; i < 640; ++i) Bind(later, ByDocument(Named()));
  const std::string detain = Bind(HoldKind::kDetain, ByPerson(Named()));
  const auto hits = HitsOf(Found(Named()));
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].hold_id, detain);
}

TEST_F(HoldUseTest, APersonIsFoundByANumberThatWasReadBefore) {
  const std::string by_person = Bind(HoldKind::kDetain, ByPerson(Named()));
  const std::string earlier = pseudonyms_.Traveller(Named());
  Run([&](Transaction& t) {
    return t.identities().RecordShown(earlier,
                                      {.national_key = pseudonyms_.NationalKey(Named()),
                                       .facts_key = pseudonyms_.FactsKey(Named()),
                                       .nationality = "KAZ"},
                                      1);
  });
  Document unread = Named();
  unread.national_number.clear();
  ASSERT_EQ(Found(unread, {earlier}).size(), 1u);
  EXPECT_EQ(Found(unread, {earlier})[0].hold_id, by_person);
  unread.number = "N99999999";
  EXPECT_EQ(Found(unread, {earlier, pseudonyms_.Traveller(unread)}).size(), 1u) << "by the person's other document";
  EXPECT_TRUE(Found(unread).empty());
}

TEST_F(HoldUseTest, EveryHoldThatBindsHereIsAHitAndNoOther) {
  std::string silent;
  for (const HoldKind kind : kAllHoldKinds) {
    const std::string id = Bind(kind, ByDocument(Named()));
    if (kind == HoldKind::kSilent) silent = id;
  }
  HoldTerms elsewhere = TermsOf(HoldKind::kDetain);
  elsewhere.scope.ports = {"ALTYNKOL"};
  Bind(elsewhere, ByDocument(Named()));
  HoldTerms later = TermsOf(HoldKind::kDetain);
  later.from = kLater;
  Bind(later, ByDocument(Named()));
  const std::vector<HoldHit> hits = HitsOf(Found(Named()));
  EXPECT_EQ(hits.size(), kAllHoldKinds.size());
  bool silent_hit = false;
  for (const HoldHit& hit : hits) {
    EXPECT_EQ(hit.match, HoldMatch::kExact);
    EXPECT_EQ(hit.moment, HoldMoment::kDecision);
    EXPECT_EQ(hit.at, kSampleInstant);
    EXPECT_EQ(hit.port, "KHORGOS");
    EXPECT_EQ(hit.lane_id, "gate-1/a");
    silent_hit = silent_hit || hit.hold_id == silent;
  }
  EXPECT_TRUE(silent_hit);
}

TEST_F(HoldUseTest, APassageIsAHitOfWhatWasInForceThenOrIsNow) {
  HoldTerms set_meanwhile = TermsOf(HoldKind::kDetain);
  set_meanwhile.from = kLater;
  HoldTerms over_now = TermsOf(HoldKind::kDetain);
  over_now.to = kSampleInstant + Duration(1);
  HoldTerms over_then = TermsOf(HoldKind::kDetain);
  over_then.from = kSampleInstant - std::chrono::hours(1);
  over_then.to = kSampleInstant;
  const std::string meanwhile = Bind(set_meanwhile, ByDocument(Named()));
  const std::string over = Bind(over_now, ByDocument(Named()));
  Bind(over_then, ByDocument(Named()));
  HoldSighting passage = Sighting(HoldMoment::kPassage);
  passage.now = kLater;
  const auto hits = HitsOf(Found(Named(), {}, kSampleInstant - std::chrono::hours(2)), passage);
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ((std::set{hits[0].hold_id, hits[1].hold_id}), (std::set{meanwhile, over}));
  EXPECT_EQ(hits[0].moment, HoldMoment::kPassage);
  EXPECT_EQ(hits[0].at, kSampleInstant) << "passed at";
}

FoundHold Standing(HoldKind kind, HoldMatch match = HoldMatch::kExact) {
  return {.hold_id = kSampleThirdId, .match = match, .terms = TermsOf(kind)};
}

std::vector<ReasonCode> CaseOf(const FoundHold& hold, const std::vector<Reason>& decided, Instant now = kLater) {
  Passage passage = SamplePassage();
  passage.document.nationality = "DEU";
  std::vector<ReasonCode> codes;
  const DecidedUnder seen{.reasons = decided, .hold_ids = {kSampleThirdId}};
  for (const Reason& reason : HoldReasonsOfPassage({hold}, passage, seen, now)) codes.push_back(reason.code);
  return codes;
}

TEST_F(HoldUseTest, APassageUnderAHoldIsACaseUnlessAnOfficerHasSeenToIt) {
  const auto decided = [](ReasonCode code, HoldKind kind) {
    return std::vector<Reason>{{.code = code, .detail = std::string(HoldKindName(kind))}};
  };
  using Codes = std::vector<ReasonCode>;
  EXPECT_EQ(CaseOf(Standing(HoldKind::kDetain), {}), Codes{ReasonCode::kHold});
  EXPECT_EQ(CaseOf(Standing(HoldKind::kDetain), decided(ReasonCode::kHold, HoldKind::kDetain)),
            Codes{ReasonCode::kHold})
      << "nobody at the lane may release it";
  EXPECT_EQ(CaseOf(Standing(HoldKind::kQuestion), {}), Codes{ReasonCode::kHoldQuestion});
  EXPECT_EQ(CaseOf(Standing(HoldKind::kQuestion), decided(ReasonCode::kHoldQuestion, HoldKind::kQuestion)), Codes{});
  const FoundHold possible = Standing(HoldKind::kDetain, HoldMatch::kPossible);
  EXPECT_EQ(CaseOf(possible, {}), Codes{ReasonCode::kPossibleHold});
  EXPECT_EQ(CaseOf(possible, decided(ReasonCode::kPossibleHold, HoldKind::kDetain)), Codes{});
  FoundHold second = possible;
  second.hold_id = kSampleOtherId;
  EXPECT_EQ(CaseOf(second, decided(ReasonCode::kPossibleHold, HoldKind::kDetain)), Codes{ReasonCode::kPossibleHold})
      << "of the same words, and nobody has seen to it";
  EXPECT_EQ(CaseOf(Standing(HoldKind::kSilent), {}), Codes{});
  FoundHold meanwhile = Standing(HoldKind::kDetain);
  meanwhile.terms.from = kLater;
  EXPECT_EQ(CaseOf(meanwhile, {}), Codes{ReasonCode::kHold}) << "set meanwhile";
  EXPECT_EQ(CaseOf(meanwhile, {}, kLater - Duration(1)), Codes{});
  FoundHold over = Standing(HoldKind::kDetain);
  over.terms.to = kSampleInstant + Duration(1);
  EXPECT_EQ(CaseOf(over, {}), Codes{ReasonCode::kHold}) << "in force when they passed";
}

TEST_F(HoldUseTest, ACaseHasTheReasonsOfBothTheGraverFirst) {
  const std::vector<Reason> decided = {{.code = ReasonCode::kOverstay}, {.code = ReasonCode::kWalkIn}};
  const Reason hold{.code = ReasonCode::kHold, .side = Side::kExit};
  EXPECT_EQ(WithHoldReasons(decided, {}), decided);
  EXPECT_EQ(WithHoldReasons(decided, {hold, {.code = ReasonCode::kPossibleHold}}),
            (std::vector<Reason>{hold, decided[0], {.code = ReasonCode::kPossibleHold}, decided[1]}));
  EXPECT_EQ(WithHoldReasons({hold}, {hold}), std::vector{hold});
}

TEST_F(HoldUseTest, AHitThatNobodyIsToNoticeMakesThePortsLogNoLonger) {
  const auto size_of_port = [&] {
    std::uint64_t size = 0;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const LogRoot root, s.ledger().Root(SampleLane().port));
                      size = root.size;
                      return OkStatus();
                    })
                    .ok());
    return size;
  };
  HoldTerms silent = TermsOf(HoldKind::kSilent);
  silent.visibility = HoldVisibility::kSupervisor;
  HoldTerms hidden = TermsOf(HoldKind::kEntryBan);
  hidden.visibility = HoldVisibility::kAuthority;
  Bind(silent, ByDocument(SampleDocument()));
  Bind(hidden, ByDocument(SampleDocument()));
  EXPECT_EQ(HitsOf(Found(SampleDocument())).size(), 2u);
  EXPECT_EQ(size_of_port(), 0u);
  Bind(HoldKind::kDetain, ByDocument(SampleDocument()));
  HitsOf(Found(SampleDocument()));
  EXPECT_EQ(size_of_port(), 1u) << "what the lane sees is its port's";
}

}  // namespace
}  // namespace clearance
