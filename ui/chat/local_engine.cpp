// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/local_engine.h"

#include "engine/error.h"
#include "engine/generate/chat.h"
#include "engine/generate/generator.h"
#include "engine/model/device.h"

#include <algorithm>

namespace ui
{
namespace
{

constexpr std::int64_t kRoom = 512; // positions that are kept for an answer, if the context has them
constexpr int kConversations = 3;   // whose caches are kept, so that going from one to another reads nothing again

const char* roleName(Speaker speaker)
{
    switch (speaker) {
    case Speaker::System:
        return "system";
    case Speaker::Assistant:
        return "assistant";
    case Speaker::User:
        break;
    }
    return "user";
}

} // namespace

LoadedModel LocalEngine::load(const std::filesystem::path& path, const LoadOptions& options,
                              const std::atomic<bool>& stop, const std::function<void(double share)>& progress)
{
    eject(); // two models at once may not fit
    auto model = engine::model::Model::load(path, stop, progress);
    engine::generate::SessionOptions session;
    session.context = options.context;
    session.threads = options.threads;
    session.kept = kConversations;
    m_session = std::make_unique<engine::generate::Session>(model, session);
    m_model = std::move(model);

    LoadedModel loaded;
    loaded.path = path.string();
    loaded.name = m_model->displayName();
    loaded.device = m_session->device();
    loaded.context = m_session->context();
    loaded.memory = m_session->memory();
    loaded.notice = m_model->notice();
    loaded.cudaNotice = engine::model::gpuNotice();
    return loaded;
}

void LocalEngine::eject()
{
    m_session.reset();
    m_model.reset();
}

AnswerResult LocalEngine::answer(const AnswerRequest& request, const std::atomic<bool>& stop,
                                 const AnswerObserver& observer)
{
    if (!m_session)
        throw engine::Error(engine::ErrorKind::NotFound,
                            "No model is loaded. Load one, then ask for the answer again.");
    std::vector<engine::text::ChatMessage> messages;
    for (const ChatTurn& turn : request.turns)
        messages.push_back({roleName(turn.speaker), turn.text});
    std::string begun;
    if (!request.turns.empty() && request.turns.back().speaker == Speaker::Assistant) {
        begun = request.turns.back().text;
        messages.pop_back();
    }
    const std::int64_t context = m_session->context();
    std::int64_t room = std::min(kRoom, context / 4);
    if (request.maxTokens > 0)
        room = std::min<std::int64_t>(room, request.maxTokens);
    auto prompt = engine::generate::chatPrompt(*m_model, messages, context, std::max<std::int64_t>(room, 1), begun);
    if (prompt.droppedMessages > 0) // what it says of the template was said when the model was loaded
        observer.notice(prompt.notice);

    engine::generate::Request generation;
    generation.prompt = std::move(prompt.tokens);
    generation.maxTokens = request.maxTokens;
    generation.stopStrings = request.stopStrings;
    generation.sampling = request.sampling;
    const auto piece = [&observer, opened = prompt.opened](std::string_view text) mutable {
        observer.piece(opened.append(text)); // the stored answer is whole: it begins with what the template opened
        opened.clear();
    };
    const auto made = engine::generate::generate(*m_session, generation, stop, {observer.prefill, piece});

    AnswerResult result;
    result.stopReason = engine::generate::name(made.reason);
    result.stopped = made.reason == engine::generate::StopReason::Stopped;
    result.timings = made.timings;
    result.memory = m_session->memory();
    result.peakBytes = engine::measure::processMemory().peakResident;
    result.device = m_session->device();
    result.model = m_model->displayName();
    return result;
}

} // namespace ui
