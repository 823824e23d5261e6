// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/source_reader.h"

#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/files/gguf_split.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::tune
{
namespace
{

constexpr std::size_t kChunk = 1U << 20; // between two looks at a stop flag

// Bytes read at `offset`; fewer than asked for at the end of the file or after an error.
std::size_t readAt(int descriptor, std::uint64_t offset, std::span<std::byte> out)
{
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t count =
            ::pread(descriptor, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

} // namespace

SourceReader::SourceReader(const files::GgufFile& model) : m_model(model)
{
    for (const std::filesystem::path& path : model.paths()) {
        File file{path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), {}};
        if (file.descriptor < 0) {
            const int error = errno;
            closeAll();
            throw Error(ErrorKind::NotFound, "Cannot open " + path.string() + ": " + std::strerror(error) + ".");
        }
        file.state = stateOf(file);
        m_files.push_back(std::move(file));
    }
    for (std::size_t i = 0; i < m_files.size(); ++i)
        if (!model.isStill(i, m_files[i].descriptor)) {
            closeAll();
            fail(m_files[i]);
        }
}

SourceReader::~SourceReader()
{
    closeAll();
}

void SourceReader::closeAll() const
{
    for (const File& file : m_files)
        ::close(file.descriptor);
}

std::string SourceReader::stateOf(const File& file) const
{
    struct stat status {
    };
    if (::fstat(file.descriptor, &status) != 0)
        return {};
    return std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) + "." +
           std::to_string(status.st_mtim.tv_nsec);
}

void SourceReader::fail(const File& file) const
{
    throw Error(ErrorKind::BadFile, file.path.string() + " was changed while it was being read. Wait until whatever "
                                                         "writes to it is done, then begin again.");
}

void SourceReader::read(const files::GgufTensor& tensor, std::uint64_t offset, std::span<std::byte> out) const
{
    const auto place = m_model.placeOf(tensor.bytes);
    if (!place) { // made in memory
        std::memcpy(out.data(), tensor.bytes.data() + offset, out.size());
        return;
    }
    const File& file = m_files[place->file];
    if (readAt(file.descriptor, place->offset + offset, out) != out.size())
        fail(file);
}

void SourceReader::checkUnchanged() const
{
    for (const File& file : m_files)
        if (stateOf(file) != file.state)
            fail(file);
}

std::string SourceReader::identity() const
{
    std::string all = m_model.name();
    for (const File& file : m_files)
        all += "\n" + std::filesystem::absolute(file.path).string() + " " + file.state;
    std::error_code unknown;
    std::vector<std::string> parts;
    if (m_files.empty()) // a folder
        for (const auto& entry : std::filesystem::directory_iterator(m_model.name(), unknown))
            parts.push_back("\n" + entry.path().filename().string() + " " + std::to_string(entry.file_size(unknown)) +
                            " " + std::to_string(entry.last_write_time(unknown).time_since_epoch().count()));
    std::sort(parts.begin(), parts.end());
    for (const std::string& part : parts)
        all += part;
    return all;
}

std::string SourceReader::hash(const std::atomic<bool>& stop) const
{
    std::string all;
    std::vector<std::byte> chunk(kChunk);
    for (const File& file : m_files) {
        files::Digest digest;
        for (std::uint64_t at = 0;; at += kChunk) {
            if (stop)
                return {};
            const std::size_t count = readAt(file.descriptor, at, chunk);
            digest.add(std::span(chunk).first(count));
            if (count < kChunk)
                break;
        }
        all += (all.empty() ? "" : ",") + digest.hex();
    }
    return all;
}

void refuseOwnSource(const std::filesystem::path& out, const files::GgufFile& model,
                     const std::filesystem::path& source)
{
    std::vector<std::filesystem::path> read = model.paths();
    std::error_code unknown;
    if (std::filesystem::is_directory(source, unknown))
        for (const auto& entry : std::filesystem::directory_iterator(source, unknown))
            read.push_back(entry.path());
    for (const std::filesystem::path& path : read)
        for (const char* end : {"", ".part", ".part.journal"})
            if (const std::filesystem::path written = out.string() + end;
                std::filesystem::equivalent(written, path, unknown))
                throw Error(ErrorKind::BadSetting,
                            written.string() + " is the model that is read. Choose another name for the new file.");
}

void refusePartName(const std::filesystem::path& out)
{
    if (files::isPartName(out))
        throw Error(ErrorKind::BadSetting, out.string() +
                                               " is the name of a part of a split model, but the new file is whole. "
                                               "Leave out the numbers at its end.");
}

void refuseInputs(const std::filesystem::path& out, std::span<const std::filesystem::path> inputs)
{
    std::error_code unknown;
    for (const std::filesystem::path& input : inputs)
        for (const char* end : {"", ".part", ".part.journal"})
            if (const std::filesystem::path written = out.string() + end;
                std::filesystem::equivalent(written, input, unknown))
                throw Error(ErrorKind::BadSetting,
                            written.string() + " is read for this and would be lost. Choose another name for the new "
                                               "file.");
}

void refuseSame(const std::filesystem::path& out, const std::filesystem::path& other)
{
    std::error_code unknown;
    if (!out.empty() &&
        std::filesystem::weakly_canonical(out, unknown) == std::filesystem::weakly_canonical(other, unknown))
        throw Error(ErrorKind::BadSetting, out.string() + " is the name of two new files. Choose another for one.");
}

} // namespace engine::tune
