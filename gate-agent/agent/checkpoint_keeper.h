// A gate keeps the last checkpoint the centre signed of its port's log, and believes a later one only when the log is
// proved to have grown from it: so a centre whose record was cut back or written anew is found by every gate, and an
// auditor finds it with the file a gate kept (clearctl ledger verify --checkpoint). It must never hold up a lane, and
// never let go of a checkpoint for one that does not follow from it.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/signature.h"
#include "common/domain/fleet.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

inline constexpr Duration kCheckpointInterval = std::chrono::minutes(1);
// Before the centre is asked again when it did not answer.
inline constexpr BackoffLimits kCheckpointBackoff{.first = std::chrono::seconds(1), .most = std::chrono::minutes(1)};

// What is told with every lane while it lasts: the centre gave a checkpoint that is not its own, or one that the
// kept one is not the beginning of, or cannot give one because its record contradicts what it signed.
inline constexpr char kCheckpointNotSigned[] = "LEDGER_CHECKPOINT_NOT_SIGNED";
inline constexpr char kLedgerDoesNotFollow[] = "LEDGER_DOES_NOT_FOLLOW";

// The alarm that stands, if one does. Thread-safe.
class CheckpointAlarm {
 public:
  std::vector<ReportedFault> Faults() const;

 private:
  friend class CheckpointKeeper;
  // False when it stood so already. `code` empty: none stands any more.
  bool Set(const std::string& code, Instant now);

  mutable std::mutex mutex_;
  std::optional<ReportedFault> fault_;
};

// Begins with its making. Thread-safe. Everything given to it must outlive it; it must be destroyed before `central`.
class CheckpointKeeper {
 public:
  struct Parts {
    Central& central;
    Executor& executor;
    const Clock& clock;
    Random& random;
    CheckpointAlarm& alarm;
    VerifyingKey key;    // the centre's, of its checkpoints
    std::string log;     // the gate's port
    std::string folder;  // where the note is kept, as "<log>.checkpoint"; made when the first one comes, but not the
                         // folder it is in
    // Called when the alarm is another than before, on the strand; must not block.
    std::function<void()> alarm_changed{};
  };
  explicit CheckpointKeeper(Parts parts);
  ~CheckpointKeeper();
  CheckpointKeeper(const CheckpointKeeper&) = delete;
  CheckpointKeeper& operator=(const CheckpointKeeper&) = delete;

 private:
  // All on the strand.
  void Ask();
  void Answered(const StatusOr<std::string>& note);
  void Compare(const std::string& note, const Checkpoint& checkpoint);
  void Proved(const std::string& note, const Checkpoint& checkpoint, const StatusOr<std::vector<std::string>>& hashes);
  void Keep(const std::string& note, const Checkpoint& checkpoint);
  void Raise(const std::string& code, std::string_view why);
  void Settle(const std::string& code);  // empty: none
  void AskLater(const Status& status);
  std::string Path() const;

  const Parts parts_;
  std::optional<Checkpoint> kept_;
  std::string kept_note_;  // which says so; empty without
  int failures_ = 0;
  OwnedStrand strand_;
};

}  // namespace clearance
