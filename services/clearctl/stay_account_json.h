// A whole account as one JSON object, the keys of `clearctl stay evaluate` first; docs/clearctl.md describes it.
#pragma once

#include <string>

#include "common/domain/language.h"
#include "services/clearctl/stay_explain.h"

namespace clearance {

// Indented, with a line break at its end.
std::string AccountJson(const ExplainedStay& stay, Language language);

}  // namespace clearance
