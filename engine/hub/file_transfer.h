// SPDX-License-Identifier: GPL-3.0-or-later
// One file over the network into a ResumableFile: ranges, retries, expired links, and no byte of a wrong answer.
#pragma once

#include "engine/hub/answers.h"
#include "engine/hub/resumable_file.h"

namespace engine::hub
{

struct Transfer {
    std::string url;     // /owner/name/resolve/<commit>/<path>, at the hub
    std::string subject; // for sentences: "The file x of owner/name"
    ContentId id;
};

// What a transfer tells while it runs; called on its thread.
struct TransferEvents {
    std::function<void()> moved;                         // the part has grown
    std::function<void(const std::string& why)> waiting; // nothing comes until a pause is over
};

// Returns once `file` is whole and matches. Throws engine::Error: Stopped (what came is kept), Network, NotAllowed,
// NotFound, NotWritten, BadFile (what came twice is not what was promised; the part is emptied).
void transfer(const Transfer& what, ResumableFile& file, Http& http, const Settings& settings,
              const std::atomic<bool>& stop, const TransferEvents& events);

} // namespace engine::hub
