// FoldedName: a person's name for the question whether two names are one person's.
#pragma once

#include <string>
#include <string_view>

namespace clearance {

// Neither case nor blanks make another name. Letters beyond ASCII stay as they are written. Empty for a name of nothing
// but blanks.
std::string FoldedName(std::string_view name);

}  // namespace clearance
