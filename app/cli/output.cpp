// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "engine/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <unistd.h>
#include <vector>

namespace cli
{
namespace
{

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

struct Character {
    char32_t code = 0;
    std::size_t bytes = 0; // 0: not UTF-8
};

// The first character of `text`, which is not empty (RFC 3629: shortest form, no surrogates, at most U+10FFFF).
Character decode(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size)
        return {};
    char32_t code = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U)
            return {};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    const bool shortest = size == 2 || (size == 3 ? code >= 0x800 : code >= 0x10000);
    if (!shortest || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF)
        return {};
    return {code, size};
}

bool isBidiControl(char32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

[[noreturn]] void failToWrite()
{
    throw engine::Error(engine::ErrorKind::Internal,
                        std::string("The output could not be written: ") + std::strerror(errno) + ".");
}

void write(std::string_view text, bool terminal)
{
    const std::string shown = terminal ? visible(text) : std::string();
    const std::string_view out = terminal ? std::string_view(shown) : text;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size() || std::fflush(stdout) != 0)
        failToWrite();
}

void toStderr(const std::string& line)
{
    std::fputs(line.c_str(), stderr);
}

} // namespace

std::string visible(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto [code, bytes] = decode(text);
        if (bytes == 0 || (code >= 0x80 && code < 0xA0) || isBidiControl(code)) {
            result += kReplacement;
        } else if ((code < 0x20 && code != '\n' && code != '\t') || code == 0x7F) {
            result += "\xE2\x90"; // the control pictures, U+2400 to U+2421
            result += static_cast<char>(code == 0x7F ? 0xA1 : 0x80 + code);
        } else {
            result += text.substr(0, bytes);
        }
        text.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return result;
}

namespace
{

std::vector<std::string>& waitingRemarks() // also those that were said
{
    static std::vector<std::string> remarks;
    return remarks;
}

void sayWhatWaits()
{
    static std::size_t said = 0;
    while (said < waitingRemarks().size())
        remark(waitingRemarks()[said++]);
}

} // namespace

void print(std::string_view text)
{
    static const bool terminal = isatty(STDOUT_FILENO) != 0;
    sayWhatWaits();
    write(text, terminal);
}

void printJson(const nlohmann::ordered_json& json)
{
    sayWhatWaits();
    write(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", false); // JSON escapes controls
}

void complain(std::string_view sentence)
{
    endProgress();
    toStderr("fettle-cli: " + visible(sentence) + "\n");
}

void remark(std::string_view sentence)
{
    endProgress();
    toStderr(visible(sentence) + "\n");
}

void remarkWithOutput(std::string_view sentence)
{
    std::vector<std::string>& all = waitingRemarks();
    if (std::find(all.begin(), all.end(), sentence) == all.end())
        all.emplace_back(sentence);
}

bool watched()
{
    static const bool terminal = isatty(STDERR_FILENO) != 0;
    return terminal;
}

void showProgress(std::string_view step)
{
    if (watched())
        toStderr("\r\x1B[K" + visible(step));
}

void endProgress()
{
    if (watched())
        toStderr("\r\x1B[K");
}

} // namespace cli
