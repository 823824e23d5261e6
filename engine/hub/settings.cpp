// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/settings.h"

#include "engine/error.h"
#include "engine/files/json_text.h"
#include "engine/hub/url.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace engine::hub
{
namespace
{

constexpr std::size_t kMostTokenBytes = 4096;

std::optional<std::string> value(const Environment& environment, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (const char* text = environment(name); text && *text)
            return text;
    return std::nullopt;
}

bool isTrue(const std::optional<std::string>& text) // as huggingface_hub reads it
{
    std::string upper = text.value_or("");
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper == "1" || upper == "ON" || upper == "YES" || upper == "TRUE";
}

std::filesystem::path expanded(const std::string& path, const std::filesystem::path& home)
{
    if (path == "~")
        return home;
    return path.rfind("~/", 0) == 0 ? home / path.substr(2) : std::filesystem::path(path);
}

std::string trimmed(std::string text)
{
    const char* const blanks = " \t\r\n";
    text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
    text.erase(text.find_last_not_of(blanks) + 1);
    return text;
}

std::string checkedToken(const std::string& text, const std::string& source)
{
    std::string token = trimmed(text);
    const bool plain = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
    if (!plain || token.size() > kMostTokenBytes) // a line break in it would forge a header
        throw Error(ErrorKind::BadSetting, "The hub's token in " + source +
                                               " has characters that no token has. Copy it once more from the hub's "
                                               "settings, page Access Tokens.");
    return token;
}

std::string findToken(const Environment& environment, const std::filesystem::path& hubHome,
                      const std::filesystem::path& home)
{
    if (const auto token = value(environment, {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}))
        return checkedToken(*token, "HF_TOKEN");
    const auto named = value(environment, {"HF_TOKEN_PATH"});
    const std::filesystem::path file = named ? expanded(*named, home) : hubHome / "token";
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(file, unknown) || std::filesystem::file_size(file, unknown) == 0)
        return {};
    return checkedToken(files::readSmallFile(file, kMostTokenBytes + 2).value_or(""), file.string());
}

void readSeconds(const Environment& environment, const char* name, std::chrono::seconds& seconds)
{
    const auto text = value(environment, {name});
    if (!text)
        return;
    const long number = std::strtol(text->c_str(), nullptr, 10);
    if (number > 0 && number <= 86'400)
        seconds = std::chrono::seconds(number);
}

} // namespace

Settings Settings::fromEnvironment(const Environment& environment)
{
    Settings settings;
    const std::filesystem::path home = value(environment, {"HOME"}).value_or("/");
    const auto base = value(environment, {"XDG_CACHE_HOME"});
    std::filesystem::path hubHome = (base ? expanded(*base, home) : home / ".cache") / "huggingface";
    if (const auto named = value(environment, {"HF_HOME"}))
        hubHome = expanded(*named, home);
    const auto cache = value(environment, {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"});
    settings.cache = cache ? expanded(*cache, home) : hubHome / "hub";
    settings.endpoint = value(environment, {"HF_ENDPOINT"}).value_or(settings.endpoint);
    while (!settings.endpoint.empty() && settings.endpoint.back() == '/')
        settings.endpoint.pop_back();
    if (const std::string problem = endpointProblem(settings.endpoint); !problem.empty())
        throw Error(ErrorKind::BadSetting, "HF_ENDPOINT cannot be used: " + problem);
    settings.token = findToken(environment, hubHome, home);
    settings.offline = isTrue(value(environment, {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"}));
    settings.links = !isTrue(value(environment, {"HF_HUB_DISABLE_SYMLINKS"}));
    settings.certificates = value(environment, {"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}).value_or("");
    readSeconds(environment, "HF_HUB_ETAG_TIMEOUT", settings.connectTimeout);
    readSeconds(environment, "HF_HUB_DOWNLOAD_TIMEOUT", settings.stallTimeout);
    return settings;
}

Settings Settings::fromEnvironment()
{
    return fromEnvironment([](const char* name) { return std::getenv(name); });
}

} // namespace engine::hub
