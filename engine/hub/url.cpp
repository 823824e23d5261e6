// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>

namespace engine::hub
{
namespace
{

struct CurlFree {
    void operator()(char* text) const { curl_free(text); }
};
struct UrlFree {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, UrlFree>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK)
        return {};
    const std::unique_ptr<char, CurlFree> owner(text);
    return text;
}

std::string lower(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::optional<Url> read(CURLU* handle)
{
    Url url{lower(part(handle, CURLUPART_SCHEME)), lower(part(handle, CURLUPART_HOST)),
            part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT), part(handle, CURLUPART_URL)};
    if (url.host.size() > 2 && url.host.front() == '[')
        url.host = url.host.substr(1, url.host.size() - 2);
    const bool hasUser = !part(handle, CURLUPART_USER).empty() || !part(handle, CURLUPART_PASSWORD).empty();
    if ((url.scheme != "https" && url.scheme != "http") || url.host.empty() || hasUser)
        return std::nullopt;
    return url;
}

bool isPrivate4(std::uint32_t address) // in host order
{
    const auto in = [&](std::uint32_t network, int bits) { return address >> (32 - bits) == network >> (32 - bits); };
    return in(0x00000000, 8) || in(0x0A000000, 8) || in(0x64400000, 10) || in(0x7F000000, 8) || in(0xA9FE0000, 16) ||
           in(0xAC100000, 12) || in(0xC0000000, 24) || in(0xC0A80000, 16) || in(0xC6120000, 15) ||
           address >= 0xE0000000;
}

bool isPrivate6(const unsigned char* bytes)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char nat64[12] = {0, 0x64, 0xFF, 0x9B};
    static const unsigned char zero[12] = {};
    for (const unsigned char* carrier :
         {mapped, nat64, zero}) // an IPv4 address inside; ::1 and :: are of the last kind
        if (std::memcmp(bytes, carrier, 12) == 0) {
            std::uint32_t inner = 0;
            std::memcpy(&inner, bytes + 12, 4);
            return isPrivate4(ntohl(inner));
        }
    return (bytes[0] & 0xFEU) == 0xFC || (bytes[0] == 0xFE && (bytes[1] & 0xC0U) >= 0x80) || bytes[0] == 0xFF;
}

bool isPrivateLiteral(const std::string& host)
{
    in_addr four{};
    in6_addr six{};
    if (inet_aton(host.c_str(), &four) != 0) // also "127.1" and "0x7f000001", as resolvers read them
        return isPrivate4(ntohl(four.s_addr));
    return inet_pton(AF_INET6, host.c_str(), &six) == 1 && isPrivate6(six.s6_addr);
}

} // namespace

std::optional<Url> parseUrl(const std::string& text)
{
    const Handle handle(curl_url());
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return std::nullopt;
    return read(handle.get());
}

std::optional<Url> resolveUrl(const Url& base, const std::string& location)
{
    const Handle handle(curl_url());
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, base.whole.c_str(), 0) != CURLUE_OK ||
        curl_url_set(handle.get(), CURLUPART_URL, location.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return std::nullopt;
    return read(handle.get());
}

std::string escapeUrl(std::string_view text)
{
    static const char digits[] = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::strchr("-._~", c) != nullptr;
        if (plain && c != '\0')
            escaped += c;
        else
            (escaped += '%') += {digits[byte >> 4U], digits[byte & 15U]};
    }
    return escaped;
}

std::string escapeUrlPath(std::string_view path)
{
    std::string escaped;
    for (std::size_t from = 0; from <= path.size();) {
        const std::size_t slash = std::min(path.find('/', from), path.size());
        escaped += (from == 0 ? "" : "/") + escapeUrl(path.substr(from, slash - from));
        from = slash + 1;
    }
    return escaped;
}

bool isLoopback(const std::string& host)
{
    in_addr four{};
    return host == "localhost" || host == "::1" ||
           (inet_pton(AF_INET, host.c_str(), &four) == 1 && ntohl(four.s_addr) >> 24U == 127);
}

bool isPrivateAddress(const sockaddr* address)
{
    if (address->sa_family == AF_INET)
        return isPrivate4(ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr));
    return address->sa_family != AF_INET6 ||
           isPrivate6(reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr.s6_addr);
}

std::string endpointProblem(const std::string& endpoint)
{
    const auto url = parseUrl(endpoint);
    if (!url)
        return "\"" + endpoint.substr(0, 120) + "\" is no address like https://huggingface.co.";
    if (url->scheme != "https" && !isLoopback(url->host))
        return url->host + " is to be asked without encryption, and then anybody on the way could read the token and "
                           "change files. Write https:// instead.";
    return {};
}

std::string redirectProblem(const Url& endpoint, const Url& target)
{
    const bool here = isLoopback(endpoint.host);
    if (target.scheme != "https" && !(here && isLoopback(target.host)))
        return "to " + target.host + " without encryption";
    if (isPrivateLiteral(target.host) && target.host != endpoint.host && !(here && isLoopback(target.host)))
        return "to " + target.host + ", an address inside a private network";
    if (isLoopback(target.host) && !here)
        return "to this computer itself";
    return {};
}

} // namespace engine::hub
