// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/rig.h"

#include "engine/error.h"
#include "engine/generate/chat.h"
#include "engine/measure/memory.h"
#include "engine/model/packing.h"

#include <algorithm>
#include <limits>

namespace engine::lab
{
namespace
{

double wallClock()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::int64_t bytesOf(const kernels::Matrix& matrix)
{
    return matrix ? kernels::bytesOf(matrix.type, matrix.rows * matrix.cols) : 0;
}

} // namespace

std::int64_t bytesPerToken(const model::Model& model)
{
    const model::Weights& weights = model.weights();
    const model::ExpertsConfig& experts = model.config().experts;
    std::int64_t bytes = bytesOf(weights.head);
    for (const model::LayerWeights& layer : weights.layers) {
        for (const kernels::Matrix* matrix : {&layer.q, &layer.k, &layer.v, &layer.output, &layer.router})
            bytes += bytesOf(*matrix);
        std::int64_t forward = 0;
        for (const kernels::Matrix* matrix : {&layer.gate, &layer.up, &layer.down})
            forward += bytesOf(*matrix);
        bytes += experts.count > 0 ? forward / experts.count * experts.used : forward;
    }
    return bytes;
}

// --- models ---

void Models::dropUnused()
{
    m_loaded.remove_if([](const Loaded& loaded) { return loaded.model.use_count() == 1; });
}

std::shared_ptr<const model::Model> Models::get(const std::string& path, const Settings& settings,
                                                const std::atomic<bool>& stop, const Watcher& watcher)
{
    const bool onGpu = settings.device != "cpu";
    std::string key = path + "\n" + settings.device;
    if (onGpu) // how many layers fit depends on what lies beside them
        key += " " + std::to_string(settings.gpuLayers) +
               (settings.gpuLayers < 0 ? " " + std::to_string(settings.context) + settingText(settings, "cache") : "");
    for (const Loaded& loaded : m_loaded)
        if (loaded.key == key)
            return loaded.model;
    if (watcher.preparing)
        watcher.preparing("Loading " + std::filesystem::path(path).filename().string());
    std::shared_ptr<model::Gpu> gpu;
    if (onGpu) {
        const int index = std::stoi(settings.device.substr(5));
        gpu = m_gpus[index].lock();
        if (!gpu)
            m_gpus[index] = gpu = model::Gpu::open(index);
    }
    auto model = model::Model::load(path, stop, {}, gpu, settings.gpuLayers,
                                    {settings.context, settings.cacheType, settings.batch});
    if (const auto& packing = model->weights().packing) { // what is measured is the speed that lasts
        kernels::Pool pool(kernels::Pool::availableThreads());
        packing->advance(pool, std::numeric_limits<int>::max());
    }
    m_loaded.push_back({key, model});
    return model;
}

// --- one run ---

// The tokens of a run as they come.
struct Rig::Progress {
    const RunPlace& place;
    const Watcher& watcher;
    const std::function<double()>& clock;
    double start = clock();
    std::vector<std::vector<double>> times = {}; // of each request's tokens, seconds since the start
    int tokens = 0;
    int readTokens = 0;
    double readSeconds = 0;

    void ended(const measure::Timings& timings)
    {
        readTokens += timings.promptTokens - timings.reusedTokens;
        readSeconds = std::max(readSeconds, timings.prefillSeconds);
    }

    double now() const { return clock() - start; }

    generate::Observer observer(std::size_t request)
    {
        times.resize(std::max(times.size(), request + 1));
        generate::Observer observer;
        observer.token = [this, request](text::TokenId) {
            times[request].push_back(now());
            ++tokens;
            if (watcher.token)
                watcher.token(place, tokens, times[request].back());
        };
        if (request == 0 && watcher.piece)
            observer.piece = [this](std::string_view piece) { watcher.piece(place, piece); };
        if (request == 0 && watcher.prefill)
            observer.prefill = [this](std::int64_t done, std::int64_t all) {
                watcher.prefill(place, static_cast<int>(done), static_cast<int>(all));
            };
        return observer;
    }

