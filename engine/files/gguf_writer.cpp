// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/gguf_writer.h"

#include "engine/error.h"
#include "engine/files/byte_writer.h"
#include "engine/files/part_file.h"
#include "engine/stop_scope.h"

#include <algorithm>

namespace engine::files
{
namespace
{

constexpr std::size_t kChunk = 8U << 20; // between two looks at `stop`

std::uint64_t roundUp(std::uint64_t value, std::uint64_t step)
{
    return (value + step - 1) / step * step;
}

// As the reader will take it: the key's rules live in one place.
std::uint64_t alignmentOf(const GgufContent& content, const std::string& name)
{
    return GgufFile(encodeMetadata(content), name).alignment();
}

class Writing
{
public:
    Writing(const std::filesystem::path& path, std::uint64_t size, const std::atomic<bool>& stop,
            const std::function<void(double)>& progress)
        : m_file(path, size),
          m_size(size),
          m_stop(stop),
          m_progress(progress)
    {
    }

    void bytes(std::span<const std::byte> bytes)
    {
        for (std::size_t at = 0; at < bytes.size(); at += kChunk) {
            if (m_stop)
                throw Error(ErrorKind::Stopped, "Writing was stopped.");
            const auto chunk = bytes.subspan(at, std::min(kChunk, bytes.size() - at));
            m_file.write(chunk);
            m_done += chunk.size();
            if (m_progress)
                m_progress(static_cast<double>(m_done) / static_cast<double>(m_size));
        }
    }

    void padTo(std::uint64_t place) { bytes(std::vector<std::byte>(static_cast<std::size_t>(place - m_done))); }
    void finish() { m_file.finish(&m_stop); }

private:
    PartFile m_file;
    std::uint64_t m_size;
    std::uint64_t m_done = 0;
    const std::atomic<bool>& m_stop;
    const std::function<void(double)>& m_progress;
};

} // namespace

GgufLayout layoutOf(const GgufContent& content, const std::string& name)
{
    const std::uint64_t alignment = alignmentOf(content, name);
    GgufLayout layout;
    ByteWriter head;
    head.raw(encodeHead(content, content.tensors().size()));
    std::uint64_t end = 0; // of the data so far
    for (const NewTensor& tensor : content.tensors()) {
        head.string(tensor.name).number(static_cast<std::uint32_t>(tensor.shape.size()));
        for (const std::uint64_t size : tensor.shape)
            head.number(size);
        end = roundUp(end, alignment);
        layout.offsets.push_back(end);
        head.number(static_cast<std::uint32_t>(tensor.type)).number(end);
        end += tensorBytes(tensor);
    }
    const std::size_t used = head.size();
    head.pad(static_cast<std::size_t>(alignment));
    layout.head = head.take();
    layout.headPadding = layout.head.size() - used;
    for (std::uint64_t& offset : layout.offsets)
        offset += layout.head.size();
    layout.size = layout.head.size() + roundUp(end, alignment); // as other writers do: the last tensor is padded too
    return layout;
}

void writeGguf(const GgufContent& content, const std::filesystem::path& path, const std::atomic<bool>& stop,
               const std::function<void(double share)>& progress)
{
    const StopScope scope(stop); // of the tensors that are made
    const GgufLayout layout = layoutOf(content, path.string());
    Writing out(path, layout.size, stop, progress);
    out.bytes(layout.head);
    for (std::size_t i = 0; i < content.tensors().size(); ++i) {
        const NewTensor& tensor = content.tensors()[i];
        const std::vector<std::byte> made = tensor.make ? tensor.make() : std::vector<std::byte>();
        const auto data = tensor.make ? std::span<const std::byte>(made) : tensor.view;
        if (data.size() != tensorBytes(tensor))
            throw Error(ErrorKind::Internal,
                        "The tensor \"" + tensor.name + "\" has another size than its shape says.");
        out.padTo(layout.offsets[i]);
        out.bytes(data);
    }
    out.padTo(layout.size);
    out.finish();
}

} // namespace engine::files
