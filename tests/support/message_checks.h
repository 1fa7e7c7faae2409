// What tests ask of messages and their conversions: every field filled, every bad one named.
#pragma once

#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/status.h"

namespace clearance {

// Fails for a field that ToProto forgot: with full values nothing may be unset, down to the last sub-message.
inline void ExpectEveryFieldSet(const google::protobuf::Message& message, const std::string& path,
                                const std::vector<std::string>& but = {}) {
  using google::protobuf::FieldDescriptor;
  const auto* descriptor = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const std::string name = path + "." + field->name();
    if (std::find(but.begin(), but.end(), name) != but.end()) continue;
    const bool set =
        field->is_repeated() ? reflection->FieldSize(message, field) > 0 : reflection->HasField(message, field);
    EXPECT_TRUE(set) << name << " is not set";
    if (!set || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->message_type()->file()->package() == "google.protobuf") continue;
    ExpectEveryFieldSet(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, 0)
                                             : reflection->GetMessage(message, field),
                        name, but);
  }
}

template <typename Message, typename Value>
Message Filled(const Value& value) {
  Message message;
  ToProto(value, &message);
  return message;
}

template <typename Message>
struct Bad {
  std::string field;
  std::function<void(Message&)> spoil;
};

inline Status StatusOf(const Status& status) { return status; }
template <typename Value>
Status StatusOf(const StatusOr<Value>& value) {
  return value.status();
}

// `good` is accepted; each way of spoiling it is an error that names its field and repeats nothing of the content.
template <typename Message, typename Read>
void ExpectNamed(const Message& good, const std::vector<Bad<Message>>& table, const Read& read) {
  EXPECT_TRUE(StatusOf(read(good)).ok()) << StatusOf(read(good));
  for (const Bad<Message>& bad : table) {
    Message message = good;
    bad.spoil(message);
    const Status status = StatusOf(read(message));
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << bad.field;
    EXPECT_EQ(FieldOf(status), bad.field) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kInvalidField) << bad.field;
    EXPECT_EQ(MessageOf(status).find("N12345678"), std::string::npos) << "personal data in an error";
  }
}

template <typename Message>
auto FromProtoOf() {
  return [](const Message& message) { return FromProto(message); };
}

}  // namespace clearance
