#include "services/clearctl/doctor_report.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::array<std::string_view, 3> kWords = {"ok", "warn", "fail"};
constexpr std::size_t kCheckColumn = 14;

std::string_view WordOf(DoctorState state) { return kWords[static_cast<std::size_t>(state)]; }

std::string Padded(std::string_view word, std::size_t width) {
  std::string text(word);
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

DoctorState Worst(const std::vector<DoctorLine>& lines) {
  DoctorState worst = DoctorState::kOk;
  for (const DoctorLine& line : lines) worst = std::max(worst, line.state);
  return worst;
}

}  // namespace

void DoctorReport::Ok(std::string check, std::string what) {
  lines_.push_back({std::move(check), DoctorState::kOk, std::move(what)});
}

void DoctorReport::Warn(std::string check, std::string what, std::string todo) {
  lines_.push_back({std::move(check), DoctorState::kWarn, std::move(what), std::move(todo)});
}

void DoctorReport::Fail(std::string check, std::string what, std::string todo) {
  lines_.push_back({std::move(check), DoctorState::kFail, std::move(what), std::move(todo)});
}

bool DoctorReport::failed() const { return Worst(lines_) == DoctorState::kFail; }

std::string DoctorReport::Text() const {
  std::vector<DoctorLine> sorted = lines_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const DoctorLine& one, const DoctorLine& other) { return one.state < other.state; });
  std::string text;
  for (const DoctorLine& line : sorted) {
    text += Padded(WordOf(line.state), 6) + Padded(line.check, kCheckColumn) + ShownText(line.what) + "\n";
    if (!line.todo.empty()) text += std::string(6 + kCheckColumn, ' ') + "do: " + ShownText(line.todo) + "\n";
  }
  const auto count = [&](DoctorState state) {
    return std::to_string(
        std::count_if(lines_.begin(), lines_.end(), [&](const DoctorLine& line) { return line.state == state; }));
  };
  return text + count(DoctorState::kOk) + " ok, " + count(DoctorState::kWarn) + " warn, " + count(DoctorState::kFail) +
         " fail\n";
}

std::string DoctorReport::Json() const {
  std::string json = "{\"state\":" + JsonString(WordOf(Worst(lines_))) + ",\"checks\":[";
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const DoctorLine& line = lines_[i];
    json.append(i == 0 ? "" : ",").append("{\"check\":").append(JsonString(line.check));
    json.append(",\"state\":").append(JsonString(WordOf(line.state)));
    json.append(",\"what\":").append(JsonString(line.what));
    if (!line.todo.empty()) json.append(",\"todo\":").append(JsonString(line.todo));
    json.append("}");
  }
  return json.append("]}\n");
}

}  // namespace clearance
