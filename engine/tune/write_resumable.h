// SPDX-License-Identifier: GPL-3.0-or-later
// A model's file written tensor by tensor so that the same order goes on after a stop or a crash (part_journal.h), for
// those methods that make whole tensors. On the caller's thread.
#pragma once

#include "engine/files/gguf_content.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

namespace engine::tune
{

// What stays in the journal with each finished tensor, one line, and comes back where it is found whole.
struct TensorNotes {
    std::function<std::string(std::size_t tensor)> leave;
    std::function<void(std::size_t tensor, const std::string& note)> takeUp;
};

// The bytes that files::writeGguf would write. `order` names in one line all that they depend on beside the head of the
// file. After engine::Error(Stopped) the part stays where `keepPart` says so, after NotWritten always; after other
// errors it goes. Throws as writeGguf does, and BadFile where plain numbers are none (NaN, infinity).
void writeResumable(const files::GgufContent& content, const std::filesystem::path& out, const std::string& order,
                    bool keepPart, const std::atomic<bool>& stop, const TensorNotes& notes);

} // namespace engine::tune
