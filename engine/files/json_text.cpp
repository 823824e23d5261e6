// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/json_text.h"

#include "engine/error.h"
#include "engine/files/mapped_file.h"
#include "engine/stop_scope.h"

#include <set>
#include <vector>

namespace engine::files
{
namespace
{

// What nlohmann's parser asks at each step.
class Strictness
{
public:
    explicit Strictness(const std::string& name) : m_name(name) {}

    bool operator()(int depth, nlohmann::json::parse_event_t event, const nlohmann::json& parsed)
    {
        using Event = nlohmann::json::parse_event_t;
        StopScope::look();
        if (depth > kMaxJsonDepth)
            throw Error(ErrorKind::BadFile,
                        m_name + " is nested more than " + std::to_string(kMaxJsonDepth) + " deep.");
        if (event == Event::object_start)
            m_open.emplace_back();
        else if (event == Event::object_end)
            m_open.pop_back();
        else if (event == Event::key && !m_open.back().insert(parsed.get_ref<const std::string&>()).second)
            throw Error(ErrorKind::BadFile, m_name + ": the key \"" +
                                                parsed.get_ref<const std::string&>().substr(0, 80) +
                                                "\" appears twice.");
        return true;
    }

private:
    const std::string& m_name;
    std::vector<std::set<std::string>> m_open; // the keys so far of each object that is open
};

} // namespace

nlohmann::json parseJson(std::string_view text, const std::string& name)
{
    try {
        Strictness strictness(name);
        return nlohmann::json::parse(
            text.begin(), text.end(),
            [&](int depth, auto event, const nlohmann::json& parsed) { return strictness(depth, event, parsed); });
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(ErrorKind::BadFile,
                    name + " is no valid JSON at byte " + std::to_string(error.byte) + "; it is truncated or damaged.");
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorKind::BadFile, name + " is no valid JSON: it has a number that is out of range.");
    }
}

std::optional<std::string> readSmallFile(const std::filesystem::path& path, std::size_t mostBytes)
{
    std::error_code unknown;
    if (!std::filesystem::exists(path, unknown))
        return std::nullopt;
    const MappedFile file(path);
    if (file.bytes().size() > mostBytes)
        throw Error(ErrorKind::BadFile, path.string() + " is larger than any file of its kind (" +
                                            std::to_string(mostBytes >> 20) + " MiB).");
    return std::string(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
}

nlohmann::json readJson(const std::filesystem::path& path, std::size_t mostBytes)
{
    const auto text = readSmallFile(path, mostBytes);
    return text ? parseJson(*text, path.string()) : nlohmann::json();
}

} // namespace engine::files
