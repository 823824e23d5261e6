// SPDX-License-Identifier: GPL-3.0-or-later
// Folders by their names, within a transaction of another. Inside this layer only.
#pragma once

#include "storage/conversations.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace storage
{

Id folderNamed(SQLite::Database& connection, const std::string& name, Milliseconds now); // made where there is none
std::string folderName(SQLite::Database& connection, Id folder);                         // empty where there is none

} // namespace storage
