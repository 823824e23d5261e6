// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/local_engine.h"

#include "engine/error.h"
#include "engine/generate/chat.h"
#include "engine/generate/generator.h"
#include "engine/measure/check_gpu.h"
#include "engine/model/device.h"
#include "engine/model/gpu.h"

namespace ui
{
namespace
{

constexpr int kConversations = 3; // whose caches are kept, so that going from one to another reads nothing again

kernels::Type cacheTypeOf(const std::string& name)
{
    using kernels::Type;
    for (const auto& [type, word] :
         {std::pair(Type::F32, "F32"), {Type::Q8_0, "Q8_0"}, {Type::Q4_0, "Q4_0"}, {Type::BF16, "BF16"}})
        if (name == word)
            return type;
    return Type::F16;
}

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
    engine::generate::SessionOptions session;
    session.context = options.context;
    session.threads = options.threads;
    session.kept = kConversations;
    session.cacheType = cacheTypeOf(options.cacheType);
    if (options.batch > 0)
        session.batch = options.batch;
    m_guesses = options.guesses;
    const auto device = engine::model::chooseDevice(engine::model::gpus(), options.device, options.verified);
    auto model = engine::model::Model::load(path, stop, progress, engine::model::openGpus(device.gpus),
                                            options.gpuLayers, {session.context, session.cacheType, session.batch});
    m_session = std::make_unique<engine::generate::Session>(model, session);
    m_model = std::move(model);

    LoadedModel loaded;
    loaded.path = path.string();
    loaded.name = m_model->displayName();
    loaded.device = m_session->device();
    loaded.gpu = m_model->gpu() ? m_model->gpu()->name() : std::string();
    loaded.context = m_session->context();
    loaded.memory = m_session->memory();
    loaded.notice = m_model->notice();
    loaded.cudaNotice = device.notice.empty() ? m_model->placement() : device.notice;
    loaded.countTokens = [weak = std::weak_ptr(m_model)](std::string_view text) {
        const auto held = weak.lock();
        return held ? static_cast<std::int64_t>(held->tokenizer().encode(text).size()) : 0;
    };
    return loaded;
}

void LocalEngine::eject()
{
    m_session.reset();
    m_model.reset();
}

DevicesFound LocalEngine::devices()
{
    const engine::model::Gpus& gpus = engine::model::gpus();
    DevicesFound found;
    found.reason = gpus.reason;
    for (const engine::model::GpuDevice& gpu : gpus.list)
        found.list.push_back({gpu.key(), gpu.name, gpu.mark});
    return found;
}

DeviceVerdict LocalEngine::verify(const std::string& key, const std::atomic<bool>& stop,
                                  const std::function<void(int done)>& progress)
{
    for (const engine::model::GpuDevice& gpu : engine::model::gpus().list) {
        if (gpu.key() != key)
            continue;
        const auto verdict = engine::measure::verifyGpu(engine::model::Gpu::open(gpu.index),
                                                        engine::measure::CheckSize::Whole, stop, progress);
        return {gpu.mark, verdict.passed, verdict.sentence};
    }
    throw engine::Error(engine::ErrorKind::NotFound,
                        "The GPU " + key + " is not there any more. Choose another device.");
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
    auto prompt =
        engine::generate::chatPrompt(*m_model, messages, context, answerRoom(context, request.maxTokens), begun);
    if (prompt.droppedMessages > 0) // what it says of the template was said when the model was loaded
        observer.notice(prompt.notice);

    engine::generate::Request generation;
    generation.prompt = std::move(prompt.tokens);
    generation.maxTokens = request.maxTokens;
    generation.stopStrings = request.stopStrings;
    generation.sampling = request.sampling;
    generation.guesses = m_guesses;
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
