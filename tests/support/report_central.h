// A centre that is only reported to, for tests of the outbox: how it answers is the test's. It must never be linked
// into a program.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "gate-agent/link/central.h"

namespace clearance {

// As thread-safe as its Answer.
class ReportCentral : public Central {
 public:
  void ReportPassage(const Passage& passage, OnReported done) final { Answer(passage.request_id, std::move(done)); }
  void ReportAbandonment(const Abandonment& abandonment, OnReported done) final {
    Answer(abandonment.request_id, std::move(done));
  }

  void DecideCrossing(const CrossingRequest&, Duration, OnDecided) final { NotOfAnOutbox(); }
  void ReportLane(const FleetReport&, OnReported) final { NotOfAnOutbox(); }
  void GetTrust(const std::string&, std::size_t, OnBundle) final { NotOfAnOutbox(); }
  void GetSealSet(const std::string&, std::size_t, OnBundle) final { NotOfAnOutbox(); }
  void GetCheckpoint(const std::string&, const std::string&, OnNote) final { NotOfAnOutbox(); }
  void ProveGrowth(const std::string&, std::uint64_t, std::uint64_t, OnProof) final { NotOfAnOutbox(); }
  void WatchCommands(std::uint64_t, OnCommand) final { NotOfAnOutbox(); }

 private:
  // A report with this id has come. Never calls `done` before it returns.
  virtual void Answer(const std::string& request_id, OnReported done) = 0;

  static void NotOfAnOutbox() { ADD_FAILURE() << "no call of an outbox"; }
};

}  // namespace clearance
