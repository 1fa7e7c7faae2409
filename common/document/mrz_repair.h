// Puts characters of an MRZ right that an optical reader took for another: 0 and O, 1 and I, 2 and Z, 5 and S, 8 and B,
// 6 and G. It must never do so unseen: what was corrected is a finding, and such a document is for an officer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/document/mrz.h"

namespace clearance {

struct MrzRepair {
  // Of `text`. After a correction its findings are {field, kCorrected} and nothing else, so that it is never Sound().
  MrzReading reading;
  // The lines separated by a newline, none at the end: those given, but for the characters corrected.
  std::string text;
  // The fields in which a character was changed, each once and in the order of MrzField; a check digit belongs to its
  // field. Empty: what was given was sound, or could not be repaired.
  std::vector<MrzField> corrected;
};

// Reads as ParseMrz does, and repairs a reading that is not sound if it can be sound: every check digit then agrees and
// the dates can be. A digit becomes its letter only in a field of letters, a letter its digit only in a field of digits
// or a check digit. A document number, and a passport's optional data, may hold both: they are changed only when their
// own check digit disagrees and exactly one exchange of such characters makes it and the composite digit agree;
// optional data without a check digit of their own never are. All or nothing: without full repair the reading is
// ParseMrz's own.
//
// What no arithmetic can see: 6 and G weigh the same, so that one taken for the other in a document number agrees with
// every check digit. Such a reading is sound and stays as it is; and a number that holds either is never repaired,
// because there are always two that fit.
// Errors: those of ParseMrz.
StatusOr<MrzRepair> RepairMrz(std::string_view text, Date today);

}  // namespace clearance
