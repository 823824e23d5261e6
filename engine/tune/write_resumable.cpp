// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/write_resumable.h"

#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/lost_maps.h"
#include "engine/stop_scope.h"
#include "engine/tune/finite_values.h"
#include "engine/tune/lineage.h"
#include "engine/tune/part_journal.h"
#include "engine/tune/stoppable.h"

#include <algorithm>

namespace engine::tune
{
namespace
{

constexpr std::size_t kChunk = 8U << 20; // between two looks at `stop`

void writePiece(PartJournal& file, std::uint64_t offset, const files::NewTensor& tensor, const std::atomic<bool>& stop)
{
    const std::vector<std::byte> made = tensor.make ? tensor.make() : std::vector<std::byte>();
    const auto data = tensor.make ? std::span<const std::byte>(made) : tensor.view;
    if (data.size() != files::tensorBytes(tensor))
        throw Error(ErrorKind::Internal, "The tensor \"" + tensor.name + "\" has another size than its shape says.");
    FiniteCheck check;
    for (std::size_t at = 0; at < data.size(); at += kChunk) {
        throwIfStopped(stop);
        const auto chunk = data.subspan(at, std::min(kChunk, data.size() - at));
        check.look(tensor.name, tensor.type, tensor.shape[0], at, chunk);
        file.write(offset + at, chunk);
    }
}

} // namespace

void writeResumable(const files::GgufContent& content, const std::filesystem::path& out, const std::string& order,
                    bool keepPart, const std::atomic<bool>& stop, const TensorNotes& notes)
{
    const StopScope scope(stop);
    const std::uint64_t lost = files::lostMaps();
    const files::GgufLayout layout = files::layoutOf(content, out.string());
    const std::string_view head(reinterpret_cast<const char*>(layout.head.data()), layout.head.size());
    PartJournal file(out, layout.size, "fettle " + hashOfText(order + "\n" + std::string(head)));
    try {
        file.patch(0, layout.head);
        for (std::size_t i = 0; i < content.tensors().size(); ++i) {
            const files::NewTensor& tensor = content.tensors()[i];
            const std::string piece = std::to_string(i); // names come from the file and may hold anything
            if (const std::string* note = file.whole(piece, layout.offsets[i], files::tensorBytes(tensor), stop)) {
                notes.takeUp(i, *note);
                continue;
            }
            throwIfStopped(stop);
            writePiece(file, layout.offsets[i], tensor, stop);
            files::throwIfLost(lost);
            file.endPiece(piece, notes.leave(i));
        }
        throwIfStopped(stop);
        file.finish(stop);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::NotWritten && !(error.kind() == ErrorKind::Stopped && keepPart))
            file.discard();
        throw;
    }
}

} // namespace engine::tune
