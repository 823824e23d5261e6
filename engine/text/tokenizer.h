// SPDX-License-Identifier: GPL-3.0-or-later
// Text to token ids and back. Const after construction; any thread may use one.
#pragma once

#include "engine/text/added_tokens.h"
#include "engine/text/chat_template.h" // Part
#include "engine/text/vocabulary.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text
{

class Tokenizer
{
public:
    virtual ~Tokenizer() = default;
    Tokenizer(const Tokenizer&) = delete;
    Tokenizer& operator=(const Tokenizer&) = delete;

    // Builds the tokenizer that the file's tokenizer.ggml.* keys describe.
    // Throws engine::Error: Unsupported (a vocabulary type, named), BadFile (names the key).
    static std::unique_ptr<const Tokenizer> fromGguf(const files::GgufFile& file);
    // The tokenizer.json of a hub folder, or sentencepiece's tokenizer.model; `name` appears in errors.
    // Throws engine::Error: Unsupported (a step, named), BadFile (where and why).
    static std::unique_ptr<const Tokenizer> fromJson(std::string_view json, const std::string& name);
    static std::unique_ptr<const Tokenizer> fromSentencePiece(std::string_view bytes, const std::string& name);
    // Either of a hub folder, the JSON first. Throws engine::Error as above, and NotFound.
    static std::unique_ptr<const Tokenizer> fromFolder(const std::filesystem::path& folder);

    const Vocabulary& vocabulary() const { return m_vocabulary; }
    int vocabularySize() const { return m_vocabulary.size(); }
    // Ids given to the following are within the vocabulary.
    std::string_view piece(TokenId id) const { return m_vocabulary.piece(id); } // as in the vocabulary
    TokenKind kind(TokenId id) const { return m_vocabulary.kind(id); }
    bool isSpecial(TokenId id) const; // a control token: never part of anybody's text
    bool isEnd(TokenId id) const;     // generation stops here: eos, end of turn and their kin
    TokenId find(std::string_view piece) const { return m_vocabulary.find(piece); } // -1 if there is no such piece
    TokenId bos() const { return m_vocabulary.bos; }                                // -1 if there is none; likewise eos
    TokenId eos() const { return m_vocabulary.eos; }
    bool addsBos() const { return m_vocabulary.addBos; }
    // A sentence for the user where the file asks for something that is not known here and a default serves; or empty.
    const std::string& notice() const { return m_notice; }

    // Plain text: special tokens typed in it stay text. No bos or eos is added.
    std::vector<TokenId> encode(std::string_view text) const;
    // The prompt of a rendered template: special tokens are recognised in the template's own parts only. Begins with
    // bos where the model wants one and the template has not written it already.
    std::vector<TokenId> encode(std::span<const Part> parts) const;
    // Plain text with the tokens that the model wants around it: bos and eos, or an encoder's [CLS] and [SEP].
    std::vector<TokenId> encodeDocument(std::string_view text) const;

    // The bytes of one token within a text; special tokens give none. They may be part of a UTF-8 character.
    std::string bytes(TokenId id) const;
    // A whole text, without the space of the dummy prefix.
    virtual std::string decode(std::span<const TokenId> ids) const;

protected:
    explicit Tokenizer(Vocabulary vocabulary); // indexed

    virtual void encodeRun(std::string_view text, std::vector<TokenId>& out) const = 0; // text is not empty
    virtual std::string pieceBytes(TokenId id) const = 0;

    const Vocabulary m_vocabulary;
    AddedTokens m_specials; // filled with the control tokens; a subclass may refill it
    std::string m_notice;
    bool m_addSpacePrefix = false;
};

} // namespace engine::text
