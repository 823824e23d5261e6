// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli chat: one turn through the model's template.
#include "app/cli/answer_options.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "engine/generate/chat.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli
{
namespace
{

constexpr std::int64_t kAnswerRoom = 256; // tokens kept for an answer of no given length

struct ChatOptions : AnswerOptions {
    std::string system;
};

int run(const ChatOptions& options)
{
    static_cast<void>(options.settings()); // a wrong setting is said before a large model is read
    const auto model = options.model.load({options.context, options.cache});
    engine::generate::Session session(model, options.session());
    options.restore(session);
    std::vector<engine::text::ChatMessage> messages;
    if (!options.system.empty())
        messages.push_back({"system", options.system});
    messages.push_back({"user", options.prompt});

    const std::int64_t wanted = options.maxTokens > 0 ? options.maxTokens : kAnswerRoom;
    const std::int64_t room = std::clamp<std::int64_t>(session.context() / 4, 1, wanted);
    auto prompt = engine::generate::chatPrompt(*model, messages, session.context(), room);
    if (!prompt.notice.empty() && !options.json)
        remark(prompt.notice);
    nlohmann::ordered_json json;
    json["model"] = model->displayName();
    json["notice"] = prompt.notice;
    return answer(options, session, std::move(prompt.tokens), std::move(json));
}

} // namespace

void addChat(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("chat", "Ask once, through the model's chat template");
    const auto options = std::make_shared<ChatOptions>();
    options->addTo(*command);
    command->add_option("--system", options->system, "System prompt")->type_name("TEXT");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
