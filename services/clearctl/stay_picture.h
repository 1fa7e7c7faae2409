// One stay as people want to see it: the strip of days, the day and the rule that bind, what is used and left of each
// limit, both readings where open ones differ, the days that come back, the plan, and the sentence. Pure: an account
// in, text out; colour only on request.
#pragma once

#include <string>

#include "common/domain/language.h"
#include "common/domain/stay_account.h"
#include "services/clearctl/stay_strip_picture.h"

namespace clearance {

// The whole account, lines of at most `style.width` columns but for the sentence of languages without spaces.
std::string ExplainPicture(const StayAccount& account, Language language, const PictureStyle& style);

// The planned stays, each lawful or not, over the strip.
std::string PlanPicture(const StayAccount& account, const PictureStyle& style);

// What the traveller is told: the reasons, or where there are none how long the stay may last; one sentence each.
std::string SentencesOf(const StayAccount& account, Language language);

}  // namespace clearance
