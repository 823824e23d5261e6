// SPDX-License-Identifier: GPL-3.0-or-later
// The pieces of a vocabulary with their kinds, scores and roles, whatever file they came from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine::files
{
class GgufFile;
}

namespace engine::text
{

using TokenId = std::int32_t;

// GGUF's tokenizer.ggml.token_type, which are sentencepiece's.
enum class TokenKind : std::uint8_t { Normal = 1, Unknown, Control, UserDefined, Unused, Byte };

class Vocabulary
{
public:
    static constexpr std::size_t kMaxTokens = 4'000'000;
    static constexpr std::size_t kMaxPieceBytes = 64 << 10;

    explicit Vocabulary(std::string source) : m_source(std::move(source)) {}
    // Throws engine::Error(BadFile) that names the key.
    static Vocabulary fromGguf(const files::GgufFile& file);

    int size() const { return static_cast<int>(m_pieces.size()); }
    std::string_view piece(TokenId id) const { return m_pieces[static_cast<std::size_t>(id)]; }
    TokenKind kind(TokenId id) const { return m_kinds[static_cast<std::size_t>(id)]; }
    double score(TokenId id) const { return m_scores.empty() ? 0.0 : m_scores[static_cast<std::size_t>(id)]; }
    bool hasScores() const { return !m_scores.empty(); }
    TokenId find(std::string_view piece) const;            // -1 if absent; the first of equal pieces
    const std::string& source() const { return m_source; } // the file's name, for errors
    bool contains(TokenId id) const { return id >= 0 && id < size(); }

    // While it is built; the names and bounds of ids are the caller's to check.
    void add(std::string_view piece, TokenKind kind);
    void setKind(TokenId id, TokenKind kind) { m_kinds[static_cast<std::size_t>(id)] = kind; }
    void setScores(std::vector<double> scores) { m_scores = std::move(scores); } // finite, within float
    void index();    // after the last add; find() works from then on
    void findEnds(); // fills `ends` from eos, eot, eom and the pieces by which families end a turn

    // The bytes "<0x00>" to "<0xFF>"; -1 where one is missing.
    std::array<TokenId, 256> byteTokens() const;

    TokenId bos = -1, eos = -1, unknown = -1, eot = -1, eom = -1, separator = -1, classifier = -1;
    bool addBos = false, addEos = false; // around a whole text; an encoder's classifier and separator count as these
    std::vector<TokenId> ends;           // sorted: generation stops at these

private:
    struct Slot {
        std::uint32_t hash = 0;
        TokenId id = -1;
    };

    std::string m_source;
    std::vector<std::string> m_pieces;
    std::vector<TokenKind> m_kinds;
    std::vector<double> m_scores; // most formats hold single precision
    std::vector<Slot> m_slots;    // open addressing; a power of two
};

// Whether a token has the form of a control token, whatever a file calls it: "<|user|>", "<s>", "</s>". Some files mark
// such as user-defined; typed by a user they must stay text all the same.
bool looksLikeControl(std::string_view piece);

// The byte of a piece "<0xAB>"; -1 for any other form.
int byteOfPiece(std::string_view piece);

} // namespace engine::text
