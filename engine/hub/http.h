// SPDX-License-Identifier: GPL-3.0-or-later
// GET over libcurl, with the rules that hold for every request: https (but for tests on this machine), the token only
// to the hub's own origin, redirects looked at one by one, nothing compressed, bounded answers, a stop flag.
#pragma once

#include "engine/hub/settings.h"
#include "engine/hub/url.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>

namespace engine::hub
{

struct Reply {
    long status = 0;                            // 0: no answer came
    std::map<std::string, std::string> headers; // names in lower case
    std::map<std::string, std::string> linked;  // headers of the hub's own answers on the way, redirects included
    bool fromHub = true;                        // the last answer, not that of a host it redirected to
    std::string host;                           // that gave the last answer
    std::string body;                           // where no sink took it
    std::string trouble;  // why the exchange did not end well: a clause without a full stop; empty if it did
    bool passing = true;  // such trouble may be gone at the next try
    bool refused = false; // the sink wanted no more

    std::string header(const std::string& name) const;
};

class Http
{
public:
    explicit Http(const Settings& settings); // which outlive this
    ~Http();
    Http(const Http&) = delete;
    Http& operator=(const Http&) = delete;

    struct Request {
        std::string url;
        std::optional<std::uint64_t> from; // first byte: Range
        std::size_t mostBody = 8U << 20;   // bytes, where no sink takes them
    };
    // Hears the body's pieces once the reply's head is known; false ends the exchange (refused).
    using Sink = std::function<bool(const Reply& head, std::span<const std::byte> bytes)>;

    // One GET along its redirects. What goes wrong on the way is in the reply; throws engine::Error(Stopped) within a
    // tenth of a second of `stop`, and NotAllowed (Network) where HF_HUB_OFFLINE forbids asking. One thread at a time.
    Reply get(const Request& request, const std::atomic<bool>& stop, const Sink& sink = {});

private:
    struct Curl;
    Reply exchange(const Url& url, const Request& request, Reply before, const std::atomic<bool>& stop,
                   const Sink& sink);

    const Settings& m_settings;
    Url m_endpoint;
    std::unique_ptr<Curl> m_curl;
};

} // namespace engine::hub
