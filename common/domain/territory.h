// Territories of the land port and the movements between them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace clearance {

// kIcbc: the International Centre for Boundary Cooperation, a walled zone of its own on both sides of the line;
// time in it is a stay in neither state.
enum class Territory { kChn, kKaz, kIcbc };

inline constexpr std::array kAllTerritories = {Territory::kChn, Territory::kKaz, Territory::kIcbc};

// "CHN", "KAZ", "ICBC".
std::string_view TerritoryName(Territory territory);
std::optional<Territory> ParseTerritory(std::string_view name);

// ISO 3166-1 alpha-3 of the state, "" for ICBC. Compare with a nationality or an issuing state as in a document.
std::string_view StateCode(Territory territory);

// From where to where a lane moves a person; `from` and `to` differ.
struct Movement {
  Territory from;
  Territory to;
  friend bool operator==(const Movement&, const Movement&) = default;
};

// "CHN→ICBC"
std::string MovementName(Movement movement);

// Whose civil day counts for a limit of `territory` on this movement: ICBC keeps the day of the side it is entered or
// left by, CHN and KAZ their own.
Territory CivilDayOf(Territory territory, Movement movement);

// Whose civil day counts for a question about `territory` asked for a person of `nationality`, without a movement:
// ICBC's is that of the person's own side, China's for people of other states.
Territory CivilDayFor(Territory territory, std::string_view nationality);

// The two acts of a crossing. A lane decides one of them or, where both belong to one authority or by agreement, both.
enum class Side { kExit, kEntry };

struct Sides {
  bool exit = false;
  bool entry = false;
  friend bool operator==(const Sides&, const Sides&) = default;
};

}  // namespace clearance
