// Tests of chip_evidence_file: both forms as they are written, and every mistake by the name of its key.
#include "services/clearctl/chip_evidence_file.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

const Json kChip = {{"protocol", "0.4.0.127.0.7.2.2.3.2.2"},
                    {"key_id", 7},
                    {"terminal_private_key", "00fF"},
                    {"response",
                     "990290008e080102030405060708"
                     "9000"},
                    {"send_sequence_counter", 2}};
const Json kMapping = {
    {"protocol", "0.4.0.127.0.7.2.2.4.6.2"}, {"chip_mapping_key", "04aabb"}, {"chip_authentication_data", "01"}};

// What is wrong with it; "" when nothing is.
std::string Problem(const std::string& text) {
  const auto evidence = ParseChipEvidence(text);
  if (evidence.ok()) return "";
  EXPECT_EQ(evidence.status().code(), StatusCode::kInvalidArgument);
  return MessageOf(evidence.status());
}
std::string With(Json json, const char* key, const Json& value) {
  json[key] = value;
  return Problem(json.dump());
}
std::string Without(Json json, const char* key) {
  json.erase(key);
  return Problem(json.dump());
}

TEST(ChipEvidenceFileTest, ReadsChipAuthentication) {
  const auto evidence = ParseChipEvidence(kChip.dump(2) + "\n");
  ASSERT_TRUE(evidence.ok()) << evidence.status();
  const auto* chip = std::get_if<ChipAuthenticationEvidence>(&*evidence);
  ASSERT_NE(chip, nullptr);
  EXPECT_EQ(chip->protocol, "0.4.0.127.0.7.2.2.3.2.2");
  EXPECT_EQ(chip->key_id, 7);
  EXPECT_EQ(chip->terminal_private_key, std::string("\0\xFF", 2));
  EXPECT_TRUE(chip->response.ends_with(std::string("\x08\x90\0", 3)));
  EXPECT_EQ(chip->send_sequence_counter, 2U);
  Json without = kChip;
  without.erase("key_id");
  EXPECT_EQ(std::get<ChipAuthenticationEvidence>(ParseChipEvidence(without.dump()).value()).key_id, std::nullopt);
}

TEST(ChipEvidenceFileTest, ReadsPaceCam) {
  const auto evidence = ParseChipEvidence(kMapping.dump());
  ASSERT_TRUE(evidence.ok()) << evidence.status();
  EXPECT_EQ(std::get<PaceCamEvidence>(*evidence), (PaceCamEvidence{"0.4.0.127.0.7.2.2.4.6.2", "\x04\xAA\xBB", "\x01"}));
}

TEST(ChipEvidenceFileTest, EveryKeyIsNeededAndNoOther) {
  for (const char* key : {"protocol", "terminal_private_key", "response", "send_sequence_counter"})
    EXPECT_EQ(Without(kChip, key), std::string(key) + ": is missing");
  for (const char* key : {"protocol", "chip_mapping_key", "chip_authentication_data"})
    EXPECT_EQ(Without(kMapping, key), std::string(key) + ": is missing");
  EXPECT_EQ(With(kChip, "ok", true), "ok: does not belong here");
  EXPECT_EQ(With(kMapping, "key_id", 1), "key_id: does not belong here");
  EXPECT_EQ(With(kMapping, "response", "00"), "response: does not belong here");
  EXPECT_EQ(With(kMapping, "\x1B[2J", 1), "?[2J: does not belong here");
  EXPECT_LT(With(kMapping, std::string(10'000, 'n').c_str(), 1).size(), 100U);
  EXPECT_NE(Problem(R"({"protocol":"1.2","protocol":"1.3","chip_mapping_key":"04","chip_authentication_data":"01"})"),
            "");
}

TEST(ChipEvidenceFileTest, EveryValueHasItsForm) {
  for (const char* key : {"terminal_private_key", "response"}) {
    EXPECT_EQ(With(kChip, key, ""), std::string(key) + ": is empty");
    EXPECT_EQ(With(kChip, key, 12), std::string(key) + ": is no plain string");
    EXPECT_EQ(With(kChip, key, "0\n"), std::string(key) + ": is no plain string");
    for (const char* value : {"0", "0x00", "0g", "00 11"})
      EXPECT_EQ(With(kChip, key, value), std::string(key) + ": must be an even number of hexadecimal digits");
    EXPECT_NE(With(kChip, key, std::string(60'000, '0')).find(": is longer than "), std::string::npos);
  }
  EXPECT_EQ(With(kChip, "terminal_private_key", std::string(2048, '1')), "");
  EXPECT_EQ(With(kChip, "terminal_private_key", std::string(2050, '1')),
            "terminal_private_key: is longer than 1024 bytes");
  for (const char* key : {"key_id", "send_sequence_counter"}) {
    for (const Json& value : {Json(-1), Json(1.5), Json("2"), Json(nullptr), Json(true), Json(1e300)})
      EXPECT_EQ(With(kChip, key, value), std::string(key) + ": must be a whole number from 0 to 2^53") << value;
    EXPECT_EQ(With(kChip, key, std::int64_t{1} << 53), "");
  }
  for (const char* value : {"id-CA", "1.2 ", "1,2"})
    EXPECT_EQ(With(kChip, "protocol", value), "protocol: must be an object identifier, dotted");
  EXPECT_NE(With(kChip, "protocol", std::string(100, '1')), "");
}

TEST(ChipEvidenceFileTest, AnythingElseIsNone) {
  for (const char* text : {"", "null", "[]", "{}", "7", "{\"protocol\":", "\xEF\xBB\xBF{}"}) {
    EXPECT_NE(Problem(text), "") << text;
  }
  EXPECT_EQ(Problem(kChip.dump() + std::string(kMaxChipEvidenceFileBytes, ' ')), "json: is too long");
}

}  // namespace
}  // namespace clearance