    void fill(RunRecord& run) const
    {
        run.tokens = tokens;
        run.readTokens = readTokens;
        run.readSeconds = readSeconds;
        double begin = 0, end = 0;
        for (const auto& request : times) {
            begin = request.empty() ? begin : std::max(begin, request.front());
            end = request.empty() ? end : std::max(end, request.back());
            for (std::size_t i = 1; i < request.size(); ++i)
                run.tokenSeconds.push_back(request[i] - request[i - 1]);
        }
        for (const auto& request : times)
            run.decodeTokens +=
                static_cast<int>(std::count_if(request.begin(), request.end(), [&](double t) { return t > begin; }));
        run.decodeSeconds = end - begin;
    }
};

Rig::Rig(Models& models, const Experiment& experiment, int candidate, const std::atomic<bool>& stop,
         const Watcher& watcher, const RunHooks& hooks)
    : m_experiment(experiment),
      m_candidate(candidate),
      m_clock(hooks.clock ? hooks.clock : wallClock)
{
    const Settings& wanted = settings();
    m_model = models.get(wanted.model, wanted, stop, watcher);
    m_options.context = wanted.context;
    m_options.threads = wanted.threads;
    m_options.cacheType = wanted.cacheType;
    m_options.batch = wanted.batch;
    m_options.maxLogits = 1 + (wanted.draftModel.empty() ? wanted.guesses : wanted.draftTokens);
    m_options.ops = hooks.ops ? hooks.ops(candidate) : nullptr;
    m_options.graphs = wanted.graphCapture;
    m_options.choosesOnDevice = wanted.sampleOnDevice;
    if (wanted.parallel > 1)
        m_batch.emplace(m_model, m_options, wanted.parallel);
    else
        m_session.emplace(m_model, m_options);
    if (!wanted.draftModel.empty()) {
        Settings own = wanted; // the draft lies where the model does, whole
        own.gpuLayers = -1;
        generate::SessionOptions draft = m_options;
        draft.maxLogits = 1;
        draft.context = context();
        m_draft.emplace(models.get(wanted.draftModel, own, stop, watcher), draft, wanted.draftTokens, *m_model);
    }
}

CandidateFacts Rig::facts() const
{
    return {"", m_batch ? m_batch->device() : m_session->device(), m_model->displayName(), m_model->weightBytes(),
            bytesPerToken(*m_model)};
}

measure::MemoryUse Rig::memory() const
{
    measure::MemoryUse use = m_batch ? m_batch->memory() : m_session->memory();
    if (m_draft) {
        const measure::MemoryUse draft = m_draft->memory();
        use = {use.weights + draft.weights, use.cache + draft.cache, use.scratch + draft.scratch};
    }
    return use;
}

std::vector<text::TokenId> Rig::tokensOf(const Prompt& prompt) const
{
    if (prompt.turns.empty()) {
        const text::Part part{prompt.text, false};
        return m_model->tokenizer().encode(std::span(&part, 1));
    }
    const std::int64_t room = std::min<std::int64_t>(m_experiment.tokens, context() - 1);
    generate::ChatPrompt rendered = generate::chatPrompt(*m_model, prompt.turns, context(), room);
    if (rendered.droppedMessages > 0) // a part of it would be another prompt than that of the others
        throw Error(ErrorKind::TooLong, "The prompt \"" + prompt.name + "\" does not fit whole into the context of " +
                                            std::to_string(context()) +
                                            " tokens. Give this candidate a longer context.");
    return std::move(rendered.tokens);
}

// What a chat has read when the last message comes: all up to the end of the answer before.
std::vector<text::TokenId> Rig::knownPart(const Prompt& prompt, std::span<const text::TokenId> whole) const
{
    const auto answer = std::find_if(prompt.turns.rbegin(), prompt.turns.rend(),
                                     [](const text::ChatMessage& turn) { return turn.role == "assistant"; });
    if (answer == prompt.turns.rend())
        return {};
    const std::vector<text::ChatMessage> before(prompt.turns.begin(), answer.base() - 1);
    if (before.empty() || before.back().role != "user")
        return {};
    const auto read = generate::chatPrompt(*m_model, before, context(), 1, answer->content).tokens;
    const auto common = std::mismatch(read.begin(), read.end(), whole.begin(), whole.end()).first;
    return {read.begin(), common};
}

generate::Request Rig::request(std::vector<text::TokenId> prompt, int tokens, int number) const
{
    generate::Request request;
    request.prompt = std::move(prompt);
    request.maxTokens = tokens;
    request.ignoreEnd = !m_experiment.toTheEnd;
    request.sampling = m_experiment.sampling;
    request.sampling.seed = m_experiment.seed + static_cast<std::uint64_t>(number);
    request.guesses = settings().draftModel.empty() ? settings().guesses : 0;
    return request;
}

generate::Result Rig::answerOne(std::vector<text::TokenId> prompt, int tokens, Progress& progress,
                                const std::atomic<bool>& stop)
{
    const generate::Observer observer = progress.observer(0);
    generate::Result result = generate::generate(*m_session, request(std::move(prompt), tokens, 0), stop, observer,
                                                 m_draft ? &*m_draft : nullptr);
    progress.ended(result.timings);
    return result;
}

generate::Result Rig::answerSeveral(const std::vector<text::TokenId>& prompt, int tokens, Progress& progress,
                                    const std::atomic<bool>& stop)
{
    m_batch->forgetTexts();
    std::vector<int> numbers;
    for (int i = 0; i < settings().parallel; ++i)
        numbers.push_back(m_batch->add(request(prompt, tokens, i), progress.observer(static_cast<std::size_t>(i))));
    while (m_batch->isWorking() && !stop)
        m_batch->step();
    generate::Result first;
    std::exception_ptr failure;
    for (const int number : numbers) {
        try {
            generate::Result result = m_batch->remove(number);
            progress.ended(result.timings);
            if (number == numbers.front())
                first = std::move(result);
        } catch (const Error&) {
            failure = failure ? failure : std::current_exception(); // all places have to be free again
        }
    }
    if (failure)
        std::rethrow_exception(failure);
    return first;
}

RunRecord Rig::measure(const RunPlace& place, int tokens, MachineWatch& machine, const std::atomic<bool>& stop,
                       const Watcher& watcher)
{
    const Prompt& prompt = m_experiment.prompts[static_cast<std::size_t>(place.prompt)];
    std::vector<text::TokenId> ids = tokensOf(prompt);
    if (m_session)
        m_session->clear();
    if (m_draft)
        m_draft->clear();
    if (settings().reusePrefix)
        if (const auto known = knownPart(prompt, ids); !known.empty())
            m_session->evaluatePrompt(known, stop);
    RunRecord run;
    run.place = place;
    measure::resetPeakMemory();
    machine.begin();
    Progress progress{place, watcher, m_clock};
    generate::Result result =
        m_batch ? answerSeveral(ids, tokens, progress, stop) : answerOne(std::move(ids), tokens, progress, stop);
    run.totalSeconds = progress.now();
    run.machine = machine.end();
    if (stop || result.reason == generate::StopReason::Stopped)
        throw Error(ErrorKind::Stopped, "The run was stopped.");
    progress.fill(run);
    run.timings = result.timings;
    run.memory = memory();
    run.peakBytes = measure::processMemory().peakResident;
    run.bandwidth = bandwidth(run);
    run.answer = std::move(result.tokens);
    run.text = std::move(result.text);
    return run;
}

// Guesses read the weights an unknown number of times, so nothing is said of those.
double Rig::bandwidth(const RunRecord& run) const
{
    if (run.decodeSeconds <= 0 || settings().guesses > 0 || m_draft)
        return 0;
    const double length = run.timings.promptTokens + run.timings.generatedTokens / 2.0; // on the average
    const auto cache = model::KvCache::bytesFor(m_model->config(), m_options.cacheType, context());
    const double perToken = static_cast<double>(cache) / static_cast<double>(context()) * length;
    const double passes = static_cast<double>(run.decodeTokens) / settings().parallel;
    return (static_cast<double>(bytesPerToken(*m_model)) * passes + perToken * run.decodeTokens) / run.decodeSeconds;
}

std::span<const float> Rig::logitsBehind(std::span<const text::TokenId> text, const std::atomic<bool>& stop)
{
    if (!m_session)
        m_session.emplace(m_model, m_options);
    m_session->evaluatePrompt(text, stop);
    return m_session->logits();
}

} // namespace engine::lab
