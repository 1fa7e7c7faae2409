#include "tests/bench/bench_hall.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "gate-agent/vision/landmarks.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kChannels = 4;
constexpr std::int64_t kSynchronousFull = 2;

Channels ChannelsAs(const Hall& hall, const std::string& client) {
  Channels channels;
  for (int i = 0; i < kChannels; ++i) channels.push_back(hall.CentreAs(client));
  return channels;
}

StatusOr<Commits> LastCommits(const std::string& log) {
  std::ifstream file(log);
  std::optional<Commits> last;
  for (std::string line; std::getline(file, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || json.value("event", "") != "commits") continue;
    const double commits = json.value("commits", 0.0);
    last = {commits > 0 ? json.value("functions", 0.0) / commits : 0, json.value("largest", std::int64_t{0}),
            json.value("synchronous", std::int64_t{0})};
  }
  if (!last || last->functions_each <= 0) return Status(StatusCode::kNotFound, "the centre's log tells no commits");
  if (last->synchronous != kSynchronousFull)
    return Status(StatusCode::kFailedPrecondition, "the centre does not run with synchronous=FULL");
  return *last;
}

}  // namespace

StatusOr<std::unique_ptr<Hall>> PrepareHall(const std::string& folder, const std::string& models) {
  return Hall::Prepare({.folder = folder,
                        .bin = std::filesystem::read_symlink("/proc/self/exe").parent_path().string(),
                        .source = std::filesystem::absolute(SourcePath("")).lexically_normal().string(),
                        .models = models,
                        .calibration = FindLandmarks(models) ? "lfw_provisional" : "lfw_provisional_without_landmarks",
                        .log_level = "info"});
}

Channels GateChannels(const Hall& hall) { return ChannelsAs(hall, "gate-1"); }
Channels BookingChannels(const Hall& hall) { return ChannelsAs(hall, "booking-1"); }

void RemoveDatabase(const Hall& hall) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(hall.Database() + suffix, ignored);
}

StatusOr<Commits> StopCentre(Hall& hall) {
  if (hall.StopCentre() != 0) return Status(StatusCode::kInternal, "the centre ended with an error");
  return LastCommits(hall.Path("centre.log"));
}

}  // namespace clearance
