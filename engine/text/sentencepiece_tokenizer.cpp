// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/sentencepiece_tokenizer.h"

#include "engine/error.h"
#include "engine/files/gguf.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sentencepiece_processor.h>

namespace engine::text
{
namespace
{

constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; // U+2581, sentencepiece's sign for a space

// The few forms of protobuf's wire format that sentencepiece's ModelProto (sentencepiece_model.proto) needs.
class ProtoWriter
{
public:
    void integer(int field, std::uint64_t value)
    {
        varint(static_cast<std::uint64_t>(field) << 3);
        varint(value);
    }
    void real(int field, float value)
    {
        varint(static_cast<std::uint64_t>(field) << 3 | 5);
        char raw[sizeof value];
        std::memcpy(raw, &value, sizeof value);
        m_bytes.append(raw, sizeof raw);
    }
    void bytes(int field, std::string_view value)
    {
        varint(static_cast<std::uint64_t>(field) << 3 | 2);
        varint(value.size());
        m_bytes.append(value);
    }
    const std::string& result() const { return m_bytes; }

private:
    void varint(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes += static_cast<char>(value | 0x80);
        m_bytes += static_cast<char>(value);
    }

    std::string m_bytes;
};

// The byte of a piece "<0xAB>"; -1 for any other form.
int byteOf(std::string_view piece)
{
    const auto digit = [](char c) {
        const auto at = std::string_view("0123456789ABCDEF").find(c);
        return at == std::string_view::npos ? -1 : static_cast<int>(at);
    };
    if (piece.size() != 6 || piece.substr(0, 3) != "<0x" || piece[5] != '>' || digit(piece[3]) < 0 || digit(piece[4]) < 0)
        return -1;
    return digit(piece[3]) * 16 + digit(piece[4]);
}

} // namespace

SentencePieceTokenizer::SentencePieceTokenizer(const files::GgufFile& file) : Tokenizer(file)
{
    m_addBos = file.boolean("tokenizer.ggml.add_bos_token").value_or(true);
    m_addSpacePrefix = file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    const auto scores = file.floats("tokenizer.ggml.scores");
    if (!scores || scores->size() != m_pieces.size())
        file.fail("tokenizer.ggml.scores", "should hold one score for each token");

    ProtoWriter model;
    int byteCount = 0;
    int unknown = -1;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        if (!std::isfinite((*scores)[i]))
            file.fail("tokenizer.ggml.scores", "has an entry that is not a finite number");
        if (m_kinds[i] == TokenKind::Byte) {
            if (byteOf(m_pieces[i]) < 0)
                file.fail("tokenizer.ggml.tokens", "has the malformed byte token \"" + m_pieces[i].substr(0, 40) + "\"");
            ++byteCount;
        }
        if (m_kinds[i] == TokenKind::Unknown)
            unknown = static_cast<int>(i);
        ProtoWriter piece;
        // The library refuses text in which it meets a control piece; under this name none can be met.
        piece.bytes(1, m_kinds[i] == TokenKind::Control ? "\x01" + std::to_string(i) : m_pieces[i]);
        piece.real(2, (*scores)[i]);
        piece.integer(3, static_cast<std::uint64_t>(m_kinds[i]));
        model.bytes(1, piece.result());
    }
    if (unknown < 0)
        file.fail("tokenizer.ggml.token_type", "marks no token as the unknown one");

    ProtoWriter trainer;
    trainer.integer(3, 2); // model_type: BPE
    trainer.integer(4, m_pieces.size());
    trainer.integer(35, byteCount == 256 ? 1 : 0); // byte_fallback
    trainer.integer(40, static_cast<std::uint64_t>(unknown));
    ProtoWriter normalizer; // identity: what the user wrote is what is encoded
    normalizer.bytes(1, "identity");
    normalizer.integer(3, m_addSpacePrefix ? 1 : 0); // add_dummy_prefix
    normalizer.integer(4, 0);                        // remove_extra_whitespaces
    model.bytes(2, trainer.result());
    model.bytes(3, normalizer.result());

    m_processor = std::make_unique<sentencepiece::SentencePieceProcessor>();
    const auto status = m_processor->LoadFromSerializedProto(model.result());
    if (!status.ok())
        throw Error(ErrorKind::BadFile, file.name() + ": its vocabulary cannot be used (" + std::string(status.message()) + ").");
}

SentencePieceTokenizer::~SentencePieceTokenizer() = default;

void SentencePieceTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    std::vector<int> ids;
    const auto status = m_processor->Encode({text.data(), text.size()}, &ids);
    if (!status.ok())
        throw Error(ErrorKind::Internal, "The text cannot be cut into tokens (" + std::string(status.message()) + ").");
    out.insert(out.end(), ids.begin(), ids.end());
}

std::string SentencePieceTokenizer::pieceBytes(TokenId id) const
{
    if (kind(id) == TokenKind::Byte)
        return std::string(1, static_cast<char>(byteOf(piece(id))));
    if (kind(id) == TokenKind::Unknown)
        return "\xEF\xBF\xBD"; // U+FFFD
    std::string text(piece(id));
    for (auto at = text.find(kSpaceMark); at != std::string::npos; at = text.find(kSpaceMark, at + 1))
        text.replace(at, kSpaceMark.size(), " ");
    return text;
}

} // namespace engine::text
