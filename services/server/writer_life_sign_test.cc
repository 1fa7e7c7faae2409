#include "services/server/writer_life_sign.h"

#include <gtest/gtest.h>

#include <utility>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

using std::chrono::seconds;

// A store whose writer may stand still, with a queue that may be full.
class StandingStore final : public Store {
 public:
  explicit StandingStore(Executor& executor) : executor_(executor) {}
  Status Read(const std::function<Status(const Snapshot&)>&) override { return OkStatus(); }
  std::unique_ptr<Subscription> Subscribe(Subscribers::Callback) override { return nullptr; }
  void Transact(Function, Done done) override {
    ++asked;
    if (full) return Answer(std::move(done), Error(StatusCode::kResourceExhausted, error_reason::kOverloaded, "full"));
    if (stands) return kept_.push_back(std::move(done));
    written += refuses ? 0 : 1;
    Answer(std::move(done),
           refuses ? Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "disk") : OkStatus());
  }
  void GoOn() {
    stands = false;
    for (Done& done : std::exchange(kept_, {})) Answer(std::move(done), OkStatus());
  }

  bool full = false;
  bool stands = false;
  bool refuses = false;
  std::uint64_t written = 0;
  int asked = 0;

 private:
  void Answer(Done done, const Status& status) {
    executor_.Post([done = std::move(done), status] { done(status); });
  }
  Executor& executor_;
  std::vector<Done> kept_;
};

class WriterLifeSignTest : public testing::Test {
 protected:
  bool CameAfter(Duration span) {
    time_.RunFor(span);
    return sign_.Came();
  }

  VirtualTime time_{FromUnixMs(0)};
  StandingStore store_{time_};
  bool ends_ = false;
  LifeSign sign_{{WriterLifeSign({.store = store_,
                                  .executor = time_,
                                  .written = [this] { return store_.written; },
                                  .ends = [this] { return ends_; }})}};
};

TEST_F(WriterLifeSignTest, AWriterThatStandsStillGivesNoneUntilItGoesOn) {
  sign_.Came();
  EXPECT_TRUE(CameAfter(seconds(1)));
  store_.stands = true;
  EXPECT_TRUE(CameAfter(seconds(1))) << "of the question before";
  EXPECT_FALSE(CameAfter(seconds(60)));
  store_.GoOn();
  EXPECT_TRUE(CameAfter(seconds(1)));
}

TEST_F(WriterLifeSignTest, ADiskThatRefusesIsAnAnswer) {
  store_.refuses = true;
  sign_.Came();
  EXPECT_TRUE(CameAfter(seconds(1)));
}

TEST_F(WriterLifeSignTest, AFullQueueProvesNothingUnlessTheWriterGetsOn) {
  store_.full = true;
  sign_.Came();
  EXPECT_FALSE(CameAfter(seconds(10)));
  EXPECT_GT(store_.asked, 5) << "it is asked again";
  ++store_.written;
  EXPECT_TRUE(CameAfter(kAskWriterAgain));
}

TEST_F(WriterLifeSignTest, NothingIsAskedOfAStoreThatIsAboutToGo) {
  store_.full = true;
  sign_.Came();
  time_.RunFor(seconds(1));
  ends_ = true;
  const int asked = store_.asked;
  EXPECT_FALSE(CameAfter(seconds(10)));
  EXPECT_EQ(store_.asked, asked);
}

}  // namespace
}  // namespace clearance
