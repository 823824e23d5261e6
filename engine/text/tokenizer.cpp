// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/tokenizer.h"

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/text/bpe_tokenizer.h"
#include "engine/text/json_tokenizer.h"
#include "engine/text/sentencepiece_tokenizer.h"
#include "engine/text/unicode.h"
#include "engine/text/word_piece_tokenizer.h"

#include <algorithm>
#include <fstream>
#include <optional>

namespace engine::text
{
namespace
{

// A whole file of at most `limit` bytes; nothing if it is not there.
std::optional<std::string> readFile(const std::filesystem::path& path, std::size_t limit)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return std::nullopt;
    std::string bytes;
    char block[1 << 16];
    while (in.read(block, sizeof block), in.gcount() > 0) {
        bytes.append(block, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > limit)
            throw Error(ErrorKind::BadFile, path.string() + " is larger than a tokenizer can be.");
    }
    return bytes;
}

} // namespace

std::unique_ptr<const Tokenizer> Tokenizer::fromGguf(const files::GgufFile& file)
{
    const auto model = file.string("tokenizer.ggml.model");
    if (!model)
        file.fail("tokenizer.ggml.model", "is missing, so the file brings no vocabulary");
    if (*model == "llama" || *model == "t5")
        return std::make_unique<SentencePieceTokenizer>(SentencePieceFile::fromGguf(file, *model == "t5"));
    if (*model == "bert")
        return std::make_unique<WordPieceTokenizer>(file);
    if (*model == "gpt2" || *model == "gemma4")
        return std::make_unique<BpeTokenizer>(file);
    throw Error(ErrorKind::Unsupported, file.name() + " has a vocabulary of the type \"" +
                                            std::string(model->substr(0, 40)) + "\", which is not built in yet.");
}

std::unique_ptr<const Tokenizer> Tokenizer::fromSentencePiece(std::string_view bytes, const std::string& name)
{
    return std::make_unique<SentencePieceTokenizer>(SentencePieceFile::fromModel(bytes, name));
}

std::unique_ptr<const Tokenizer> Tokenizer::fromJson(std::string_view json, const std::string& name)
{
    return std::make_unique<JsonTokenizer>(parseTokenizerJson(json, name), nlohmann::json(), name);
}

std::unique_ptr<const Tokenizer> Tokenizer::fromFolder(const std::filesystem::path& folder)
{
    constexpr std::size_t kMostBytes = 64U << 20;
    const auto path = folder / "tokenizer.json";
    if (const auto json = readFile(path, kMostBytes)) {
        const auto configPath = folder / "tokenizer_config.json";
        const auto config = readFile(configPath, kMostBytes);
        return std::make_unique<JsonTokenizer>(
            parseTokenizerJson(*json, path.string()),
            config ? parseTokenizerJson(*config, configPath.string()) : nlohmann::json(), path.string());
    }
    if (const auto model = readFile(folder / "tokenizer.model", kMostBytes))
        return fromSentencePiece(*model, (folder / "tokenizer.model").string());
    throw Error(ErrorKind::NotFound, folder.string() + " holds neither tokenizer.json nor tokenizer.model.");
}

Tokenizer::Tokenizer(Vocabulary vocabulary) : m_vocabulary(std::move(vocabulary))
{
    for (TokenId id = 0; id < vocabularySize(); ++id)
        if (isSpecial(id) && !piece(id).empty())
            m_specials.add({std::string(piece(id)), id});
}

bool Tokenizer::isSpecial(TokenId id) const
{
    return kind(id) == TokenKind::Control;
}

bool Tokenizer::isEnd(TokenId id) const
{
    return id >= 0 && std::binary_search(m_vocabulary.ends.begin(), m_vocabulary.ends.end(), id);
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const
{
    std::vector<TokenId> ids;
    if (!text.empty())
        encodeRun(text, ids);
    return ids;
}

std::vector<TokenId> Tokenizer::encode(std::span<const Part> parts) const
{
    std::vector<TokenId> ids;
    std::string run;     // text between two special tokens is encoded as one, whoever wrote it
    bool strips = false; // the special token before swallows white space
    const auto append = [&](std::string_view text) {
        if (strips && run.empty())
            text = unicode::stripped(text, true, false);
        run += text;
    };
    const auto endRun = [&] {
        if (!run.empty())
            encodeRun(run, ids);
        run.clear();
    };
    for (const Part& part : parts) {
        std::string_view rest = part.text;
        while (part.fromTemplate) {
            const auto special = m_specials.find(rest, 0);
            if (!special)
                break;
            append(rest.substr(0, special->begin));
            if (special->token->stripsLeft)
                run = unicode::stripped(run, false, true);
            endRun();
            ids.push_back(special->token->id);
            strips = special->token->stripsRight;
            rest.remove_prefix(special->end);
        }
        append(rest);
    }
    endRun();
    if (m_vocabulary.addBos && bos() >= 0 && (ids.empty() || ids.front() != bos()))
        ids.insert(ids.begin(), bos());
    return ids;
}

std::vector<TokenId> Tokenizer::encodeDocument(std::string_view text) const
{
    std::vector<TokenId> ids;
    if (m_vocabulary.addBos && bos() >= 0)
        ids.push_back(bos());
    if (!text.empty())
        encodeRun(text, ids);
    if (m_vocabulary.addEos && eos() >= 0)
        ids.push_back(eos());
    return ids;
}

std::string Tokenizer::bytes(TokenId id) const
{
    return isSpecial(id) ? std::string() : pieceBytes(id);
}

std::string Tokenizer::decode(std::span<const TokenId> ids) const
{
    std::string text;
    for (const TokenId id : ids)
        text += bytes(id);
    if (m_addSpacePrefix && !text.empty() && text.front() == ' ')
        text.erase(0, 1);
    return text;
}

} // namespace engine::text
