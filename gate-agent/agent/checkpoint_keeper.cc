#include "gate-agent/agent/checkpoint_keeper.h"

#include <filesystem>
#include <memory>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/log.h"
#include "common/crypto/merkle.h"
#include "common/crypto/signed_note.h"

namespace clearance {
namespace {

bool IsOfLog(const Checkpoint& checkpoint, const std::string& log) { return checkpoint.origin.ends_with("/" + log); }

// A file that cannot be read is as none: the centre's next note is kept anew, and the log tells. Empty for none.
std::string ReadKept(const std::string& path, const VerifyingKey& key) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return "";
  const auto note = ReadFile(path, kMaxNoteBytes);
  const Status usable = note.ok() ? OpenCheckpoint(*note, key).status() : note.status();
  if (usable.ok()) return *note;
  LogWarning("kept_checkpoint_unusable", {{"file", path}, {"why", MessageOf(usable)}});
  return "";
}

}  // namespace

std::vector<ReportedFault> CheckpointAlarm::Faults() const {
  const std::lock_guard lock(mutex_);
  return fault_ ? std::vector<ReportedFault>{*fault_} : std::vector<ReportedFault>();
}

bool CheckpointAlarm::Set(const std::string& code, Instant now) {
  const std::lock_guard lock(mutex_);
  if ((fault_ ? fault_->code : "") == code) return false;
  fault_ = code.empty() ? std::nullopt : std::optional<ReportedFault>({code, now});
  return true;
}

CheckpointKeeper::CheckpointKeeper(Parts parts) : parts_(std::move(parts)), strand_(parts_.executor) {
  strand_.Post([this] {
    kept_note_ = ReadKept(Path(), parts_.key);
    if (!kept_note_.empty()) kept_ = *OpenCheckpoint(kept_note_, parts_.key);
    Ask();
  });
}

CheckpointKeeper::~CheckpointKeeper() { strand_.End(); }

std::string CheckpointKeeper::Path() const { return parts_.folder + "/" + parts_.log + std::string(kCheckpointEnding); }

void CheckpointKeeper::Ask() {
  // By value: the answer may come when this object has ended.
  parts_.central.GetCheckpoint(parts_.log, kept_note_,
                               [this, strand = strand_](const StatusOr<std::string>& note) mutable {
                                 strand.Post([this, note] { Answered(note); });
                               });
}

void CheckpointKeeper::AskLater(const Status& status) {
  if (!IsRetryable(status)) {
    failures_ = 0;
    return strand_.PostAfter(kCheckpointInterval, [this] { Ask(); });
  }
  if (++failures_ == 1) LogWarning("checkpoint_not_fetched", {{"reason", ReasonOf(status)}});
  strand_.PostAfter(BackoffDelay(kCheckpointBackoff, failures_, parts_.random), [this] { Ask(); });
}

void CheckpointKeeper::Answered(const StatusOr<std::string>& note) {
  if (!note.ok()) {
    // A log without entries has no checkpoint: no wonder, unless there was one.
    if (note.status().code() == StatusCode::kNotFound && kept_) Raise(kLedgerDoesNotFollow, "the log is gone");
    // The centre found it itself.
    if (note.status().code() == StatusCode::kDataLoss) Raise(kLedgerDoesNotFollow, MessageOf(note.status()));
    return AskLater(note.status());
  }
  const auto checkpoint = OpenCheckpoint(*note, parts_.key);
  if (checkpoint.ok() && IsOfLog(*checkpoint, parts_.log)) return Compare(*note, *checkpoint);
  Raise(kCheckpointNotSigned, checkpoint.ok() ? "it is of another log" : MessageOf(checkpoint.status()));
  AskLater(OkStatus());
}

void CheckpointKeeper::Compare(const std::string& note, const Checkpoint& checkpoint) {
  if (!kept_) {
    Keep(note, checkpoint);
  } else if (checkpoint.origin != kept_->origin) {
    Raise(kLedgerDoesNotFollow, "the log has another name");
  } else if (checkpoint.size < kept_->size) {
    Raise(kLedgerDoesNotFollow, "the log is shorter than it was");
  } else if (checkpoint.size == kept_->size) {
    if (checkpoint.root_hash == kept_->root_hash) {
      Settle("");
    } else {
      Raise(kLedgerDoesNotFollow, "the log says otherwise than before");
    }
  } else {
    return parts_.central.ProveGrowth(
        parts_.log, kept_->size, checkpoint.size,
        [this, strand = strand_, note, checkpoint](const StatusOr<std::vector<std::string>>& hashes) mutable {
          strand.Post([this, note, checkpoint, hashes] { Proved(note, checkpoint, hashes); });
        });
  }
  AskLater(OkStatus());
}

void CheckpointKeeper::Proved(const std::string& note, const Checkpoint& checkpoint,
                              const StatusOr<std::vector<std::string>>& hashes) {
  if (IsRetryable(hashes.status())) return AskLater(hashes.status());
  if (hashes.ok() &&
      ConsistencyProofHolds(kept_->size, kept_->root_hash, checkpoint.size, checkpoint.root_hash, *hashes)) {
    Keep(note, checkpoint);
  } else {
    Raise(kLedgerDoesNotFollow, hashes.ok() ? "the log was written anew" : MessageOf(hashes.status()));
  }
  AskLater(OkStatus());
}

void CheckpointKeeper::Keep(const std::string& note, const Checkpoint& checkpoint) {
  std::error_code error;
  std::filesystem::create_directory(parts_.folder, error);
  const Status written = WriteFile(Path(), note);
  if (!written.ok()) LogWarning("checkpoint_not_kept", {{"why", MessageOf(written)}});
  kept_ = checkpoint;
  kept_note_ = note;
  Settle("");
}

void CheckpointKeeper::Raise(const std::string& code, std::string_view why) {
  LogError("ledger_alarm", {{"code", code},
                            {"why", std::string(why)},
                            {"kept_size", kept_ ? kept_->size : std::uint64_t{0}},
                            {"kept_in", Path()}});
  Settle(code);
}

void CheckpointKeeper::Settle(const std::string& code) {
  if (parts_.alarm.Set(code, parts_.clock.Now()) && parts_.alarm_changed) parts_.alarm_changed();
}

}  // namespace clearance
