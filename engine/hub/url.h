// SPDX-License-Identifier: GPL-3.0-or-later
// Which addresses may be asked, and which of them may see the token. Free functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace engine::hub
{

struct Url {
    std::string scheme; // lower case
    std::string host;   // lower case; an IPv6 address without its brackets
    std::string port;   // always given
    std::string whole;

    std::string origin() const { return scheme + "://" + host + ":" + port; }
};

// Only http and https without user and password; nullopt for everything else.
std::optional<Url> parseUrl(const std::string& text);
// `location` as a browser reads it on the page `base`.
std::optional<Url> resolveUrl(const Url& base, const std::string& location);

std::string escapeUrl(std::string_view text);     // for one segment of a path or a value of a query
std::string escapeUrlPath(std::string_view path); // slashes stay

bool isLoopback(const std::string& host); // 127.x.x.x, ::1, localhost
// An address that is not on the public internet: loopback, RFC 1918, link-local, unique local and the like.
bool isPrivateAddress(const sockaddr* address);

// Why this cannot be the hub's address; empty if it can. https, or http on this machine (tests).
std::string endpointProblem(const std::string& endpoint);
// Why a redirect of the hub at `endpoint` to `target` is not followed; empty if it is.
std::string redirectProblem(const Url& endpoint, const Url& target);

} // namespace engine::hub
