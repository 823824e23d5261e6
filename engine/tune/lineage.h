// SPDX-License-Identifier: GPL-3.0-or-later
// What a derived model says of where it came from: fettle.parent.name, fettle.parent.sha256 (of the parent's whole file,
// as sha256sum has it; of a split model one for each part, in the order of their numbers, with commas between, whichever
// of them was named; a folder has none), fettle.recipe, fettle.calibration.sha256 (of the text, or of several), and what it was measured
// to lose: fettle.measured.kld, .kld_error (nats), .perplexity, .parent_perplexity, .tokens, F32, -1 until then.
#pragma once

#include "engine/files/gguf_content.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>

namespace engine::tune
{

void removeLineage(files::GgufContent& content); // the parent's own

// Sets the keys; reads the source once for its hash. Throws engine::Error(Stopped).
void describeParent(files::GgufContent& content, const files::GgufFile& model, const std::filesystem::path& source,
                    const std::string& recipe, const std::atomic<bool>& stop);

// The same where the hash is known, or stands in for one of as many digits; empty: there is none.
void describeParent(files::GgufContent& content, const std::string& parent, const std::string& recipe,
                    const std::string& hash);

std::string anyHash(std::size_t files); // stands in for one of a source of so many files

// The key for the text that something was calibrated on; `hash` empty: there was none.
void describeCalibration(files::GgufContent& content, const std::string& hash);
std::string hashOfText(std::string_view text);  // SHA-256 in hexadecimal digits
inline const std::string kAnyTextHash(64, '0'); // stands in for one

// Room for what is measured, which describeParent() makes as well: the size of the file is known before.
void reserveMeasured(files::GgufContent& content);
struct Measured {
    double kld = 0, kldError = 0; // from the parent
    double perplexity = 0, parentPerplexity = 0;
    std::int64_t tokens = 0; // scored
};
// Puts it into the room of a file that is whole. False where it has none, or cannot be written.
bool recordMeasured(const std::filesystem::path& model, const Measured& measured);

// What a source is called there: the last part of its path, also of a folder that is given as "folder/" or "."; of a
// split model that of its first part.
std::string parentName(const files::GgufFile& model, const std::filesystem::path& source);

} // namespace engine::tune
