// What a burst is worth: the same faces by one frame, by the best frame of a burst, and by the mean of its best three,
// at one false match rate, where the camera sees them badly. On the tuning half of the benchmark's persons; the frames
// of a burst are one picture made worse by a seed, which a camera's own frames are not. docs/face.md has the table this
// prints with CLEARANCE_LONG=1; else every fourth person is looked at.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>

#include "common/base/bytes.h"
#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/picture_set.h"
#include "gate-agent/evaluation/report.h"
#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/long_run.h"
#include "tests/support/shared_data.h"
#include "tests/support/worse_frames.h"

namespace clearance {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr int kFrames = 6;

using Face = std::shared_ptr<const FaceTemplate>;  // null: nothing usable

struct Seen {
  double quality = 0;
  Face face;
};

// The face in the middle, judged as a gate judges a live frame.
Seen SeenIn(NetworkSet& networks, const cv::Mat& frame) {
  const auto faces = networks.detector->Detect(frame, DetectionSize::kCapture);
  EXPECT_TRUE(faces.ok());
  if (!faces.ok() || faces->empty()) return {};
  const Capture capture =
      JudgeCapture(frame, {MiddleFace(frame, *faces)}, PictureSide::kLive, networks.landmarks.get());
  if (capture.cause != CaptureCause::kNone) return {};
  auto face = MakeTemplate(networks, frame, capture.face.points);
  EXPECT_TRUE(face.ok());
  if (!face.ok()) return {};
  return {capture.quality.overall, std::make_shared<const FaceTemplate>(*std::move(face))};
}

struct Person {
  std::string portrait, live;  // files
  Face reference, first, best, mean;
};

Face MeanOf(std::vector<Seen> frames) {
  std::vector<FaceTemplate> faces;
  for (const Seen& frame : frames) {
    if (faces.size() == static_cast<std::size_t>(kMaxAveragedFrames)) break;
    FaceTemplate copy;
    copy.fusion = frame.face->fusion;
    copy.by_network = frame.face->by_network;
    faces.push_back(std::move(copy));
  }
  auto mean = MeanTemplate(faces);
  return mean ? std::make_shared<const FaceTemplate>(*std::move(mean)) : nullptr;
}

void Look(NetworkSet& networks, std::uint64_t seed, Person& person) {
  const cv::Mat portrait = *DecodePicture(*ReadFile(person.portrait, kMaxPictureBytes));
  const cv::Mat live = *DecodePicture(*ReadFile(person.live, kMaxPictureBytes));
  person.reference = SeenIn(networks, portrait).face;
  cv::RNG random(seed);
  std::vector<Seen> burst;
  for (int i = 0; i < kFrames; ++i) burst.push_back(SeenIn(networks, WorseFrame(live, random)));
  person.first = burst.front().face;
  std::erase_if(burst, [](const Seen& frame) { return frame.face == nullptr; });
  std::stable_sort(burst.begin(), burst.end(), [](const Seen& a, const Seen& b) { return a.quality > b.quality; });
  if (burst.empty()) return;
  person.best = burst.front().face;
  person.mean = MeanOf(burst);
}

// Who has two pictures, of the tuning half.
std::vector<Person> PeopleOf(const PictureSet& set, std::size_t every) {
  std::vector<Person> people;
  std::size_t seen = 0;
  for (std::size_t i = 0; i + 1 < set.pictures.size(); ++i) {
    const bool first = i == 0 || set.pictures[i - 1].person != set.pictures[i].person;
    if (!first || set.pictures[i + 1].person != set.pictures[i].person || seen++ % every != 0) continue;
    people.push_back({PathOf(set, set.pictures[i]), PathOf(set, set.pictures[i + 1]), {}, {}, {}, {}});
  }
  return people;
}

MeasuredRate Rejected(const char* name, const std::vector<Person>& people, Face Person::*live) {
  ComparisonSet set;
  for (std::size_t a = 0; a < people.size(); ++a) {
    for (std::size_t b = 0; b < people.size(); ++b) {
      const PersonPair pair = {static_cast<std::int32_t>(a), static_cast<std::int32_t>(b)};
      const Face &reference = people[a].reference, &face = people[b].*live;
      if (reference == nullptr || face == nullptr) {
        (a == b ? set.lost_genuine : set.lost_impostor).push_back(pair);
      } else {
        (a == b ? set.genuine : set.impostor).push_back({pair, FusedScore(*reference, *face)});
      }
    }
  }
  const auto lost = set.lost_genuine.size();
  const ComparisonRates rates(std::move(set), static_cast<std::int64_t>(people.size()), kSeed);
  const double threshold = rates.MeasuredThreshold(kBorderFmr);
  const MeasuredRate rejected = rates.At(threshold, kBorderFmr).false_reject;
  std::cout << fmt::format(
      "{}: threshold {:.4f}, {} of {} rejected, {:.1f} % ({:.1f}-{:.1f}), {} of them nothing usable\n", name, threshold,
      rejected.errors, rejected.trials, 100 * rejected.Value(), 100 * rejected.interval.low,
      100 * rejected.interval.high, lost);
  return rejected;
}

TEST(FaceBurstRateTest, ABurstRejectsFewerThanOneOfItsFrames) {
  REQUIRE_SHARED(models, "models");
  REQUIRE_SHARED(faces, "testdata/faces");
  const auto set = ListPictures(faces, Half::kTuning);
  ASSERT_TRUE(set.ok()) << set.status();
  const auto files = NetworkFiles::Read(models, "");
  ASSERT_TRUE(files.ok()) << files.status();
  cv::setNumThreads(1);
  std::vector<Person> people = PeopleOf(*set, IsLongRun() ? 1 : 4);
  ASSERT_GE(people.size(), 50U);
  constexpr std::size_t kThreads = 2;
  std::vector<std::thread> workers;
  for (std::size_t worker = 0; worker < kThreads; ++worker) {
    workers.emplace_back([&, worker] {
      const auto networks = MakeNetworkSet(*files).value();
      for (std::size_t i = worker; i < people.size(); i += kThreads) Look(*networks, i + 1, people[i]);
    });
  }
  for (std::thread& worker : workers) worker.join();
  const MeasuredRate one = Rejected("one frame", people, &Person::first);
  const MeasuredRate best = Rejected("the best of six", people, &Person::best);
  const MeasuredRate mean = Rejected("the mean of the best three", people, &Person::mean);
  EXPECT_LT(best.errors, one.errors);
  EXPECT_LE(mean.errors, best.errors);
}

}  // namespace
}  // namespace clearance
