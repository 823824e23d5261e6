// SPDX-License-Identifier: GPL-3.0-or-later
// What an answer of the hub means: go on, try again after a while, or give up with a sentence.
#pragma once

#include "engine/error.h"
#include "engine/hub/http.h"

namespace engine::hub
{

struct Verdict {
    enum class What { Good, Again, Over };
    What what = What::Good;
    ErrorKind kind = ErrorKind::Network;
    std::string sentence;                           // of Again as well: what is wrong at the moment
    std::optional<std::chrono::seconds> retryAfter; // the server's own wish
};

// `subject` is what was asked for, as in "The file x of owner/name". Any thread.
Verdict judge(const Reply& reply, const Settings& settings, const std::string& subject);

// Seconds that a server wants to be left alone: Retry-After (a number or a date), or the hub's own "RateLimit:
// "api";r=0;t=37". `now` in seconds since 1970. Nullopt where it says nothing that can be understood.
std::optional<std::chrono::seconds> retryAfter(const Reply& reply, std::int64_t now);

// The pause before try number `failures` + 1, the server's wish included.
std::chrono::milliseconds pauseBefore(int failures, const Verdict& verdict, const Settings& settings);

// Sleeps, and wakes within a tenth of a second of `stop` with engine::Error(Stopped).
void rest(std::chrono::milliseconds time, const std::atomic<bool>& stop);

} // namespace engine::hub
