// How somebody who does not hold a document in their hands names it. Two people may have shown one number: the facts
// that cannot change tell them apart.
#pragma once

namespace clearance {

enum class NamedBy {
  kNumber,  // by issuing state and number alone
  kFacts,   // and by nationality, birth date and sex
};

}  // namespace clearance
