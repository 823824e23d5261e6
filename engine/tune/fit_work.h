// SPDX-License-Identifier: GPL-3.0-or-later
// The folder "<out>.fit" beside a file that is fitted: its probes, and the figures that were measured so far. The same
// order goes on from there after a stop or a crash. Owned by one thread.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace engine::tune
{

class FitWork
{
public:
    // `order` names what is being made, in one line: another one starts over. Throws engine::Error(NotWritten): no
    // permission, a folder of that name with something else in it, or another program makes the same file.
    FitWork(std::filesystem::path out, const std::string& order);
    ~FitWork(); // removes the folder unless keep() was called; only what is ours in it
    FitWork(const FitWork&) = delete;
    FitWork& operator=(const FitWork&) = delete;

    std::filesystem::path file(const std::string& name) const; // "types", "probe", "fitted" or "preset"
    // What was noted under a name without blanks, now or before; null where nothing was.
    const std::vector<double>* noted(const std::string& name) const;
    void note(const std::string& name, std::span<const double> values); // the very same values come back
    void keep() { m_keeps = true; }

private:
    void read(const std::string& order);

    std::filesystem::path m_out;
    int m_notes = -1;
    bool m_keeps = false;
    std::map<std::string, std::vector<double>> m_values;
};

// The folder of an order that was stopped, and what is ours in it; nothing where another program is at it.
void discardFitWork(const std::filesystem::path& out);

} // namespace engine::tune
