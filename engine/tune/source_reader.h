// SPDX-License-Identifier: GPL-3.0-or-later
// Reads tensors of an open model by plain reads instead of through its memory map: a file that becomes shorter
// meanwhile ends in a sentence instead of a signal. Any thread may read; const after construction.
#pragma once

#include "engine/files/gguf.h"

#include <string>
#include <vector>

namespace engine::tune
{

class SourceReader
{
public:
    // `model` outlives this. Throws engine::Error: NotFound, BadFile where a file was written to or replaced by another
    // one since the model was opened.
    explicit SourceReader(const files::GgufFile& model);
    ~SourceReader();
    SourceReader(const SourceReader&) = delete;
    SourceReader& operator=(const SourceReader&) = delete;

    // Part of a tensor's bytes, `out.size()` of them. Throws engine::Error(BadFile) where the file is no longer as it
    // was.
    void read(const files::GgufTensor& tensor, std::uint64_t offset, std::span<std::byte> out) const;
    // Throws engine::Error(BadFile) where a file was written to since the construction. A deleted one is still
    // readable.
    void checkUnchanged() const;

    // Names, sizes and times of change of all files: another text, another source.
    std::string identity() const;
    // SHA-256 of each file, in the order of the parts, with commas between. Polls `stop`; empty where it was set or the model has no file.
    std::string hash(const std::atomic<bool>& stop) const;

private:
    struct File {
        std::filesystem::path path;
        int descriptor = -1;
        std::string state; // size, times and numbers as they were
    };
    std::string stateOf(const File& file) const;
    void closeAll() const;
    [[noreturn]] void fail(const File& file) const;

    const files::GgufFile& m_model;
    std::vector<File> m_files;
};

// Throws engine::Error(BadSetting) where writing `out`, its part or its journal would replace a file of the model that
// is read; `source` is what was opened: a file, or a folder whose files all count.
void refuseOwnSource(const std::filesystem::path& out, const files::GgufFile& model, const std::filesystem::path& source);

// Throws engine::Error(BadSetting) where `out` is named as a part of a split model, which a new file never is: opened
// again, its other parts would be looked for.
void refusePartName(const std::filesystem::path& out);

// As refuseOwnSource for other files that are read: a text, an importance matrix. Names of no file are passed over.
void refuseInputs(const std::filesystem::path& out, std::span<const std::filesystem::path> inputs);

// Throws engine::Error(BadSetting) where two files that will be written have one name.
void refuseSame(const std::filesystem::path& out, const std::filesystem::path& other);

} // namespace engine::tune
