// Bodies of BOOKING_CHANGE: pinned, read back, and nothing else taken for one; what calls are hashed as.
#include "common/wire/booking_bytes.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "common/base/bytes.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

BookingChange ChangeOf(BookingAct act) {
  BookingChange change{.act = act, .by = "booking/booking-1"};
  if (act == BookingAct::kHeld) {
    change.hold = SampleSlotHold();
    change.hold.held_by.clear();  // said by the change itself
  } else if (act == BookingAct::kDayClosed) {
    change.closure = {.day = MakeDate(2026, 12, 16), .reason = "storm"};
  } else {
    const Booking sample = SampleBooking();
    change.booking.booking_id = sample.booking_id;
    change.booking.slot = sample.slot;
    change.booking.member = sample.member;
    change.booking.quota = sample.quota;
    if (act == BookingAct::kMoved) {
      change.booking.moved_to = kSampleThirdId;
      change.moved_to_slot = sample.slot;
      change.moved_to_slot.starts_at += kSlotLength;
    }
  }
  return change;
}

TEST(BookingBytesTest, AreTheOnesOfTheDocumentation) {
  BookingChange created{.act = BookingAct::kCreated, .by = "b/1", .booking = SampleBooking()};
  EXPECT_EQ(ToHex(BookingBody(created)),
            "87026743524541544544"
            "63622f31"
            "5022222222222242228222222222222222"
            "84674b484f52474f5368696362632d6b617a82634b415a64494342431b000001a0c451f2a0"
            "01"
            "6646414d494c59");
  EXPECT_EQ(
      ToHex(BookingBody(
          {.act = BookingAct::kDayClosed, .by = "b/1", .closure = {.day = MakeDate(2026, 12, 16), .reason = "storm"}})),
      "85026a4441595f434c4f53454463622f311951436573746f726d");
}

TEST(BookingBytesTest, EveryActIsReadBack) {
  for (const BookingAct act : kAllBookingActs) {
    const BookingChange change = ChangeOf(act);
    const auto read = ReadBookingBody(BookingBody(change));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, change) << BookingActName(act);
  }
}

TEST(BookingBytesTest, NothingElseIsTakenForABody) {
  for (const BookingAct act : kAllBookingActs) {
    const std::string body = BookingBody(ChangeOf(act));
    for (std::size_t size = 0; size < body.size(); ++size)
      EXPECT_FALSE(ReadBookingBody(body.substr(0, size)).ok()) << size;
    EXPECT_FALSE(ReadBookingBody(body + '\0').ok());
    for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
      std::string flipped = body;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      const auto read = ReadBookingBody(flipped);
      if (!read.ok()) continue;
      EXPECT_EQ(BookingBody(*read), flipped) << "one encoding, bit " << bit;
    }
  }
  const std::string first_form = *FromHex("8501674352454154454460");
  EXPECT_FALSE(ReadBookingBody(first_form).ok());
}

TEST(BookingBytesTest, SaysNothingOfWhomAndWithWhat) {
  const std::string body = BookingBody({.act = BookingAct::kCreated, .by = "b/1", .booking = SampleBooking()});
  EXPECT_EQ(body.find(SampleBooking().reference), std::string::npos) << "half of what finds the party";
  EXPECT_EQ(body.find(SampleBooking().birth_date_hash), std::string::npos);
  EXPECT_EQ(body.find(SampleBooking().contact_hash), std::string::npos);
}

// Each change of one member gives bytes of its own.
template <typename Value>
void ExpectAllDifferent(const Value& value, const std::vector<std::function<void(Value&)>>& changes,
                        const std::function<std::string(const Value&)>& bytes) {
  std::set<std::string> seen = {bytes(value)};
  EXPECT_TRUE(seen.contains(bytes(value))) << "the same value, the same bytes";
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Value changed = value;
    changes[i](changed);
    EXPECT_TRUE(seen.insert(bytes(changed)).second) << "change " << i;
  }
}

