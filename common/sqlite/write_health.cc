#include "common/sqlite/write_health.h"

#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/log.h"

namespace clearance::sqlite {

WriteHealth::WriteHealth(std::string_view setting, std::string path, std::shared_ptr<const HeldFiles> held)
    : setting_(setting), path_(std::move(path)), held_(std::move(held)) {}

void WriteHealth::Note(const Status& written) {
  if (written.ok()) return Become(State::kWritable, written);
  const Status held = held_ == nullptr ? OkStatus() : held_->Check();
  held.ok() ? Become(State::kRefused, written) : Become(State::kLost, held);
}

bool WriteHealth::Writable() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kWritable;
}

Status WriteHealth::Now() {
  const Status held = held_ == nullptr ? OkStatus() : held_->Check();
  if (!held.ok()) Become(State::kLost, held);
  const std::lock_guard lock(mutex_);
  if (state_ == State::kWritable) return OkStatus();
  const std::string named = setting_.empty() ? path_ : std::string(setting_) + ": " + path_;
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, named + ": nothing can be written: " + why_);
}

void WriteHealth::Become(State state, const Status& why) {
  {
    const std::lock_guard lock(mutex_);
    if (state == state_) return;
    state_ = state;
    why_ = MessageOf(why);
  }
  if (setting_.empty()) return;
  if (state == State::kWritable) return LogInfo("store_writable_again", {{"setting", setting_}, {"file", path_}});
  LogError("store_unwritable", {{"setting", setting_}, {"file", path_}, {"why", MessageOf(why)}});
}

}  // namespace clearance::sqlite
