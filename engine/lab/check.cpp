// SPDX-License-Identifier: GPL-3.0-or-later
// What cannot run here, found without loading anything: from the settings, the devices and the heads of the files.
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/draft_model.h"
#include "engine/generate/session.h"
#include "engine/lab/run.h"
#include "engine/model/device.h"

#include <algorithm>
#include <map>
#include <memory>

namespace engine::lab
{
namespace
{

[[noreturn]] void refuse(const std::string& sentence)
{
    throw Error(ErrorKind::BadSetting, sentence);
}

struct Head {
    explicit Head(const std::string& path)
        : file(files::openModel(path)),
          config(model::Config::fromGguf(file)),
          weights(model::Weights::fromGguf(file, config))
    {
    }
    const text::Tokenizer& tokenizer() // built when it is asked for
    {
        if (!m_tokenizer)
            m_tokenizer = text::Tokenizer::fromGguf(file);
        return *m_tokenizer;
    }

    files::GgufFile file;
    model::Config config;
    model::Weights weights;

private:
    std::unique_ptr<const text::Tokenizer> m_tokenizer;
};

class Checker
{
public:
    void check(const Settings& settings)
    {
        checkDevice(settings);
        checkGuesses(settings);
        if (settings.model.empty())
            refuse("No model is chosen. Give each candidate a \"model\".");
        Head& head = headOf(settings.model);
        if (head.config.isEncoder())
            throw Error(ErrorKind::Unsupported,
                        head.file.name() + " is an encoder: it writes no text, so the Lab has nothing to time. "
                                           "\"fettle-cli bench\" measures encoders.");
        generate::SessionOptions options;
        options.context = settings.context;
        options.threads = settings.threads;
        options.cacheType = settings.cacheType;
        options.batch = settings.batch;
        generate::resolved(head.config, head.file.name(), options, settings.parallel);
        std::int64_t draftBytes = 0;
        if (!settings.draftModel.empty()) {
            Head& draft = headOf(settings.draftModel);
            if (draft.config.isEncoder())
                throw Error(ErrorKind::Unsupported,
                            draft.file.name() +
                                " is an encoder and cannot guess. Choose a smaller model of the same family.");
            generate::requireSameVocabulary(draft.tokenizer(), draft.file.name(), head.tokenizer(), head.file.name());
            draftBytes = total(generate::Session::plan(draft.config, draft.weights, draft.file.name(), options));
        }
        if (settings.device == "cpu")
            checkMemory(settings, generate::Session::plan(head.config, head.weights, head.file.name(), options),
                        draftBytes);
    }

private:
    static std::int64_t total(const measure::MemoryUse& use) { return use.weights + use.cache + use.scratch; }

    Head& headOf(const std::string& path)
    {
        std::unique_ptr<Head>& head = m_heads[path];
        if (!head)
            head = std::make_unique<Head>(path);
        return *head;
    }

    static void checkDevice(const Settings& settings)
    {
        if (settings.device == "cpu") {
            if (settings.gpuLayers != -1)
                refuse("Layers on the GPU were chosen, but this candidate runs on the processor. Choose a GPU as its "
                       "device, or leave the layers out.");
            if (!settings.graphCapture || !settings.sampleOnDevice)
                refuse(std::string(settings.graphCapture ? "Sampling on the GPU" : "Graph capture") +
                       " cannot be switched off here: the processor has none. Choose a GPU as the device.");
            return;
        }
        const model::Gpus& found = model::gpus();
        if (model::chooseDevice(found, settings.device, {}).gpus.empty())
            throw Error(ErrorKind::Unsupported,
                        "The device " + settings.device + " is not there. " +
                            (found.reason.empty() ? "This machine has " + std::to_string(found.list.size()) + " GPUs."
                                                  : found.reason));
    }

    static void checkGuesses(const Settings& settings)
    {
        if (settings.guesses > 0 && !settings.draftModel.empty())
            refuse("Both guesses from the text and a draft model were chosen; an answer uses one of them.");
        if (settings.parallel > 1 && (settings.guesses > 0 || !settings.draftModel.empty()))
            refuse("Guessing ahead works for one request at a time, and " + std::to_string(settings.parallel) +
                   " were chosen.");
        if (settings.parallel > 1 && settings.reusePrefix)
            refuse("Several requests at once are read anew here; leave \"reuse_prefix\" out, or choose one request.");
    }

    static void checkMemory(const Settings& settings, const measure::MemoryUse& use, std::int64_t draftBytes)
    {
        const std::int64_t needed = use.weights + settings.parallel * use.cache + use.scratch + draftBytes;
        const std::int64_t available = measure::availableMemory();
        if (available > 0 && needed > available)
            throw Error(ErrorKind::NoMemory,
                        "It needs " + std::to_string(needed >> 20) + " MiB of memory, and " +
                            std::to_string(available >> 20) +
                            " MiB are free. Choose a shorter context, fewer requests or a smaller file.");
    }

    std::map<std::string, std::unique_ptr<Head>> m_heads;
};

} // namespace

std::vector<Problem> check(const Experiment& experiment)
{
    try {
        validate(experiment);
    } catch (const Error& error) {
        return {{-1, error.what()}};
    }
    std::vector<Problem> problems;
    Checker checker;
    for (std::size_t i = 0; i < experiment.candidates.size(); ++i) {
        try {
            checker.check(experiment.candidates[i].settings);
        } catch (const Error& error) {
            problems.push_back({static_cast<int>(i), error.what()});
        }
    }
    return problems;
}

} // namespace engine::lab