TEST(BookingBytesTest, RequestsDifferInEveryField) {
  const SlotKey slot = SampleBooking().slot;
  using H = SlotHoldRequest;
  ExpectAllDifferent<H>({.request_id = kSampleId, .slot = slot},
                        {[](H& h) { h.request_id = kSampleOtherId; }, [](H& h) { h.slot.starts_at += kSlotLength; },
                         [](H& h) { h.slot.port = "ALTYNKOL"; }, [](H& h) { h.slot.lane_group = "road"; },
                         [](H& h) { h.slot.movement.to = Territory::kChn; }, [](H& h) { h.places = 2; },
                         [](H& h) { h.quota = Quota::kFamily; }, [](H& h) { h.contact = "x"; }},
                        [](const H& h) { return RequestBytes(h, h.contact); });
  using B = BookingRequest;
  ExpectAllDifferent<B>(
      {.request_id = kSampleId, .slot = slot, .persons = {{}, {.guardian = 0}}},
      {[](B& b) { b.request_id = kSampleOtherId; }, [](B& b) { b.slot.starts_at += kSlotLength; },
       [](B& b) { b.persons.pop_back(); }, [](B& b) { b.persons[0].document.number = "N2"; },
       [](B& b) { std::swap(b.persons[0], b.persons[1]); }, [](B& b) { b.persons[1].guardian.reset(); },
       [](B& b) { b.hold_id = kSampleThirdId; }, [](B& b) { b.quota = Quota::kAssisted; },
       [](B& b) { b.language = Language::kKk; }, [](B& b) { b.contact = "x"; }},
      [](const B& b) {
        std::vector<std::string> fingerprints;
        for (const BookingPerson& person : b.persons) fingerprints.push_back(person.document.number);
        return RequestBytes(b, fingerprints, b.contact);
      });
  using M = MoveRequest;
  ExpectAllDifferent<M>({.request_id = kSampleId, .lookup = {"ABCD2345", {}}, .starts_at = slot.starts_at},
                        {[](M& m) { m.request_id = kSampleOtherId; }, [](M& m) { m.lookup.reference = "ABCD2346"; },
                         [](M& m) { m.lookup.birth_date += Days(1); }, [](M& m) { m.starts_at += kSlotLength; },
                         [](M& m) { m.lane_group = "road"; }, [](M& m) { m.hold_id = kSampleThirdId; }},
                        [](const M& m) { return RequestBytes(m, FormatDate(m.lookup.birth_date)); });
  using C = CancelRequest;
  ExpectAllDifferent<C>({.request_id = kSampleId, .lookup = {"ABCD2345", {}}},
                        {[](C& c) { c.request_id = kSampleOtherId; }, [](C& c) { c.lookup.reference = "ABCD2346"; },
                         [](C& c) { c.lookup.birth_date += Days(1); }, [](C& c) { c.members = {1}; },
                         [](C& c) {
                           c.members = {1, 2};
                         }},
                        [](const C& c) { return RequestBytes(c, FormatDate(c.lookup.birth_date)); });
  using D = ClosureRequest;
  ExpectAllDifferent<D>({.request_id = kSampleId, .port = "KHORGOS"},
                        {[](D& d) { d.request_id = kSampleOtherId; }, [](D& d) { d.port = "ALTYNKOL"; },
                         [](D& d) { d.day += Days(1); }, [](D& d) { d.action = ClosureAction::kCancel; },
                         [](D& d) { d.reason = "storm"; }, [](D& d) { d.page_size = 7; }},
                        [](const D& d) { return RequestBytes(d); });
}

// What is hashed is kept: of what few values a person can have, a birth date, a document or a contact, only its keyed
// hash goes in, never the value, which could be tried out.
TEST(BookingBytesTest, OfPersonsOnlyKeyedHashesAreInARequest) {
  const auto same = [](auto request, auto change, auto bytes) {
    const std::string before = bytes(request);
    change(request);
    return bytes(request) == before;
  };
  const std::string hash(32, 'h');
  EXPECT_TRUE(same(
      CancelRequest{.lookup = {"ABCD2345", {}}}, [](CancelRequest& c) { c.lookup.birth_date += Days(1); },
      [&](const CancelRequest& c) { return RequestBytes(c, hash); }));
  EXPECT_TRUE(same(
      MoveRequest{.lookup = {"ABCD2345", {}}}, [](MoveRequest& m) { m.lookup.birth_date += Days(1); },
      [&](const MoveRequest& m) { return RequestBytes(m, hash); }));
  EXPECT_TRUE(same(
      SlotHoldRequest{}, [](SlotHoldRequest& h) { h.contact = "a@b.kz"; },
      [&](const SlotHoldRequest& h) { return RequestBytes(h, hash); }));
  EXPECT_TRUE(same(
      BookingRequest{.persons = {{}}},
      [](BookingRequest& b) {
        b.contact = "a@b.kz";
        b.persons[0].document = SampleDocument();
      },
      [&](const BookingRequest& b) { return RequestBytes(b, {hash}, hash); }));
}

TEST(BookingBytesTest, OnlyValidatingIsNoOtherRequest) {
  SlotHoldRequest hold{.request_id = kSampleId};
  const std::string bytes = RequestBytes(hold, "");
  hold.validate_only = true;
  EXPECT_EQ(RequestBytes(hold, ""), bytes) << "the same id then serves for the call itself";
}

}  // namespace
}  // namespace clearance
