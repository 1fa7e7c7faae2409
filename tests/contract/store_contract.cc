#include "tests/contract/store_contract.h"

#include "db/memory_store.h"
#include "db/transact_and_wait.h"

namespace clearance {

std::string StoreKindName(const ::testing::TestParamInfo<StoreKind>& info) {
  return info.param == StoreKind::kMemory ? "Memory" : "Sqlite";
}

std::unique_ptr<Store> StoreContract::Make(std::size_t max_waiting) {
  if (GetParam() == StoreKind::kMemory) return NewMemoryStore(executor_, max_waiting);
  SqliteStoreOptions options;
  options.path = folder_.Path("store-" + std::to_string(++made_) + ".db");
  options.max_waiting = max_waiting;
  auto opened = SqliteStore::Open(options, executor_);
  EXPECT_TRUE(opened.ok()) << opened.status();
  return opened.ok() ? *std::move(opened) : nullptr;
}

void StoreContract::Write(const Store::Function& fn) {
  const Status status = TransactAndWait(*store_, fn);
  EXPECT_TRUE(status.ok()) << status;
}

void StoreContract::Read(const std::function<void(const Snapshot&)>& look) {
  const Status status = store_->Read([&](const Snapshot& snapshot) {
    look(snapshot);
    return OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

std::string Uuid(int number) {
  const std::string digits = std::to_string(number);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

std::string Pseudonym(int number) {
  std::string bytes(kPseudonymBytes, '\x7e');
  bytes[0] = static_cast<char>(number & 0xff);
  bytes[1] = static_cast<char>(number >> 8 & 0xff);
  return bytes;
}

Instant Minute(int number) { return FromUnixMs(1'790'000'000'000) + std::chrono::minutes(number); }

LaneProfile Lane(std::string_view lane_id) {
  LaneProfile lane;
  lane.lane_id = lane_id;
  lane.port = "KHORGOS";
  lane.lane_group = "icbc-kaz";
  lane.authority = Territory::kKaz;
  lane.movement = {Territory::kKaz, Territory::kIcbc};
  lane.sides = {true, true};
  return lane;
}

LedgerEntry Entry(int number, std::string_view log) {
  LedgerEntry entry;
  entry.log = log;
  entry.kind = number % 2 == 0 ? EntryKind::kDecision : EntryKind::kPassage;
  entry.event_time = Minute(number);
  entry.record_time = Minute(number) + Duration(7);
  entry.traveller = Pseudonym(number % 3);
  entry.request_id = Uuid(number);
  entry.lane_id = number % 4 < 2 ? "gate-1/a" : "gate-1/b";
  entry.body = "body " + std::to_string(number);
  return entry;
}

RequestRecord Request(int number, std::uint64_t position) {
  RequestRecord record;
  record.request_id = Uuid(number);
  record.rpc = "ClearanceService.DecideCrossing";
  record.body_hash = std::string(kBodyHashBytes, static_cast<char>('a' + number % 20));
  record.response = "answer " + std::to_string(number);
  record.position = position;
  return record;
}

OpenDecision Lease(int number, int traveller) {
  OpenDecision decision;
  decision.request_id = Uuid(number);
  decision.traveller = Pseudonym(traveller);
  decision.lane = Lane();
  decision.booking_id = Uuid(1000 + number);
  decision.verdict = Verdict::kAdmit;
  decision.decided_at = Minute(number);
  decision.valid_until = Minute(number + 2);
  decision.position = static_cast<std::uint64_t>(number);
  return decision;
}

Booking BookingAt(int number, Instant starts_at, int traveller) {
  Booking booking;
  booking.booking_id = Uuid(number);
  booking.reference = "REF" + std::to_string(10'000 + number);
  booking.slot = {"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, starts_at};
  booking.traveller = Pseudonym(traveller);
  booking.birth_date_hash = Pseudonym(500 + traveller);
  booking.created_at = Minute(-60);
  booking.seal = "SEAL OF " + booking.reference;
  booking.seal = "SEAL " + std::to_string(number);
  return booking;
}

Referral ReferralOf(int number, int opened_minute) {
  Referral referral;
  referral.referral_id = Uuid(number);
  referral.decision_request_id = Uuid(2000 + number);
  referral.lane = Lane();
  referral.traveller = Pseudonym(number);
  referral.document_kind = DocumentKind::kOrdinaryPassport;
  referral.nationality = "KAZ";
  Reason overstay;
  overstay.code = ReasonCode::kOverstay;
  overstay.side = Side::kExit;
  overstay.territory = Territory::kChn;
  overstay.days = 3;
  overstay.date = MakeDate(2026, 11, 20);
  overstay.limit = "CHN-KAZ/rolling-90-180";
  Reason face;
  face.code = ReasonCode::kFaceDiffers;
  referral.reasons = {overstay, face};
  StayAnswer stay;
  stay.territory = Territory::kChn;
  stay.regime = "CHN-KAZ";
  stay.days_used = 93;
  stay.longest_stay_days = 0;
  stay.must_leave_by = MakeDate(2026, 11, 17);
  stay.unlawful_days = 3;
  referral.stay = stay;
  referral.opened_at = Minute(opened_minute);
  referral.changed_at = Minute(opened_minute);
  return referral;
}

GateCommand Command(std::string_view gate_id, int number) {
  GateCommand command;
  command.gate_id = gate_id;
  command.lane_id = "gate-1/a";
  command.referral_id = Uuid(number);
  command.decision_request_id = Uuid(2000 + number);
  command.resolution = Resolution::kSecondLine;
  command.issued_at = Minute(number);
  command.expires_at = Minute(number + 5);
  return command;
}

LaneStatus StatusOfLane(std::string_view lane_id, std::string_view phase) {
  LaneStatus status;
  status.ordered_level = ServiceLevel::kDocumentOnly;
  status.gate_id = "gate-1";
  status.report.lane = Lane(lane_id);
  status.report.phase = phase;
  status.report.level = ServiceLevel::kNoBiometrics;
  status.report.faults = {{"BOTH_DOORS_OPEN", Minute(1)}};
  status.report.reported_at = Minute(2);
  status.report.outbox_waiting = 4;
  status.received_at = Minute(3);
  return status;
}

}  // namespace clearance
