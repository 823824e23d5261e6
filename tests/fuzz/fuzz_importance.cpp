// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer entry: any bytes as an importance matrix, in both of its formats. What is accepted has finite values, none
// negative, in whole matrices; engine::Error(BadFile) that names the file is the only other way out.
#include "engine/error.h"
#include "engine/tune/importance.h"

#include <cmath>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string name = "fuzz.imatrix";
    try {
        const auto matrix = engine::tune::readImportance(std::as_bytes(std::span(data, size)), name);
        for (const auto& [tensor, entry] : matrix.tensors) {
            if (entry.matrices() < 1 || static_cast<std::size_t>(entry.matrices() * entry.cols()) != entry.sums.size())
                std::abort();
            for (const float mean : entry.meanSquares())
                if (!(mean >= 0) || !std::isfinite(mean))
                    std::abort();
        }
    } catch (const engine::Error& error) {
        if (error.kind() != engine::ErrorKind::BadFile || std::string(error.what()).find(name) == std::string::npos)
            std::abort();
    }
    return 0;
}
