// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: any bytes as a safetensors file. What is accepted must lie in the file without holes or overlaps;
// engine::Error(BadFile) that names the file is the only other way out.
#include "engine/error.h"
#include "engine/files/safetensors.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string name = "fuzz.safetensors";
    const auto bytes = std::as_bytes(std::span(data, size));
    try {
        const engine::files::SafetensorsFile file(bytes, name);
        const std::byte* end = nullptr;
        unsigned sum = 0;
        for (const engine::files::SafeTensor& tensor : file.tensors()) {
            if (file.find(tensor.name) != &tensor || (end != nullptr && tensor.bytes.data() != end))
                std::abort();
            for (const std::byte byte : tensor.bytes)
                sum += static_cast<unsigned>(byte);
            end = tensor.bytes.data() + tensor.bytes.size();
        }
        if (end != nullptr && end != bytes.data() + bytes.size())
            std::abort();
        volatile unsigned keep = sum;
        static_cast<void>(keep);
    } catch (const engine::Error& error) {
        if (error.kind() != engine::ErrorKind::BadFile || std::string(error.what()).find(name) == std::string::npos)
            std::abort();
    }
    return 0;
}
