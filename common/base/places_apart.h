// What a program writes held against everything else its configuration names: a slip of the pen in one setting must not
// cost what another names, a ledger, an outbox or a key. Looks and changes nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/base/written_place.h"

namespace clearance {

// A setting that names what a program only reads: a file, or a folder with all that lies in it.
struct ReadPlace {
  std::string_view key;  // "tls.private_key"
  std::string path{};    // empty: not set, and nothing is read
};

struct ConfiguredPlaces {
  std::vector<WrittenPlace> written;
  std::vector<ReadPlace> read;
};

// OK when nothing that is written is, or lies in, what another setting names, whatever it is called (place.h); a
// database is also the files that SQLite and its lock have beside it. Otherwise CONFIG_INVALID "KEY: PATH …", which
// names the later of two settings that are written, and of two otherwise the one that is.
Status CheckApart(const ConfiguredPlaces& places);

// CheckApart, and then CheckWrittenPlaces: the whole question of --check-config. In this order, for what is told of an
// outbox that is no place for a seal set must not be to move it away.
Status CheckPlaces(const ConfiguredPlaces& places);

}  // namespace clearance
