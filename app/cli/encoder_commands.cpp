// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli embed and classify: the vector of a text, and its labels, by an encoder such as BERT.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "engine/model/encoder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace cli
{
namespace
{

struct EncoderCommand {
    ModelOptions model;
    std::string text;
    bool json = false;

    void addTo(CLI::App& command)
    {
        model.addTo(command);
        command.add_option("-p,--prompt", text, "Text")->required()->type_name("TEXT");
        command.add_flag("--json", json, "Print one JSON object");
    }
};

int threadsOf(const EncoderCommand& options)
{
    return options.model.threads == 0 ? kernels::Pool::availableThreads() : options.model.threads;
}

engine::model::Encoder encoderOf(const engine::model::Model& model, const EncoderCommand& options)
{
    if (model.gpu())
        return engine::model::Encoder(model.config(), model.gpuWeights(), model.gpu());
    return engine::model::Encoder(model.config(), model.weights(), threadsOf(options));
}

int embed(const EncoderCommand& options)
{
    const auto model = options.model.load();
    auto encoder = encoderOf(*model, options);
    const auto tokens = model->tokenizer().encodeDocument(options.text);
    std::vector<float> vector = encoder.embed(tokens);
    double squares = 0;
    for (const float value : vector)
        squares += static_cast<double>(value) * static_cast<double>(value);
    for (float& value : vector) // of unit length: the cosine of two texts is then their dot product
        value = static_cast<float>(static_cast<double>(value) / std::max(std::sqrt(squares), 1e-30));
    if (options.json) {
        nlohmann::ordered_json json;
        json["model"] = model->displayName();
        json["tokens"] = tokens;
        json["embedding"] = vector;
        printJson(json);
        return kDone;
    }
    std::string lines;
    for (const float value : vector) {
        char number[32];
        std::snprintf(number, sizeof number, "%.7g\n", static_cast<double>(value));
        lines += number;
    }
    print(lines);
    return kDone;
}

int classify(const EncoderCommand& options)
{
    const auto model = options.model.load();
    auto encoder = encoderOf(*model, options);
    const auto tokens = model->tokenizer().encodeDocument(options.text);
    auto labels = encoder.classify(tokens);
    std::stable_sort(labels.begin(), labels.end(),
                     [](const auto& a, const auto& b) { return a.probability > b.probability; });
    if (options.json) {
        nlohmann::ordered_json json;
        json["model"] = model->displayName();
        json["tokens"] = tokens;
        json["labels"] = nlohmann::ordered_json::array();
        for (const auto& label : labels)
            json["labels"].push_back({{"label", label.label}, {"probability", label.probability}});
        printJson(json);
        return kDone;
    }
    for (const auto& label : labels) {
        char number[32];
        std::snprintf(number, sizeof number, "%.4f  ", label.probability);
        print(number + label.label + "\n");
    }
    return kDone;
}

void add(CLI::App& app, Run& chosen, const char* name, const char* help, int (*run)(const EncoderCommand&))
{
    CLI::App* command = app.add_subcommand(name, help);
    const auto options = std::make_shared<EncoderCommand>();
    options->addTo(*command);
    command->callback([options, run, &chosen] { chosen = [options, run] { return run(*options); }; });
}

} // namespace

void addEmbed(CLI::App& app, Run& chosen)
{
    add(app, chosen, "embed", "The vector of a text, of unit length, by an encoder such as BERT", embed);
}

void addClassify(CLI::App& app, Run& chosen)
{
    add(app, chosen, "classify", "The labels of a text with their probabilities, by an encoder with a head", classify);
}

} // namespace cli
