// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/answers.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <thread>

namespace engine::hub
{
namespace
{

using What = Verdict::What;

Verdict over(ErrorKind kind, const std::string& sentence)
{
    return {What::Over, kind, sentence, std::nullopt};
}

Verdict notAllowed(const Reply& reply, const Settings& settings, const std::string& subject)
{
    const std::string code = reply.header("x-error-code");
    const std::string host = reply.host;
    if (code == "GatedRepo")
        return over(ErrorKind::NotAllowed,
                    subject + " is gated: its authors want to know who uses it. Open its page on " + host +
                        " in a browser, accept the conditions there" +
                        (settings.token.empty() ? ", and give Fettle a token of the same account (HF_TOKEN)."
                                                : " with the account of your token, and wait for it to be granted."));
    if (reply.status == 401 && !settings.token.empty() && code != "RepoNotFound")
        return over(ErrorKind::NotAllowed, host + " does not accept the token. It may have been revoked or copied "
                                                  "incompletely; make a new one in the hub's settings.");
    if (reply.status == 401)
        return over(ErrorKind::NotAllowed,
                    subject + " is not there, or private. Check the name" +
                        (settings.token.empty() ? "; for a private one set HF_TOKEN to a token that may read it."
                                                : ", and whether the token may read it."));
    return over(ErrorKind::NotAllowed, host + " refuses " + subject + " (403). " +
                                           (settings.token.empty() ? "It may need an account: set HF_TOKEN."
                                                                   : "The token may lack the right to read it."));
}

Verdict notFound(const Reply& reply, const std::string& subject)
{
    const std::string code = reply.header("x-error-code");
    const std::string why = code == "RevisionNotFound" ? "that branch, tag or commit does not exist"
                            : code == "RepoNotFound"   ? "that repository does not exist, or it is private"
                            : code == "EntryNotFound"  ? "the repository has no such file"
                                                       : "it is not there (404)";
    return over(ErrorKind::NotFound, subject + " was not found on " + reply.host + ": " + why + ".");
}

} // namespace

std::optional<std::chrono::seconds> retryAfter(const Reply& reply, std::int64_t now)
{
    const auto bounded = [](std::int64_t seconds) {
        return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 1'000'000'000));
    };
    if (const std::string text = reply.header("retry-after"); !text.empty()) {
        if (text.find_first_not_of("0123456789") == text.npos)
            return bounded(std::strtoll(text.substr(0, 12).c_str(), nullptr, 10));
        if (const std::time_t date = curl_getdate(text.c_str(), nullptr); date >= 0)
            return bounded(static_cast<std::int64_t>(date) - now);
    }
    const std::string limit = reply.header("ratelimit");
    const std::size_t reset = limit.find(";t=");
    if (reset != limit.npos && limit.find(";r=0") != limit.npos)
        return bounded(std::strtoll(limit.substr(reset + 3, 12).c_str(), nullptr, 10));
    return std::nullopt;
}

Verdict judge(const Reply& reply, const Settings& settings, const std::string& subject)
{
    if (!reply.trouble.empty())
        return {reply.passing ? What::Again : What::Over, ErrorKind::Network,
                subject + " could not be fetched: " + reply.trouble + ".", std::nullopt};
    if (reply.status == 200 || reply.status == 206)
        return {};
    if (reply.status == 429 || reply.status == 503) {
        const auto wish = retryAfter(reply, static_cast<std::int64_t>(std::time(nullptr)));
        const std::string why = reply.status == 429 ? " allows no more requests for now" : " is overloaded for now";
        if (wish && *wish > settings.longestRetryAfter)
            return over(ErrorKind::Network,
                        reply.host + why + ". Try again in " + std::to_string((wish->count() + 59) / 60) + " minutes.");
        return {What::Again, ErrorKind::Network, reply.host + why + ".", wish};
    }
    const bool failing = reply.status >= 500 || reply.status == 408 || reply.status == 425;
    // A link that the hub handed out lasts for an hour or so; asking the hub again gives another.
    const bool expired = !reply.fromHub && reply.status >= 400 && reply.status != 416;
    if (failing || expired || reply.status == 416)
        return {What::Again, ErrorKind::Network,
                subject + " could not be fetched: " + reply.host + " answers with error " +
                    std::to_string(reply.status) + ".",
                std::nullopt};
    if (reply.status == 401 || reply.status == 403)
        return notAllowed(reply, settings, subject);
    if (reply.status == 404 || reply.status == 410)
        return notFound(reply, subject);
    if (reply.status == 451)
        return over(ErrorKind::NotAllowed, subject + " was taken down for legal reasons (451).");
    return over(ErrorKind::Network, subject + " could not be fetched: " + reply.host +
                                        " answers with the unexpected status " + std::to_string(reply.status) + ".");
}

std::chrono::milliseconds pauseBefore(int failures, const Verdict& verdict, const Settings& settings)
{
    if (verdict.retryAfter)
        return *verdict.retryAfter;
    const std::chrono::milliseconds doubled = settings.firstPause * (1LL << std::clamp(failures - 1, 0, 16));
    return std::min<std::chrono::milliseconds>(doubled, settings.longestPause);
}

void rest(std::chrono::milliseconds time, const std::atomic<bool>& stop)
{
    const auto end = std::chrono::steady_clock::now() + time;
    while (!stop && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(end - std::chrono::steady_clock::now(), std::chrono::milliseconds(50)));
    if (stop)
        throw Error(ErrorKind::Stopped, "Waiting was stopped.");
}

} // namespace engine::hub
