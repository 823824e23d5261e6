// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizing speed: bench_tokenizer TEXT MODEL... where a model is a GGUF file, a tokenizer.json or a tokenizer.model.
// For each: megabytes for a second of processor time (which other work on the machine stretches little), the best of
// five runs over the whole text on one thread, and the time to load.
#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/text/tokenizer.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>

namespace
{

using engine::text::Tokenizer;

std::string readBytes(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::unique_ptr<const Tokenizer> open(const std::filesystem::path& path)
{
    if (path.extension() == ".json")
        return Tokenizer::fromJson(readBytes(path), path.string());
    if (path.extension() == ".gguf")
        return Tokenizer::fromGguf(engine::files::GgufFile(path));
    return Tokenizer::fromSentencePiece(readBytes(path), path.string());
}

double secondsSince(std::clock_t start)
{
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: bench_tokenizer TEXT MODEL...\n");
        return 2;
    }
    const std::string text = readBytes(argv[1]);
    for (int i = 2; i < argc; ++i) {
        try {
            std::clock_t start = std::clock();
            const auto tokenizer = open(argv[i]);
            const double load = secondsSince(start);
            double best = 1e9;
            std::size_t ids = 0;
            for (int run = 0; run < 5; ++run) {
                start = std::clock();
                ids = tokenizer->encode(text).size();
                best = std::min(best, secondsSince(start));
            }
            std::printf("%7.1f MB/s, %9zu ids, loaded in %4.0f ms: %s\n", static_cast<double>(text.size()) / best / 1e6,
                        ids, load * 1e3, argv[i]);
        } catch (const engine::Error& error) {
            std::printf("%s\n", error.what());
        }
    }
    return 0;
}
