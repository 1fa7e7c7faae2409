#include "tests/bench/bench_hall.h"

#include <filesystem>

#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kChannels = 4;

}  // namespace

StatusOr<std::unique_ptr<Hall>> PrepareHall(const std::string& folder, const std::string& models) {
  return Hall::Prepare({.folder = folder,
                        .bin = std::filesystem::read_symlink("/proc/self/exe").parent_path().string(),
                        .source = std::filesystem::absolute(SourcePath("")).lexically_normal().string(),
                        .models = models,
                        .log_level = "info"});
}

Channels GateChannels(const Hall& hall) {
  Channels channels;
  for (int i = 0; i < kChannels; ++i) channels.push_back(hall.CentreAs("gate-1"));
  return channels;
}

void RemoveDatabase(const Hall& hall) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(hall.Database() + suffix, ignored);
}

}  // namespace clearance
