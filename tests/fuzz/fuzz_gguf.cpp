// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: any bytes as a GGUF file, through header, metadata, tensor table, config, weights, vocabulary, chat
// template and one token of computation. engine::Error is the only way out that is allowed besides loading.
#include "tests/support/use_gguf.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string name = "fuzz.gguf";
    try {
        support::useGguf(std::as_bytes(std::span(data, size)), name);
    } catch (const engine::Error& error) {
        if (error.kind() == engine::ErrorKind::Internal || std::string(error.what()).find(name) == std::string::npos)
            std::abort(); // an error that does not say which file is a defect too
    }
    return 0;
}
