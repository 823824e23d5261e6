// SPDX-License-Identifier: GPL-3.0-or-later
// A candidate ready to run: its model, caches and buffers. And where those are kept while there is room for them.
// Inside the Lab only; one thread.
#pragma once

#include "engine/generate/batch.h"
#include "engine/generate/draft_model.h"
#include "engine/generate/generator.h"
#include "engine/lab/run.h"

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace engine::lab
{

// Models by file and place; those that nobody uses are let go when memory is short.
class Models
{
public:
    // Throws engine::Error as model::Model::load.
    std::shared_ptr<const model::Model> get(const std::string& path, const Settings& settings,
                                            const std::atomic<bool>& stop, const Watcher& watcher);
    void dropUnused();

private:
    struct Loaded {
        std::string key;
        std::shared_ptr<const model::Model> model;
    };
    std::list<Loaded> m_loaded;
    std::map<std::pair<int, int>, std::weak_ptr<model::Gpu>> m_gpus; // by device, and how often it came before
};

class Rig
{
public:
    Rig(Models& models, const Experiment& experiment, int candidate, const std::atomic<bool>& stop,
        const Watcher& watcher, const RunHooks& hooks);

    int candidate() const { return m_candidate; }
    CandidateFacts facts() const;

    // Tokens of a prompt, rendered by the model's template. Throws engine::Error: TooLong.
    std::vector<text::TokenId> tokensOf(const Prompt& prompt) const;
    // One run of `tokens` tokens. Throws engine::Error, Stopped as well.
    RunRecord measure(const RunPlace& place, int tokens, MachineWatch& machine, const std::atomic<bool>& stop,
                      const Watcher& watcher);
    std::string textOf(text::TokenId token) const { return m_model->tokenizer().bytes(token); }
    // Logits behind a text; valid until the next call.
    std::span<const float> logitsBehind(std::span<const text::TokenId> text, const std::atomic<bool>& stop);

private:
    struct Progress; // of a run
    const Settings& settings() const { return m_experiment.candidates[static_cast<std::size_t>(m_candidate)].settings; }
    generate::Request request(std::vector<text::TokenId> prompt, int tokens, int number) const;
    std::vector<text::TokenId> knownPart(const Prompt& prompt, std::span<const text::TokenId> whole) const;
    measure::MemoryUse memory() const;
    double bandwidth(const RunRecord& run) const;
    generate::Result answerOne(std::vector<text::TokenId> prompt, int tokens, Progress& progress,
                               const std::atomic<bool>& stop);
    generate::Result answerSeveral(const std::vector<text::TokenId>& prompt, int tokens, Progress& progress,
                                   const std::atomic<bool>& stop);

    std::int64_t context() const { return m_batch ? m_batch->context() : m_session->context(); }

    const Experiment& m_experiment;
    const int m_candidate;
    std::function<double()> m_clock;
    generate::SessionOptions m_options;
    std::shared_ptr<const model::Model> m_model;
    std::optional<generate::Session> m_session; // of one request at a time
    std::optional<generate::Batch> m_batch;     // of several
    std::optional<generate::DraftModel> m_draft;
};

// Bytes of the weights that each token reads.
std::int64_t bytesPerToken(const model::Model& model);

} // namespace engine::lab
