// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/names.h"

#include "engine/hub/url.h"

#include <algorithm>
#include <vector>

namespace engine::hub
{
namespace
{

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool isRepoPart(std::string_view part)
{
    const auto edge = [](char c) { return c == '-' || c == '.'; };
    return !part.empty() && part.size() <= 96 && !edge(part.front()) && !edge(part.back()) &&
           std::all_of(part.begin(), part.end(), [&](char c) { return isWordCharacter(c) || edge(c); });
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(separator, from), text.size());
        parts.emplace_back(text.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts, std::size_t from)
{
    std::string text;
    for (std::size_t i = from; i < parts.size(); ++i)
        text += (i == from ? "" : "/") + parts[i];
    return text;
}

std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t at) { return std::string_view("0123456789abcdefABCDEF").find(text[at]); };
        const bool coded =
            text[i] == '%' && i + 2 < text.size() && digit(i + 1) != text.npos && digit(i + 2) != text.npos;
        plain += coded ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
        i += coded ? 2 : 0;
    }
    return plain;
}

// The path behind the hub's host; empty where `text` is no address of it.
std::string_view pathOfAddress(std::string_view text, std::string_view endpoint)
{
    for (std::string_view host :
         {endpoint, std::string_view("https://huggingface.co"), std::string_view("https://hf.co")})
        for (const std::string_view scheme : {"", "https://", "http://"}) {
            const std::string_view bare = host.substr(std::min(host.size(), host.find("://") + 3));
            const std::string start = std::string(scheme) + std::string(bare) + "/";
            if (text.substr(0, start.size()) == start)
                return text.substr(start.size());
        }
    return {};
}

// owner/name[/blob|resolve|tree/revision[/file]] or owner/name/file
bool readRepo(std::string_view path, Wanted& wanted)
{
    std::vector<std::string> parts = split(path.substr(0, path.find_first_of("?#")), '/');
    if (parts.size() < 2)
        return false;
    const std::size_t colon = parts[1].find(':');
    const std::string repo = parts[0] + "/" + parts[1].substr(0, colon);
    if (!isRepoId(repo))
        return false;
    wanted.repo = repo;
    std::string rest = colon == std::string::npos ? std::string() : parts[1].substr(colon + 1);
    const bool isPage =
        parts.size() >= 4 && (parts[2] == "blob" || parts[2] == "resolve" || parts[2] == "tree" || parts[2] == "raw");
    if (isPage)
        wanted.revision = unescaped(parts[3]);
    if (parts.size() > 2)
        rest += (rest.empty() ? "" : "/") + unescaped(joined(parts, isPage ? 4 : 2));
    const bool isFile = rest.find('/') != std::string::npos || rest.find(".gguf") != std::string::npos ||
                        rest.find(".safetensors") != std::string::npos || (colon == std::string::npos && !rest.empty());
    (isFile ? wanted.file : wanted.quantization) = rest;
    return true;
}

} // namespace

bool isRepoId(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const bool parts =
        slash == text.npos ? isRepoPart(text) : isRepoPart(text.substr(0, slash)) && isRepoPart(text.substr(slash + 1));
    return parts && text.find("--") == text.npos && text.find("..") == text.npos &&
           (text.size() < 4 || text.substr(text.size() - 4) != ".git");
}

bool isSafePath(std::string_view text)
{
    if (text.empty() || text.size() > 1024)
        return false;
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\')
            return false;
    const auto parts = split(text, '/');
    return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
        return !part.empty() && part != "." && part != ".." && part.size() <= 255;
    });
}

bool isRevision(std::string_view text)
{
    return text.size() <= 255 && isSafePath(text);
}

bool isHex(std::string_view text, std::size_t digits)
{
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool isCommit(std::string_view text)
{
    return isHex(text, 40);
}

Wanted parseWanted(std::string_view text, std::string_view endpoint)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    text = first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    Wanted wanted;
    const std::string_view path = pathOfAddress(text, endpoint);
    std::string_view name = path.empty() ? text : path;
    if (!path.empty() && isRepoId(name) && name.find('/') == name.npos) { // an author's page
        wanted.author = std::string(name);
        return wanted;
    }
    if (name.size() > 1 && name.back() == '/')
        name.remove_suffix(1);
    if (name.find(' ') == name.npos && readRepo(name, wanted))
        return wanted;
    const bool isAuthor = name.size() < text.size() && isRepoId(name) && name.find('/') == name.npos;
    (isAuthor ? wanted.author : wanted.words) = std::string(name);
    return wanted;
}

} // namespace engine::hub
