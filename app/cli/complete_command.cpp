// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli complete: raw continuation of a text, no template.
#include "app/cli/answer_options.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"

#include <nlohmann/json.hpp>

namespace cli
{
namespace
{

struct CompleteOptions : AnswerOptions {
    bool special = false; // special tokens written in the prompt are meant as such
};

int run(const CompleteOptions& options)
{
    static_cast<void>(options.settings()); // a wrong setting is said before a large model is read
    const auto model = options.model.load({options.context, options.cache});
    engine::generate::Session session(model, options.session());
    options.restore(session);
    engine::text::Part part;
    part.text = options.prompt;
    part.fromTemplate = options.special;
    auto prompt = model->tokenizer().encode(std::span<const engine::text::Part>(&part, 1));
    nlohmann::ordered_json json;
    json["model"] = model->displayName();
    json["prompt"] = options.prompt;
    return answer(options, session, std::move(prompt), std::move(json), options.prompt);
}

} // namespace

void addComplete(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("complete", "Continue a text as it is, without a template");
    const auto options = std::make_shared<CompleteOptions>();
    options->addTo(*command);
    command->add_flag("--special", options->special,
                      "Read special tokens such as <|im_start|> in the prompt as such, not as text");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
