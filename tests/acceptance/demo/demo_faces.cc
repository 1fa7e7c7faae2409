// What the demo shows of faces: a traveller who is told what to do, a print held up, and two with each other's
// passports.
#include <optional>

#include "tests/acceptance/demo/demo.h"

namespace clearance {
namespace {

// What the screen said beside where to look.
std::string ToldBesides(const CrossingResult& result) {
  std::string text;
  for (std::size_t i = 1; i < result.told.size(); ++i) text += (i == 1 ? "" : " | ") + result.told[i];
  return text.empty() ? "nothing" : text;
}

// Why the officers are told to look at a face; nothing where they are not.
std::string AlertOf(const CrossingResult& result) {
  if (!result.first_decision) return "none";
  for (const Reason& reason : result.first_decision->reasons) {
    if (reason.code == ReasonCode::kFaceInDoubt) return reason.detail;
  }
  return "none";
}

}  // namespace

Status Demo::RunFaces() {
  const Scenario coached = CoachedScenario(calendar_, *faces_);
  RETURN_IF_ERROR(RunOrdinary({coached}));
  const std::string told = ToldBesides(last_);
  show_.Note("  told before another picture: " + told);
  Compare("told-of/" + coached.id, told);
  const Scenario print = PrintScenario(calendar_);
  RETURN_IF_ERROR(RunOrdinary({print}));
  show_.Note("  the officers' alert: " + AlertOf(last_) + "; to its holder the screen said " + ToldBesides(last_));
  Compare("told-of/" + print.id, ToldBesides(last_));
  return RunSwapped();
}

// Each is held against the passports in hand at the gate's other lanes. The first one's picture is the officers' to see
// while they are asked, and nobody's afterwards.
Status Demo::RunSwapped() {
  const auto both = SwappedScenario(calendar_, *faces_);
  const std::string& lane = both.first.lane.lane_id;
  std::string referral;
  std::optional<std::size_t> shown;
  RETURN_IF_ERROR(RunSideBySide(both, [&](const std::string& referral_id) {
    referral = referral_id;
    shown = PictureOf(DevicesOf(lane), lane, referral_id);
  }));
  show_.Note("  the officers' alert at the second lane: " + AlertOf(last_));
  const bool gone = !PictureOf(DevicesOf(lane), lane, referral).has_value();
  const std::string picture = std::string(shown ? "shown" : "none") + (gone ? ", and none afterwards" : ", and kept");
  show_.Note("  the first one's live picture, asked for by an officer: " + picture);
  Compare("picture-of/" + both.first.id, picture);
  return OkStatus();
}

}  // namespace clearance
