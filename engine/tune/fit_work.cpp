// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/fit_work.h"

#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/open_part.h"
#include "engine/files/write_failure.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::tune
{
namespace
{

constexpr const char* kNotes = "measured";
constexpr const char* kFiles[] = {"types", "probe", "fitted", "preset"};
constexpr std::uint64_t kLongestNotes = 64U << 20; // a number takes some 25 bytes

std::filesystem::path folderOf(const std::filesystem::path& out)
{
    return out.string() + ".fit";
}

void removeOurs(const std::filesystem::path& out)
{
    const std::filesystem::path folder = folderOf(out);
    for (const char* name : kFiles)
        for (const char* end : {".gguf", ".gguf.part", ".gguf.part.journal"})
            files::removeBehind(folder / (std::string(name) + end)); // gigabytes
    ::unlink((folder / kNotes).c_str());
    ::rmdir(folder.c_str()); // does nothing where something else lies there
}

// A folder of our own making, or a new one.
void makeFolder(const std::filesystem::path& out)
{
    const std::filesystem::path folder = folderOf(out);
    if (::mkdir(folder.c_str(), 0777) == 0)
        return;
    const int why = errno;
    std::error_code unknown;
    const bool ours =
        std::filesystem::symlink_status(folder, unknown).type() == std::filesystem::file_type::directory &&
        (std::filesystem::exists(folder / kNotes, unknown) || std::filesystem::is_empty(folder, unknown));
    if (why == EEXIST && !ours)
        throw Error(ErrorKind::NotWritten, folder.string() + " is in the way: the work would be kept there. Move it "
                                                             "away, or choose another name for the new file.");
    if (why != EEXIST)
        throw Error(ErrorKind::NotWritten, "No folder for the work can be made beside " + out.string() + ": " +
                                               std::strerror(why) + ". Choose another place for the new file.");
}

} // namespace

FitWork::FitWork(std::filesystem::path out, const std::string& order) : m_out(std::move(out))
{
    files::checkTarget(m_out);
    makeFolder(m_out);
    try {
        m_notes = files::openPart(m_out, folderOf(m_out) / kNotes);
    } catch (...) {
        ::rmdir(folderOf(m_out).c_str()); // where it is new, and so empty
        throw;
    }
    try {
        read(order);
    } catch (...) {
        removeOurs(m_out);
        ::close(m_notes);
        throw;
    }
}

FitWork::~FitWork()
{
    if (!m_keeps)
        removeOurs(m_out);
    ::close(m_notes);
}

void FitWork::read(const std::string& order)
{
    struct stat status {
    };
    const std::uint64_t size = ::fstat(m_notes, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    std::string text(static_cast<std::size_t>(std::min(size, kLongestNotes)), '\0');
    const ssize_t count = ::pread(m_notes, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    std::istringstream in(text);
    std::string line;
    std::uint64_t whole = 0; // bytes of lines that are
    if (std::getline(in, line) && line == order && !in.eof()) {
        whole = line.size() + 1;
        while (std::getline(in, line) && !in.eof()) { // the last line counts only with its end
            whole += line.size() + 1;
            std::istringstream words(line);
            std::string name, number;
            words >> name;
            std::vector<double>& values = m_values[name];
            values.clear();
            while (words >> number)
                values.push_back(std::strtod(number.c_str(), nullptr));
        }
    }
    const std::string first = order + "\n";
    if (::ftruncate(m_notes, static_cast<off_t>(whole)) != 0 ||
        (whole == 0 && ::pwrite(m_notes, first.data(), first.size(), 0) != static_cast<ssize_t>(first.size())) ||
        ::lseek(m_notes, 0, SEEK_END) < 0)
        files::failToWrite(m_out, errno != 0 ? errno : ENOSPC);
}

std::filesystem::path FitWork::file(const std::string& name) const
{
    return folderOf(m_out) / (name + ".gguf");
}

const std::vector<double>* FitWork::noted(const std::string& name) const
{
    const auto found = m_values.find(name);
    return found != m_values.end() ? &found->second : nullptr;
}

void FitWork::note(const std::string& name, std::span<const double> values)
{
    std::string line = name;
    for (const double value : values) {
        char number[40];
        std::snprintf(number, sizeof number, " %a", value);
        line += number;
    }
    line += "\n";
    if (::write(m_notes, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        files::failToWrite(m_out, errno != 0 ? errno : ENOSPC);
    m_values[name].assign(values.begin(), values.end());
}

void discardFitWork(const std::filesystem::path& out)
{
    std::error_code unknown;
    if (!std::filesystem::exists(folderOf(out) / kNotes, unknown))
        return;
    try {
        const FitWork work(out, "discarded"); // takes it, so that nobody else has it, and removes it
    } catch (const Error&) {                  // it is at work, or not to be removed
    }
}

} // namespace engine::tune
