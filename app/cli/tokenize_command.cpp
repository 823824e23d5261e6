// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli tokenize: the ids and pieces of a text. Needs only the vocabulary of the file, not its weights.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "engine/files/open_model.h"
#include "engine/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace cli
{
namespace
{

struct TokenizeCommand {
    std::string model;
    std::string text;
    std::string file;
    bool bos = false;
    bool special = false;
    bool json = false;
};

// A GGUF file, or a hub folder's tokenizer.json or tokenizer.model, or the folder.
std::unique_ptr<const engine::text::Tokenizer> openTokenizer(const std::filesystem::path& path)
{
    using engine::text::Tokenizer;
    if (std::filesystem::is_directory(path))
        return Tokenizer::fromFolder(path);
    if (path.extension() == ".json")
        return Tokenizer::fromJson(readText(path.string()), path.string());
    if (path.filename().string().find(".model") != std::string::npos)
        return Tokenizer::fromSentencePiece(readText(path.string()), path.string());
    return Tokenizer::fromGguf(engine::files::openModel(path));
}

std::vector<engine::text::TokenId> encode(const TokenizeCommand& options, const engine::text::Tokenizer& tokenizer)
{
    engine::text::Part part;
    part.text = options.file.empty() ? options.text : readText(options.file);
    part.fromTemplate = options.special;
    if (!options.special && !options.bos)
        return tokenizer.encode(part.text);
    auto ids = tokenizer.encode(std::span<const engine::text::Part>(&part, 1));
    if (!options.bos && tokenizer.addsBos() && !ids.empty() && ids.front() == tokenizer.bos())
        ids.erase(ids.begin());
    return ids;
}

std::string onOneLine(std::string_view piece)
{
    std::string result;
    for (const char c : piece) {
        if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += "\\t";
        else
            result += c;
    }
    return result;
}

int run(const TokenizeCommand& options)
{
    const auto tokenizer = openTokenizer(options.model);
    if (!tokenizer->notice().empty())
        std::fputs((tokenizer->notice() + "\n").c_str(), stderr);
    const auto ids = encode(options, *tokenizer);
    if (options.json) {
        nlohmann::ordered_json json;
        auto pieces = nlohmann::ordered_json::array();
        for (const auto id : ids)
            pieces.push_back(std::string(tokenizer->piece(id)));
        json["count"] = ids.size();
        json["ids"] = ids;
        json["pieces"] = pieces;
        json["text"] = tokenizer->decode(ids);
        printJson(json);
        return kDone;
    }
    std::string lines; // written at once: a large text has many tokens
    for (const auto id : ids) {
        char number[16];
        std::snprintf(number, sizeof number, "%7d  ", id);
        lines += number + onOneLine(tokenizer->piece(id)) + "\n";
    }
    print(lines);
    return kDone;
}

} // namespace

void addTokenize(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("tokenize", "Show the tokens of a text: ids and pieces");
    const auto options = std::make_shared<TokenizeCommand>();
    command
        ->add_option("-m,--model", options->model,
                     "Model file (GGUF; its vocabulary is enough), tokenizer.json, tokenizer.model, or the folder of "
                     "the last two")
        ->required()
        ->type_name("FILE");
    CLI::Option_group* source = command->add_option_group("Text", "What to tokenize");
    source->add_option("-p,--prompt", options->text, "Text")->type_name("TEXT");
    source->add_option("-f,--file", options->file, "Text file; - is standard input")->type_name("FILE");
    source->require_option(1);
    command->add_flag("--bos", options->bos, "Begin with the model's begin-of-text token, if it adds one");
    command->add_flag("--special", options->special, "Read special tokens such as <|im_start|> as such, not as text");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
