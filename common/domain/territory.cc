// Names of territories, and whose calendar counts on a movement.
#include "common/domain/territory.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<Territory, 3> kNames = {{
    {Territory::kChn, "CHN"},
    {Territory::kKaz, "KAZ"},
    {Territory::kIcbc, "ICBC"},
}};
static_assert(NamesEveryValue(kNames, kAllTerritories.back()));

}  // namespace

std::string_view TerritoryName(Territory territory) { return NameOf(kNames, territory); }
std::optional<Territory> ParseTerritory(std::string_view name) { return ValueOf(kNames, name); }

std::string_view StateCode(Territory territory) {
  return territory == Territory::kIcbc ? std::string_view() : TerritoryName(territory);
}

std::string MovementName(Movement movement) {
  return std::string(TerritoryName(movement.from)).append("→").append(TerritoryName(movement.to));
}

Territory CivilDayFor(Territory territory, std::string_view nationality) {
  if (territory != Territory::kIcbc) return territory;
  return nationality == StateCode(Territory::kKaz) ? Territory::kKaz : Territory::kChn;
}

Territory CivilDayOf(Territory territory, Movement movement) {
  if (territory != Territory::kIcbc) return territory;
  return movement.from == Territory::kIcbc ? movement.to : movement.from;
}

}  // namespace clearance
