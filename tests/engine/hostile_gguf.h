// SPDX-License-Identifier: GPL-3.0-or-later
// GGUF files that somebody made to break a reader: those that broke other engines, by their numbers, and their kin.
#pragma once

#include <string>
#include <vector>

namespace hostile
{

struct Case {
    const char* name;
    std::string bytes;
    const char* says; // a part of the error's sentence; null: odd, but it may load
};

std::vector<Case> headerCases();
std::vector<Case> metadataCases();
std::vector<Case> tensorCases();
std::vector<Case> configCases();
std::vector<Case> vocabularyCases();

} // namespace hostile
