// One call to the booking desk inside its transaction: its moment, its replay, its entries, and the attempt it is.
// Inside services/booking only.
//
// A use case checks first and writes then: where it refuses, nothing but the attempt is written.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/booking_change.h"
#include "db/requests.h"
#include "db/store.h"
#include "services/booking/booking_parts.h"

namespace clearance {

// What a call is, whatever becomes of it.
struct CallTerms {
  std::string rpc{};         // "BookingService.CreateBooking"
  std::string request_id{};  // empty where the call changes nothing
  std::string body_hash{};
  std::string by{};  // who calls: role and id, "booking/booking-1"
  // What it attempts; absent: nothing that is kept as an attempt.
  std::optional<AttemptAct> act{};
  bool validate_only = false;
};

// Lives only as long as its transaction.
class BookingCall {
 public:
  BookingCall(Transaction& transaction, const CallTerms& terms, Instant now)
      : t_(transaction), terms_(terms), now_(now) {}
  BookingCall(const BookingCall&) = delete;
  BookingCall& operator=(const BookingCall&) = delete;

  Transaction& t() { return t_; }
  Instant now() const { return now_; }
  const std::string& by() const { return terms_.by; }

  // The record of the first call with this request id, if this is a replay; a replay is no attempt of its own. As
  // FindReplay.
  StatusOr<std::optional<RequestRecord>> Replay();

  // Whom the attempt is about: keyed hashes.
  void ConcernsContact(const std::string& contact_hash) { contact_hash_ = contact_hash; }
  void ConcernsReference(const std::string& reference_hash) { reference_hash_ = reference_hash; }
  void ConcernsDocument(const std::string& document) { documents_.push_back(document); }

  // `why`, which is kept as the result of the attempt.
  Status Refuse(AttemptResult result, Status why);
  // The same for what finding the party came to, whatever was to be done with it then.
  Status RefuseLookUp(AttemptResult result, Status why);
  bool refused() const { return result_ != AttemptResult::kOk; }

  // Appends the entry of a change.
  Status Record(const BookingChange& change, const std::string& port, const std::string& traveller);
  // Remembers the first answer, with the entry recorded last.
  Status Remember(std::string response);

  // Keeps the attempt. For a call that only validates an error that takes back all it wrote (IsTakenBack), unless the
  // party was not found: whoever guesses leaves a trace.
  Status Conclude();

 private:
  Status KeepAttempt();

  Transaction& t_;
  const CallTerms& terms_;
  const Instant now_;
  bool replays_ = false;
  bool look_up_failed_ = false;
  AttemptResult result_ = AttemptResult::kOk;
  std::uint64_t position_ = 0;
  std::string contact_hash_{};
  std::string reference_hash_{};
  std::vector<std::string> documents_{};
};

bool IsTakenBack(const Status& status);

// Runs a use case in a transaction of its own. `done` gets its answer or refusal once that is durable (of a call that
// only validates: once it is taken back), or the error of the work or the commit. As for Store::Transact.
template <typename Answer>
void RunCall(const BookingParts& parts, CallTerms terms, std::function<StatusOr<Answer>(BookingCall&)> work,
             std::function<void(StatusOr<Answer>)> done) {
  auto outcome = std::make_shared<std::optional<StatusOr<Answer>>>();
  parts.store.Transact(
      [&parts, terms = std::move(terms), work = std::move(work), outcome](Transaction& t) -> Status {
        outcome->reset();
        BookingCall call(t, terms, parts.clock.Now());
        StatusOr<Answer> answer = work(call);
        if (!answer.ok() && !call.refused()) return answer.status();
        *outcome = std::move(answer);
        return call.Conclude();
      },
      [outcome, done = std::move(done)](const Status& committed) {
        if (!committed.ok() && !IsTakenBack(committed)) return done(committed);
        done(**std::move(outcome));
      });
}

}  // namespace clearance
