// SPDX-License-Identifier: GPL-3.0-or-later
// What a base model predicts for a text, in the file that llama-perplexity writes and reads (--kl-divergence-base):
// "_logits_", i32 context, vocabulary and windows, i32 tokens[windows][context], and for each scored token, by the
// protocol of llama.cpp, f32 step, f32 lowest, u16[vocabulary] filled up to whole words. A log-probability is
// lowest + step * u16; what is 16 below the likeliest, or lower, counts as that.
#pragma once

#include "engine/files/mapped_file.h"
#include "engine/files/part_file.h"
#include "engine/tune/windows.h"

#include <map>

namespace engine::tune
{

// Const after construction, so any thread may read it.
class BaseFile
{
public:
    // Throws engine::Error: NotFound, BadFile (sizes that do not agree, tokens outside of the vocabulary).
    explicit BaseFile(const std::filesystem::path& path);

    const Windows& windows() const { return m_windows; }
    std::int64_t vocabulary() const { return m_vocabulary; }
    const std::filesystem::path& path() const { return m_file.path(); }
    // Log-probabilities of a scored row. Throws engine::Error(BadFile) for a step or a lowest that is none.
    void read(std::int64_t window, std::int64_t row, std::span<float> logProbabilities) const;

private:
    static Windows readHead(const files::MappedFile& file, std::int64_t& vocabulary);

    files::MappedFile m_file;
    std::int64_t m_vocabulary = 0;
    Windows m_windows;
};

// Rows of a window in order; windows may alternate. Used on one thread.
class BaseFileWriter
{
public:
    // Refuses before the first byte where the file would not fit. Throws engine::Error(NotWritten), as all here,
    // and Stopped where a stop is given.
    BaseFileWriter(const std::filesystem::path& path, const Windows& windows, std::int64_t vocabulary);

    void add(std::int64_t window, std::span<const float> logits);
    void endWindow(std::int64_t window, const std::atomic<bool>& stop); // in order
    void finish(const std::atomic<bool>& stop);

private:
    files::PartFile m_file;
    std::map<std::int64_t, std::vector<std::byte>> m_open; // by window
};

} // namespace engine::tune
