// SPDX-License-Identifier: GPL-3.0-or-later
// tokenizer.model: sentencepiece's protocol buffer ("sentencepiece_model.proto"), read as hostile input.
#include "engine/error.h"
#include "engine/files/hub/vocabulary.h"

#include <cmath>
#include <cstring>

namespace engine::files::hub
{
namespace
{

// A cursor over the fields of one message.
class Message
{
public:
    Message(std::string_view bytes, const std::string& file) : m_left(bytes), m_file(file) {}

    // The next field; false at the end. Afterwards one of number(), real() and bytes() holds its value.
    bool next()
    {
        if (m_left.empty())
            return false;
        const std::uint64_t tag = varint();
        m_field = tag >> 3;
        switch (tag & 7) {
        case 0:
            m_number = varint();
            break;
        case 1:
            m_bytes = take(8);
            break;
        case 2:
            m_bytes = take(varint());
            break;
        case 5:
            m_bytes = take(4);
            break;
        default:
            fail();
        }
        return true;
    }

    std::uint64_t field() const { return m_field; }
    std::uint64_t number() const { return m_number; }
    std::string_view bytes() const { return m_bytes; }
    float real() const
    {
        float value = 0;
        if (m_bytes.size() != sizeof value)
            fail();
        std::memcpy(&value, m_bytes.data(), sizeof value);
        return value;
    }

    [[noreturn]] void fail() const
    {
        throw Error(ErrorKind::BadFile, m_file + " is no sentencepiece model, or is damaged. Fetch it again.");
    }

private:
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1)[0]);
            value |= static_cast<std::uint64_t>(byte & 127U) << shift;
            if (byte < 128)
                return value;
        }
        fail();
    }

    std::string_view take(std::uint64_t count)
    {
        if (count > m_left.size())
            fail();
        const std::string_view part = m_left.substr(0, count);
        m_left.remove_prefix(count);
        return part;
    }

    std::string_view m_left;
    const std::string& m_file;
    std::uint64_t m_field = 0;
    std::uint64_t m_number = 0;
    std::string_view m_bytes;
};

void readPiece(Message piece, const std::string& file, HubVocabulary& vocabulary)
{
    std::string text;
    float score = 0;
    std::uint64_t kind = 1;
    while (piece.next()) {
        if (piece.field() == 1)
            text = piece.bytes();
        else if (piece.field() == 2)
            score = piece.real();
        else if (piece.field() == 3)
            kind = piece.number();
    }
    if (kind < 1 || kind > 6 || !std::isfinite(score))
        piece.fail();
    vocabulary.put(static_cast<std::int64_t>(vocabulary.pieces.size()), text, static_cast<PieceKind>(kind), file);
    vocabulary.scores.push_back(score);
}

} // namespace

HubVocabulary readSentencePiece(std::string_view bytes, const std::string& file)
{
    HubVocabulary vocabulary;
    vocabulary.pre = "default";
    vocabulary.addsSpace = true;
    std::uint64_t algorithm = 1; // unigram
    Message model(bytes, file);
    while (model.next()) {
        Message part(model.bytes(), file);
        if (model.field() == 1) {
            readPiece(part, file, vocabulary);
        } else if (model.field() == 2) { // how it was trained
            while (part.next())
                if (part.field() == 3)
                    algorithm = part.number();
        } else if (model.field() == 3) { // what happens to a text first
            while (part.next())
                if (part.field() == 2)
                    vocabulary.charMap = part.bytes();
                else if (part.field() == 3)
                    vocabulary.addsSpace = part.number() != 0;
                else if (part.field() == 4)
                    vocabulary.removesSpace = part.number() != 0;
        }
    }
    if (vocabulary.pieces.empty() || algorithm < 1 || algorithm > 2)
        throw Error(ErrorKind::BadFile, file + " holds no vocabulary of sentencepiece's unigram or BPE kind.");
    vocabulary.model = algorithm == 1 ? "t5" : "llama";
    if (algorithm == 2)
        vocabulary.charMap.clear(); // GGUF's "llama" has none; such models use the identity
    return vocabulary;
}

} // namespace engine::files::hub
