// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/convert_tokenizer.h"

#include "engine/error.h"
#include "engine/files/hub/vocabulary.h"
#include "engine/files/json_text.h"

namespace engine::files::hub
{
namespace
{

constexpr std::size_t kMostVocabularyBytes = 256U << 20;
constexpr std::size_t kMostSettingsBytes = 32U << 20;

HubVocabulary readVocabularyOf(const std::filesystem::path& folder, const HubConfig& json)
{
    const auto sentencePiece = folder / "tokenizer.model";
    const auto bytes = readSmallFile(sentencePiece, kMostVocabularyBytes);
    // Llama 3 gives the same name to a list of another form; a sentencepiece model begins with its first piece.
    if (bytes && (!json.exists() || bytes->front() == '\x0A'))
        return readSentencePiece(*bytes, sentencePiece.string());
    if (json.exists())
        return readTokenizerJson(json);
    const auto words = folder / "vocab.txt";
    if (const auto text = readSmallFile(words, kMostVocabularyBytes))
        return readWordList(*text, words.string());
    throw Error(ErrorKind::NotFound, folder.string() +
                                         " has no tokenizer.json, tokenizer.model, vocab.txt, or vocab.json with "
                                         "merges.txt, so its tokens have no texts. Fetch one of them into this folder.");
}

// Tokens that were added to a sentencepiece vocabulary later.
void addTokens(const HubConfig& settings, const HubConfig& added, HubVocabulary& vocabulary)
{
    const HubConfig decoder = settings.object("added_tokens_decoder");
    const auto most = static_cast<std::int64_t>(vocabulary.pieces.size()) + 65'536;
    for (const auto& [key, entry] : decoder.json().items()) {
        const HubConfig token(entry, decoder.name());
        const std::int64_t id =
            key.size() < 10 && key.find_first_not_of("0123456789") == std::string::npos && !key.empty()
                ? std::stoll(key)
                : -1;
        const auto text = token.text({"content"});
        if (id < 0 || id >= most || !text)
            decoder.fail(key.substr(0, 40), "is no token with a number");
        const bool fresh = id >= static_cast<std::int64_t>(vocabulary.pieces.size()) ||
                           vocabulary.kinds[static_cast<std::size_t>(id)] == PieceKind::Normal;
        if (fresh)
            vocabulary.put(id, *text,
                           token.boolean({"special"}).value_or(false) ? PieceKind::Control : PieceKind::UserDefined,
                           decoder.name());
    }
    for (const auto& [text, id] : added.json().items()) {
        const std::int64_t number = added.integerOr({text.c_str()}, 0);
        if (number >= most)
            added.fail(text.substr(0, 40), "has an impossible number");
        if (number >= static_cast<std::int64_t>(vocabulary.pieces.size()))
            vocabulary.put(number, text, PieceKind::UserDefined, added.name());
    }
}

// A special token stands as its text, or as an object with it.
std::optional<std::string> specialToken(const HubConfig& settings, const std::string& key)
{
    const auto found = settings.json().find(key);
    if (found == settings.json().end() || found->is_null())
        return std::nullopt;
    return found->is_object() ? settings.object(key.c_str()).text({"content"}) : settings.text({key.c_str()});
}

std::vector<std::int64_t> idsOf(const HubConfig& settings, const std::string& key)
{
    const auto found = settings.json().find(key);
    if (found == settings.json().end() || !found->is_array()) {
        const auto one = settings.integer({key.c_str()});
        return one ? std::vector<std::int64_t>{*one} : std::vector<std::int64_t>();
    }
    std::vector<std::int64_t> ids;
    for (const nlohmann::json& id : *found) {
        if (!id.is_number_unsigned() || id.get<std::uint64_t>() > 4'000'000)
            settings.fail(key, "should be the number of a token, or a list of them");
        ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

struct Settings {
    HubConfig config;     // config.json
    HubConfig tokenizer;  // tokenizer_config.json
    HubConfig map;        // special_tokens_map.json
    HubConfig generation; // generation_config.json
};

void writeSpecialTokens(const Settings& settings, const HubVocabulary& vocabulary, GgufContent& content)
{
    struct Special {
        const char* from;
        const char* to; // llama.cpp's spelling
    };
    constexpr Special kSpecials[] = {{"bos", "bos"},     {"eos", "eos"}, {"unk", "unknown"}, {"sep", "seperator"},
                                     {"pad", "padding"}, {"cls", "cls"}, {"mask", "mask"}};
    const auto size = static_cast<std::int64_t>(vocabulary.pieces.size());
    std::int64_t eos = -1;
    for (const Special& special : kSpecials) {
        const std::string token = std::string(special.from) + "_token";
        std::int64_t id = -1;
        for (const HubConfig* source : {&settings.tokenizer, &settings.map})
            if (const auto text = specialToken(*source, token); id < 0 && text)
                id = vocabulary.find(*text);
        for (const HubConfig* source : {&settings.config, &settings.generation})
            if (const auto ids = idsOf(*source, token + "_id"); id < 0 && !ids.empty() && ids.front() < size)
                id = ids.front();
        if (id >= 0)
            content.set("tokenizer.ggml." + std::string(special.to) + "_token_id", static_cast<std::uint32_t>(id));
        if (std::string_view(special.from) == "eos")
            eos = id;
    }
    for (const std::int64_t id : idsOf(settings.generation, "eos_token_id")) // a turn ends here as well
        if (id != eos && id < size && !content.has("tokenizer.ggml.eot_token_id"))
            content.set("tokenizer.ggml.eot_token_id", static_cast<std::uint32_t>(id));
}

// tokenizer.json's own form: what a single text is surrounded with.
const nlohmann::json* singleTemplate(const nlohmann::json& part)
{
    if (!part.is_object())
        return nullptr;
    const auto type = part.find("type");
    if (type != part.end() && *type == "TemplateProcessing") {
        const auto single = part.find("single");
        return single != part.end() && single->is_array() && !single->empty() ? &*single : nullptr;
    }
    const auto parts = part.find("processors");
    if (parts != part.end() && parts->is_array())
        for (const nlohmann::json& inner : *parts)
            if (const nlohmann::json* single = singleTemplate(inner))
                return single;
    return nullptr;
}

void writeSurroundings(const Settings& settings, const HubConfig& json, GgufContent& content)
{
    std::optional<bool> bos = settings.tokenizer.boolean({"add_bos_token"});
    std::optional<bool> eos = settings.tokenizer.boolean({"add_eos_token"});
    const auto processor = json.json().find("post_processor");
    if (const nlohmann::json* single = processor != json.json().end() ? singleTemplate(*processor) : nullptr) {
        const auto isToken = [](const nlohmann::json& item) {
            return item.is_object() && item.contains("SpecialToken");
        };
        bos = bos.value_or(isToken(single->front()));
        eos = eos.value_or(isToken(single->back()));
    }
    if (bos)
        content.set("tokenizer.ggml.add_bos_token", *bos);
    if (eos)
        content.set("tokenizer.ggml.add_eos_token", *eos);
}

// One template, or a list of named ones of which "default" is the chat's.
std::optional<std::string> templateOf(const HubConfig& settings)
{
    const auto found = settings.json().find("chat_template");
    if (found == settings.json().end() || !found->is_array())
        return settings.text({"chat_template"});
    for (const nlohmann::json& entry : *found) {
        const HubConfig named(entry, settings.name() + ", \"chat_template\"");
        if (named.text({"name"}).value_or("") == "default")
            return named.text({"template"});
    }
    return std::nullopt;
}

void writeChatTemplate(const std::filesystem::path& folder, const Settings& settings, GgufContent& content)
{
    std::optional<std::string> text = readSmallFile(folder / "chat_template.jinja", 16U << 20);
    if (!text)
        text = templateOf(HubConfig::read(folder / "chat_template.json", kMostSettingsBytes));
    if (!text)
        text = templateOf(settings.tokenizer);
    if (text && !text->empty())
        content.set("tokenizer.chat_template", std::string_view(*text));
}

} // namespace

void convertTokenizer(const std::filesystem::path& folder, const HubConfig& config, const Family& family,
                      GgufContent& content)
{
    const auto read = [&](const char* name, std::size_t most) { return HubConfig::read(folder / name, most); };
    HubConfig json = read("tokenizer.json", kMostVocabularyBytes);
    const Settings settings{config, read("tokenizer_config.json", kMostSettingsBytes),
                            read("special_tokens_map.json", kMostSettingsBytes),
                            read("generation_config.json", kMostSettingsBytes)};
    if (!json.exists() && !std::filesystem::exists(folder / "tokenizer.model"))
        json = readOlderBpe(folder, config, settings.tokenizer, settings.map);
    HubVocabulary vocabulary = readVocabularyOf(folder, json);
    addTokens(settings.tokenizer, read("added_tokens.json", kMostSettingsBytes), vocabulary);
    if (const auto lowercases = settings.tokenizer.boolean({"do_lower_case"}); lowercases && vocabulary.model == "bert")
        vocabulary.lowercases = lowercases;
    if (static_cast<std::int64_t>(vocabulary.pieces.size()) > family.vocabulary)
        throw Error(ErrorKind::BadFile, folder.string() + ": the tokenizer has " +
                                            std::to_string(vocabulary.pieces.size()) +
                                            " tokens, but config.json says " + std::to_string(family.vocabulary) +
                                            "; files of different models are mixed.");
    vocabulary.padTo(family.vocabulary);
    vocabulary.write(content);
    writeSpecialTokens(settings, vocabulary, content);
    writeSurroundings(settings, json, content);
    writeChatTemplate(folder, settings, content);
}

} // namespace engine::files::hub
