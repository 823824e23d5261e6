// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer.json as hub folders carry it, run as the `tokenizers` library runs it: added tokens are found, the rest
// is normalized, cut, and encoded by byte-pair encoding, unigram or WordPiece.
#pragma once

#include "engine/text/json_pipeline.h"
#include "engine/text/token_model.h"
#include "engine/text/tokenizer.h"

namespace engine::text
{

class JsonTokenizer final : public Tokenizer
{
public:
    // The parsed file, and tokenizer_config.json (or null), which may name bos and eos and say whether they are added.
    // Throws engine::Error: BadFile, Unsupported.
    JsonTokenizer(const nlohmann::json& json, const nlohmann::json& config, const std::string& name);
    ~JsonTokenizer() override;

    std::string decode(std::span<const TokenId> ids) const override;

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override;

private:
    // How one token becomes bytes again.
    struct Decoding {
        bool byteLevel = false, byteFallback = false;
        bool wordPiece = false, cleansUp = false;
        std::string prefix;                                            // of WordPiece's continuing pieces
        std::string suffix;                                            // of BPEDecoder's last pieces
        std::vector<std::pair<std::string, std::string>> replacements; // in order
        bool stripsSpace = false;                                      // at the front of the whole text
    };

    void readAddedTokens(const nlohmann::json& json);
    void readModel(const nlohmann::json& model, bool bytes, const JsonSource& source);
    void readBpe(const nlohmann::json& model, bool bytes, const JsonSource& source);
    void readDecoder(const nlohmann::json& decoder, int depth);
    void encodeNormal(std::string_view text, std::vector<TokenId>& out) const;
    void encodePieces(std::string_view text, std::vector<TokenId>& out) const;

    std::unique_ptr<const JsonNormalizer> m_normalizer; // may be null
    JsonPreTokenizers m_preTokenizers;
    AddedTokens m_rawAdded, m_normalAdded; // user-defined, found before and after normalizing
    std::unique_ptr<const TokenModel> m_model;
    Decoding m_decoding;
};

// Parses with bounds on size (64 MiB) and depth; `name` appears in errors. Throws engine::Error(BadFile).
nlohmann::json parseTokenizerJson(std::string_view text, const std::string& name);
// The vocabulary that the parsed files describe, with roles. Throws engine::Error: BadFile, Unsupported.
Vocabulary vocabularyOfJson(const nlohmann::json& json, const nlohmann::json& config, const JsonSource& source);

} // namespace engine::text
