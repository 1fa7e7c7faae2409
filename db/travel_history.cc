#include "db/travel_history.h"

#include <algorithm>

#include "db/ledger.h"
#include "db/stays.h"

namespace clearance {

StatusOr<TravelHistory> ReadTravelHistory(const Snapshot& snapshot, std::span<const std::string> documents,
                                          Territory territory, Instant now) {
  TravelHistory history;
  ASSIGN_OR_RETURN(history.stays, snapshot.stays().History(documents, territory, kMaxRowsPerRead));
  ASSIGN_OR_RETURN(history.complete_from, snapshot.stays().CompleteFrom(territory));
  history.covers_all_ports = history.complete_from.has_value();
  history.as_of = now;
  return history;
}

StatusOr<TravelHistory> ReadTravelHistory(const Snapshot& snapshot, std::string_view document, Territory territory,
                                          Instant now) {
  ASSIGN_OR_RETURN(const std::vector<std::string> documents, snapshot.identities().DocumentsOf(document, kAsItStands));
  return ReadTravelHistory(snapshot, documents, territory, now);
}

StatusOr<std::vector<std::string>> PortsOf(const Snapshot& snapshot) {
  ASSIGN_OR_RETURN(const std::vector<LogRoot> roots, snapshot.ledger().Roots());
  std::vector<std::string> ports;
  for (const LogRoot& root : roots) {
    if (root.log != kCentreLog) ports.push_back(root.log);
  }
  std::sort(ports.begin(), ports.end());
  return ports;
}

}  // namespace clearance
