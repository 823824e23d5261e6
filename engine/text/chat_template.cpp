// SPDX-License-Identifier: GPL-3.0-or-later
// ChatTemplate: the interpreter's entry, its exceptions made into sentences.
#include "engine/text/chat_template.h"

#include "engine/error.h"
#include "engine/text/jinja/context.h"
#include "engine/text/jinja/evaluator.h"
#include "engine/text/jinja/failure.h"
#include "engine/text/jinja/parser.h"
#include "engine/text/jinja/scope.h"
#include "engine/text/jinja/unicode.h"

#include <chrono>
#include <new>

namespace engine::text
{

namespace
{

std::shared_ptr<const jinja::Tree> parse(const std::string& source)
{
    if (source.size() > jinja::kMaxSourceBytes)
        throw jinja::SyntaxFailure(
            "the template is larger than " + std::to_string(jinja::kMaxSourceBytes >> 10) + " KiB", 1, 1);
    if (!jinja::isValidUtf8(source))
        throw jinja::SyntaxFailure("the template is not UTF-8 text", 1, 1);
    auto tree = std::make_shared<jinja::Tree>(jinja::parseTemplate(source));
    jinja::resolveScopes(*tree);
    return tree;
}

std::tm localNow()
{
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm result{};
    localtime_r(&now, &result);
    return result;
}

std::vector<Part> toParts(const jinja::Text& text)
{
    std::vector<Part> parts;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.runEnd(at);
        parts.push_back({text.bytes().substr(at, end - at), text.fromTemplateAt(at)});
        at = end;
    }
    return parts;
}

// What a template says may be long or hold control characters; a sentence must not.
std::string shown(std::string_view reason)
{
    std::string out;
    for (std::size_t i = 0; i < reason.size() && out.size() < 500;) {
        const jinja::Character c = jinja::characterAt(reason, i);
        if (c.code < 0x20 || c.code == 0x7F)
            out += ' ';
        else if (c.code >= 0xDC00 && c.code < 0xDE00)
            out += "\xEF\xBF\xBD";
        else
            out += reason.substr(i, c.length);
        i += c.length;
    }
    return out;
}

constexpr const char* kChatMl = "{%- for message in messages -%}"
                                "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
                                "{%- endfor -%}"
                                "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}";

constexpr const char* kPlain = "{%- for message in messages -%}"
                               "{%- if message.role == 'system' -%}{{ message.content + '\\n\\n' }}"
                               "{%- else -%}{{ message.role|capitalize + ': ' + message.content + '\\n' }}{%- endif -%}"
                               "{%- endfor -%}"
                               "{%- if add_generation_prompt -%}{{ 'Assistant:' }}{%- endif -%}";

} // namespace

ChatTemplate::ChatTemplate(std::string source) : m_source(std::move(source))
{
    try {
        m_tree = parse(m_source);
    } catch (const jinja::SyntaxFailure& failure) {
        throw Error(ErrorKind::BadFile, "The chat template cannot be read: line " + std::to_string(failure.line()) +
                                            ", column " + std::to_string(failure.column()) + ": " +
                                            shown(failure.what()) + ".");
    }
}

ChatTemplate ChatTemplate::chatMl()
{
    return ChatTemplate(kChatMl);
}

ChatTemplate ChatTemplate::plain()
{
    return ChatTemplate(kPlain);
}

std::vector<Part> ChatTemplate::render(std::span<const ChatMessage> messages, const RenderOptions& options) const
{
    nlohmann::ordered_json context = options.extra.is_object() ? options.extra : nlohmann::ordered_json::object();
    auto list = nlohmann::ordered_json::array();
    for (const ChatMessage& message : messages)
        list.push_back({{"role", message.role}, {"content", message.content}});
    context["messages"] = std::move(list);
    context["add_generation_prompt"] = options.addGenerationPrompt;
    if (!options.bosToken.empty())
        context["bos_token"] = options.bosToken;
    if (!options.eosToken.empty())
        context["eos_token"] = options.eosToken;
    return render(context, options.now);
}

std::vector<Part> ChatTemplate::render(const nlohmann::ordered_json& context, const std::optional<std::tm>& now) const
{
    jinja::Evaluator evaluator(*m_tree, now ? *now : localNow());
    const auto where = [&evaluator] { return "line " + std::to_string(evaluator.line()); };
    try {
        return toParts(evaluator.run(jinja::contextFromJson(evaluator, context)));
    } catch (const jinja::Refusal& refusal) {
        throw Error(ErrorKind::BadSetting,
                    "The chat template refuses this conversation (" + where() + "): " + shown(refusal.what()));
    } catch (const jinja::RenderFailure& failure) {
        throw Error(ErrorKind::BadFile, "The chat template failed at " + where() + ": " + shown(failure.what()) + ".");
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::NoMemory, "Not enough memory to run the chat template.");
    }
}

std::string joinParts(std::span<const Part> parts)
{
    std::string out;
    for (const Part& part : parts)
        out += part.text;
    return out;
}

} // namespace engine::text
