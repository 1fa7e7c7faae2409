// The migrations of db/schema, built into the program.
#pragma once

#include <span>

#include "common/sqlite/migrations.h"

namespace clearance {

// In order, numbered from 1. A migration that has been released is never edited.
std::span<const sqlite::Migration> Schema();

}  // namespace clearance
