// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/base_file.h"

#include "engine/error.h"
#include "engine/files/byte_reader.h"
#include "engine/tune/stoppable.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace engine::tune
{
namespace
{

constexpr std::string_view kMagic = "_logits_";
constexpr std::size_t kHeadBytes = 8 + 3 * sizeof(std::int32_t);
constexpr float kDepth = 16;       // nats below the likeliest that are told apart
constexpr float kSteps = 65535;
constexpr float kRoundedUp = 1e-3F; // above log 1, which rounding may leave of a likely token
constexpr std::int64_t kMostVocabulary = 4'000'000;

std::size_t rowBytes(std::int64_t vocabulary)
{
    return 2 * sizeof(float) + static_cast<std::size_t>((vocabulary + 1) / 2 * 2) * sizeof(std::uint16_t);
}

std::size_t fileBytes(const Windows& windows, std::int64_t vocabulary)
{
    return kHeadBytes + windows.tokens().size() * sizeof(std::int32_t) +
           static_cast<std::size_t>(windows.count() * windows.rows()) * rowBytes(vocabulary);
}

template <class T>
void append(std::vector<std::byte>& out, const T* values, std::size_t count)
{
    const auto* bytes = reinterpret_cast<const std::byte*>(values);
    out.insert(out.end(), bytes, bytes + count * sizeof(T));
}

void appendRow(std::vector<std::byte>& out, std::span<const float> logits)
{
    const auto [least, most] = std::minmax_element(logits.begin(), logits.end());
    const float largest = *most;
    const float smallest = std::max(*least, largest - kDepth);
    const float step = (largest - smallest) / kSteps;
    const float head[2] = {step, static_cast<float>(static_cast<double>(smallest) - logSumExp(logits))};
    append(out, head, 2);
    std::vector<std::uint16_t> codes((logits.size() + 1) / 2 * 2, 0);
    const float inverse = step > 0 ? 1 / step : 0;
    for (std::size_t i = 0; i < logits.size(); ++i)
        if (logits[i] > smallest)
            codes[i] = static_cast<std::uint16_t>(std::nearbyint(inverse * (logits[i] - smallest)));
    append(out, codes.data(), codes.size());
}

} // namespace

BaseFile::BaseFile(const std::filesystem::path& path) : m_file(path), m_windows(readHead(m_file, m_vocabulary)) {}

Windows BaseFile::readHead(const files::MappedFile& file, std::int64_t& vocabulary)
{
    const std::string name = file.path().string();
    files::ByteReader reader(file.bytes(), name);
    const auto magic = reader.take(kMagic.size(), "the mark of a base file");
    if (std::memcmp(magic.data(), kMagic.data(), kMagic.size()) != 0)
        throw Error(ErrorKind::BadFile, name + " is not a file of base predictions. Make one with fettle-cli evaluate --save-base.");
    const std::int64_t context = reader.read<std::int32_t>("the context");
    vocabulary = reader.read<std::int32_t>("the vocabulary");
    const std::int64_t count = reader.read<std::int32_t>("the number of windows");
    if (context < 4 || context > (1 << 24) || vocabulary < 1 || vocabulary > kMostVocabulary || count < 1)
        reader.fail("it says " + std::to_string(count) + " windows of " + std::to_string(context) + " tokens and a vocabulary of " +
                    std::to_string(vocabulary) + ", which cannot be");
    if (static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(context) > file.bytes().size())
        reader.fail("its " + std::to_string(count) + " windows are longer than the file; it is truncated or damaged");
    std::vector<text::TokenId> tokens(static_cast<std::size_t>(count * context));
    const auto bytes = reader.take(tokens.size() * sizeof(std::int32_t), "the text");
    std::memcpy(tokens.data(), bytes.data(), bytes.size());
    for (const text::TokenId token : tokens)
        if (token < 0 || token >= vocabulary)
            reader.fail("its text holds the token " + std::to_string(token) + ", which its vocabulary of " +
                        std::to_string(vocabulary) + " has not");
    Windows windows(std::move(tokens), context, Protocol::LlamaCpp);
    if (file.bytes().size() < fileBytes(windows, vocabulary))
        reader.fail("it is " + std::to_string(file.bytes().size()) + " bytes long and should be " +
                    std::to_string(fileBytes(windows, vocabulary)) + "; it is truncated");
    return windows;
}

void BaseFile::read(std::int64_t window, std::int64_t row, std::span<float> logProbabilities) const
{
    const std::size_t bytes = rowBytes(m_vocabulary);
    const std::size_t at = kHeadBytes + m_windows.tokens().size() * sizeof(std::int32_t) +
                           static_cast<std::size_t>(window * m_windows.rows() + row) * bytes;
    const std::byte* from = m_file.bytes().data() + at;
    float head[2];
    std::memcpy(head, from, sizeof head);
    if (!std::isfinite(head[0]) || !std::isfinite(head[1]) || head[0] < 0 || head[1] > 0 ||
        head[0] * kSteps + head[1] > kRoundedUp)
        throw Error(ErrorKind::BadFile, path().string() + ", offset " + std::to_string(at) +
                                            ": a prediction that is not a probability; the file is damaged.");
    std::vector<std::uint16_t> codes(static_cast<std::size_t>(m_vocabulary));
    std::memcpy(codes.data(), from + sizeof head, codes.size() * sizeof(std::uint16_t));
    for (std::size_t i = 0; i < codes.size(); ++i)
        logProbabilities[i] = head[0] * static_cast<float>(codes[i]) + head[1];
}

BaseFileWriter::BaseFileWriter(const std::filesystem::path& path, const Windows& windows, std::int64_t vocabulary)
    : m_file(path, fileBytes(windows, vocabulary))
{
    std::vector<std::byte> head;
    append(head, kMagic.data(), kMagic.size());
    const std::int32_t sizes[3] = {static_cast<std::int32_t>(windows.context()), static_cast<std::int32_t>(vocabulary),
                                   static_cast<std::int32_t>(windows.count())};
    append(head, sizes, 3);
    append(head, windows.tokens().data(), windows.tokens().size());
    m_file.write(head);
}

void BaseFileWriter::add(std::int64_t window, std::span<const float> logits)
{
    appendRow(m_open[window], logits);
}

void BaseFileWriter::endWindow(std::int64_t window, const std::atomic<bool>& stop)
{
    constexpr std::size_t kPart = 4U << 20; // of some hundred, which a disk may take a while for
    const std::span<const std::byte> bytes = m_open[window];
    for (std::size_t at = 0; at < bytes.size(); at += kPart) {
        throwIfStopped(stop);
        m_file.write(bytes.subspan(at, std::min(kPart, bytes.size() - at)));
    }
    m_open.erase(window);
}

void BaseFileWriter::finish(const std::atomic<bool>& stop)
{
    m_file.finish(&stop);
}

} // namespace engine::tune
