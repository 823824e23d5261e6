// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/remote_head.h"

#include "engine/error.h"
#include "engine/hub/http.h"
#include "engine/hub/url.h"

#include <algorithm>

namespace engine::hub
{

std::vector<std::byte> remoteHead(const Settings& settings, const std::string& repo, const std::string& commit,
                                  const std::string& path, std::size_t most, const std::atomic<bool>& stop)
{
    Http http(settings);
    Http::Request request;
    request.url =
        settings.endpoint + "/" + escapeUrlPath(repo) + "/resolve/" + escapeUrl(commit) + "/" + escapeUrlPath(path);
    request.from = 0;
    std::vector<std::byte> head;
    const Reply reply = http.get(request, stop, [&](const Reply& now, std::span<const std::byte> bytes) {
        if (now.status != 200 && now.status != 206)
            return false;
        const std::size_t wanted = std::min(bytes.size(), most - head.size());
        head.insert(head.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(wanted));
        return head.size() < most;
    });
    if (head.empty())
        throw Error(ErrorKind::Network, "The beginning of " + path + " did not come" +
                                            (reply.trouble.empty() ? "" : ": " + reply.trouble) + ".");
    return head;
}

} // namespace engine::hub
