// SPDX-License-Identifier: GPL-3.0-or-later
// Reads sentencepiece's tokenizer.model: the protocol-buffer message ModelProto of sentencepiece_model.proto, of which
// only the wire format is needed. Hostile input: every length is checked against the bytes that are there.
#include "engine/text/sentencepiece_tokenizer.h"

#include "engine/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace engine::text
{
namespace
{

// The fields of one message, one after the other.
class ProtoReader
{
public:
    ProtoReader(std::string_view bytes, const std::string& name) : m_bytes(bytes), m_name(name) {}

    // The next field into number(), value() and text(); false at the end.
    bool next()
    {
        if (m_at >= m_bytes.size())
            return false;
        const std::uint64_t tag = varint();
        m_number = tag >> 3;
        m_value = 0;
        m_text = {};
        switch (tag & 7) {
        case 0:
            m_value = varint();
            break;
        case 1:
            take(8);
            break;
        case 2: {
            const std::uint64_t length = varint();
            m_text = take(length);
            break;
        }
        case 5: {
            const std::string_view raw = take(4);
            std::uint32_t word;
            std::memcpy(&word, raw.data(), 4);
            m_value = word;
            break;
        }
        default:
            fail("has a field of an unknown kind");
        }
        return true;
    }
    std::uint64_t number() const { return m_number; }
    std::uint64_t value() const { return m_value; }
    std::string_view text() const { return m_text; }
    float real() const
    {
        const auto word = static_cast<std::uint32_t>(m_value);
        float value;
        std::memcpy(&value, &word, sizeof value);
        return value;
    }

    [[noreturn]] void fail(const std::string& why) const
    {
        throw Error(ErrorKind::BadFile, m_name + " is no sentencepiece model: it " + why + ".");
    }

private:
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1).front());
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80)
                return value;
        }
        fail("holds a number of more than 64 bits");
    }

    std::string_view take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_at)
            fail("ends early, or a length within is wrong");
        const std::string_view taken = m_bytes.substr(m_at, count);
        m_at += taken.size();
        return taken;
    }

    std::string_view m_bytes;
    const std::string& m_name;
    std::size_t m_at = 0;
    std::uint64_t m_number = 0, m_value = 0;
    std::string_view m_text;
};

struct Piece {
    std::string_view text;
    float score = 0;
    std::uint64_t type = 1;
};

Piece readPiece(std::string_view bytes, const std::string& name)
{
    Piece piece;
    ProtoReader in(bytes, name);
    while (in.next()) {
        if (in.number() == 1)
            piece.text = in.text();
        else if (in.number() == 2)
            piece.score = in.real();
        else if (in.number() == 3)
            piece.type = in.value();
    }
    if (piece.type < 1 || piece.type > 6)
        in.fail("has a piece of the unknown type " + std::to_string(piece.type));
    if (!std::isfinite(piece.score))
        in.fail("has a score that is not a finite number");
    if (piece.text.size() > Vocabulary::kMaxPieceBytes)
        in.fail("has a piece of " + std::to_string(piece.text.size()) + " bytes");
    if (piece.type == 6 && byteOfPiece(piece.text) < 0)
        in.fail("has the malformed byte piece \"" + std::string(piece.text.substr(0, 40)) + "\"");
    return piece;
}

struct TrainerSpec {
    std::uint64_t modelType = 1;
    bool byteFallback = false, spaceEndsWord = false;
    std::int64_t unknown = 0, bos = 1, eos = 2;
};

TrainerSpec readTrainer(std::string_view bytes, const std::string& name)
{
    TrainerSpec spec;
    ProtoReader in(bytes, name);
    while (in.next()) {
        switch (in.number()) {
        case 3:
            spec.modelType = in.value();
            break;
        case 24:
            spec.spaceEndsWord = in.value() != 0;
            break;
        case 35:
            spec.byteFallback = in.value() != 0;
            break;
        case 40:
            spec.unknown = static_cast<std::int64_t>(in.value());
            break;
        case 41:
            spec.bos = static_cast<std::int64_t>(in.value());
            break;
        case 42:
            spec.eos = static_cast<std::int64_t>(in.value());
            break;
        default:
            break;
        }
    }
    return spec;
}

void readNormalizer(std::string_view bytes, const std::string& name, SentencePieceNormalizer& normalizer)
{
    ProtoReader in(bytes, name);
    while (in.next()) {
        if (in.number() == 2) {
            auto map = CharMap::read(in.text());
            if (!map)
                in.fail("has a map of characters whose sizes do not fit");
            normalizer.charMap = std::move(*map);
        } else if (in.number() == 3) {
            normalizer.addsSpace = in.value() != 0;
        } else if (in.number() == 4) {
            normalizer.removesExtraSpace = in.value() != 0;
        } else if (in.number() == 5) {
            normalizer.marksSpaces = in.value() != 0;
        }
    }
}

} // namespace

SentencePieceFile SentencePieceFile::fromModel(std::string_view bytes, const std::string& name)
{
    SentencePieceFile result{Vocabulary(name), {}};
    result.normalizer.removesExtraSpace = true; // the format's default
    Vocabulary& vocabulary = result.vocabulary;
    TrainerSpec trainer;
    std::vector<double> scores;
    ProtoReader in(bytes, name);
    while (in.next()) {
        if (in.number() == 1) {
            const Piece piece = readPiece(in.text(), name);
            vocabulary.add(piece.text, static_cast<TokenKind>(piece.type));
            scores.push_back(piece.score);
            if (scores.size() > Vocabulary::kMaxTokens)
                in.fail("has more than " + std::to_string(Vocabulary::kMaxTokens) + " pieces");
        } else if (in.number() == 2) {
            trainer = readTrainer(in.text(), name);
        } else if (in.number() == 3) {
            readNormalizer(in.text(), name, result.normalizer);
        }
    }
    if (vocabulary.size() == 0)
        in.fail("has no pieces");
    if (trainer.modelType != 1 && trainer.modelType != 2)
        throw Error(ErrorKind::Unsupported,
                    name + " is a sentencepiece model of words or characters, which is not built in.");
    vocabulary.index();
    vocabulary.setScores(std::move(scores));
    const auto id = [&](std::int64_t value, const char* what) {
        if (value >= vocabulary.size())
            in.fail(std::string("names the ") + what + " token " + std::to_string(value) + ", which it does not have");
        return value < 0 ? TokenId{-1} : static_cast<TokenId>(value);
    };
    vocabulary.unknown = id(trainer.unknown, "unknown");
    vocabulary.bos = id(trainer.bos, "first");
    vocabulary.eos = id(trainer.eos, "last");
    if (vocabulary.unknown < 0 || vocabulary.kind(vocabulary.unknown) != TokenKind::Unknown)
        in.fail("marks no piece as the unknown one");
    vocabulary.findEnds();
    result.unigram = trainer.modelType == 1;
    result.byteFallback = trainer.byteFallback;
    result.normalizer.spaceEndsWord = trainer.spaceEndsWord;
    vocabulary.addBos = !result.unigram;
    vocabulary.addEos = result.unigram;
    return result;
}

} // namespace engine::text
