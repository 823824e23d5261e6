// SPDX-License-Identifier: GPL-3.0-or-later
// Text to token ids and back. Const after construction; any thread may use one.
#pragma once

#include "engine/text/chat_template.h" // Part

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    // Builds the tokenizer that the file's tokenizer.ggml.* keys describe.
    // Throws engine::Error: Unsupported (a vocabulary type, named), BadFile (names the key).
    static std::unique_ptr<const Tokenizer> fromGguf(const files::GgufFile& file);

    int vocabularySize() const { return static_cast<int>(m_pieces.size()); }
    // Ids given to the following are within the vocabulary.
    std::string_view piece(TokenId id) const { return m_pieces[static_cast<std::size_t>(id)]; } // as in the vocabulary
    TokenKind kind(TokenId id) const { return m_kinds[static_cast<std::size_t>(id)]; }
    bool isSpecial(TokenId id) const; // a control token: never part of anybody's text
    bool isEnd(TokenId id) const;     // generation stops here: eos, end of turn and their kin
    TokenId find(std::string_view piece) const; // -1 if the vocabulary has no such piece
    TokenId bos() const { return m_bos; }       // -1 if there is none; likewise eos
    TokenId eos() const { return m_eos; }
    bool addsBos() const { return m_addBos; }

    // Plain text: special tokens typed in it stay text. No bos or eos is added.
    std::vector<TokenId> encode(std::string_view text) const;
    // The prompt of a rendered template: special tokens are recognised in the template's own parts only. Begins with
    // bos where the model wants one and the template has not written it already.
    std::vector<TokenId> encode(std::span<const Part> parts) const;

    // The bytes of one token within a text; special tokens give none. They may be part of a UTF-8 character.
    std::string bytes(TokenId id) const;
    std::string decode(std::span<const TokenId> ids) const; // a whole text, without the space of the dummy prefix

protected:
    explicit Tokenizer(const files::GgufFile& file); // pieces, kinds, bos, eos, ends

    virtual void encodeRun(std::string_view text, std::vector<TokenId>& out) const = 0; // text is not empty
    virtual std::string pieceBytes(TokenId id) const = 0;

    std::vector<std::string> m_pieces;
    std::vector<TokenKind> m_kinds;
    std::map<std::string, TokenId, std::less<>> m_ids; // the first of equal pieces
    bool m_addBos = false;
    bool m_addSpacePrefix = false;

private:
    TokenId m_bos = -1;
    TokenId m_eos = -1;
    std::vector<TokenId> m_ends;                             // sorted
    std::vector<std::pair<std::string, TokenId>> m_specials; // longest first, for the longest match
};

} // namespace engine::text
