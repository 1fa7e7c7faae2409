// Several files of one folder that belong together: written all of them or none.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// What WriteTogether would say now of `folder` and of the places of `names` in it, before there is anything to write.
Status CheckTogether(const std::string& folder, const std::vector<std::string>& names);

// Writes `files`, by their names in `folder`, which is made when it is missing. Everything is written beside its place
// first and moved there last, so that neither a full disk nor a place that is taken leaves a part of them, or a mixture
// with those of before. Error: FILE_UNREADABLE as of WriteFile; then `folder` holds what it held.
Status WriteTogether(const std::string& folder, const std::map<std::string, std::string>& files);

}  // namespace clearance
