// SPDX-License-Identifier: GPL-3.0-or-later
// An engine that tells a given text, four bytes a token, at a given pace. The story is shared with the test's thread.
#pragma once

#include "engine/error.h"
#include "ui/chat/chat_engine.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

namespace tests
{

struct Story {
    std::mutex mutex;
    std::string text = "One word after another.";
    std::string modelName = "Storyteller";
    std::string failAnswer;       // a sentence: every answer fails with it
    std::string failLoad;         // likewise for loading
    std::atomic<double> rate = 0; // tokens per second, 0: at once
    std::atomic<int> promptMs = 0;
    std::atomic<int> loadMs = 0;
    std::atomic<bool> hasGpu = false;
};

class Storyteller : public ui::ChatEngine
{
public:
    explicit Storyteller(std::shared_ptr<Story> story) : m_story(std::move(story)) {}

    ui::LoadedModel load(const std::filesystem::path& path, const ui::LoadOptions& options,
                         const std::atomic<bool>& stop, const std::function<void(double)>& progress) override
    {
        wait(m_story->loadMs, stop, progress);
        const std::lock_guard lock(m_story->mutex);
        if (!m_story->failLoad.empty())
            throw engine::Error(engine::ErrorKind::BadFile, m_story->failLoad);
        ui::LoadedModel model;
        model.path = path.string();
        model.name = m_story->modelName;
        model.device = "CPU, AVX-512 VNNI, 2 threads";
        model.context = options.context > 0 ? options.context : 2048;
        model.memory = {13'200'000, 9'400'000, 2'600'000};
        model.countTokens = [](std::string_view text) { return static_cast<std::int64_t>(text.size() / 4); };
        model.cudaNotice = "The graphics card is not used: this build has no CUDA engine.";
        return model;
    }

    void eject() override {}

    ui::DevicesFound devices() override
    {
        if (!m_story->hasGpu)
            return {{}, "No GPU is used: no NVIDIA driver is installed."};
        return {{{"cuda:0", "A GPU <b>of</b> the story", "A GPU, CUDA 13.0"}}, {}};
    }

    ui::DeviceVerdict verify(const std::string& /*key*/, const std::atomic<bool>& /*stop*/,
                             const std::function<void(int)>& progress) override
    {
        progress(12);
        return {"A GPU, CUDA 13.0", true, "The GPU computes as it should: all 12 checks passed."};
    }

    ui::AnswerResult answer(const ui::AnswerRequest& request, const std::atomic<bool>& stop,
                            const ui::AnswerObserver& observer) override
    {
        constexpr int kSteps = 100;
        wait(m_story->promptMs, stop,
             [&](double share) { observer.prefill(static_cast<std::int64_t>(share * kSteps), kSteps); });
        const auto [text, name] = read();
        ui::AnswerResult result;
        result.timings.promptTokens = static_cast<int>(request.turns.size()) * 12;
        const auto start = Clock::now();
        for (std::size_t at = 0; at < text.size() && !stop; at = tell(text, at, observer)) {
            ++result.timings.generatedTokens;
            if (const double rate = m_story->rate; rate > 0)
                std::this_thread::sleep_until(start +
                                              std::chrono::duration<double>(result.timings.generatedTokens / rate));
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        result.timings.firstTokenSeconds = 0.048;
        result.timings.prefillSeconds = 0.041;
        result.timings.decodeSeconds = m_story->rate > 0 ? seconds : result.timings.generatedTokens / 231.0;
        result.memory = {13'200'000, 9'400'000, 2'600'000};
        result.peakBytes = 148'000'000;
        result.device = "CPU, AVX-512 VNNI, 2 threads";
        result.model = name;
        result.stopped = stop;
        result.stopReason = stop ? "stopped" : "end";
        return result;
    }

private:
    using Clock = std::chrono::steady_clock;

    std::pair<std::string, std::string> read() const
    {
        const std::lock_guard lock(m_story->mutex);
        if (!m_story->failAnswer.empty())
            throw engine::Error(engine::ErrorKind::TooLong, m_story->failAnswer);
        return {m_story->text, m_story->modelName};
    }

    // Whole characters only: goes on past the bytes that continue one.
    static std::size_t tell(const std::string& text, std::size_t at, const ui::AnswerObserver& observer)
    {
        constexpr std::size_t kBytes = 4;
        const auto continues = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U; };
        std::size_t end = std::min(at + kBytes, text.size());
        while (end < text.size() && continues(end))
            ++end;
        observer.piece(std::string_view(text).substr(at, end - at));
        return end;
    }

    static void wait(int milliseconds, const std::atomic<bool>& stop, const std::function<void(double)>& progress)
    {
        for (int ms = 0; ms < milliseconds; ms += 5) {
            if (stop)
                throw engine::Error(engine::ErrorKind::Stopped, "It was stopped.");
            progress(static_cast<double>(ms) / milliseconds);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    std::shared_ptr<Story> m_story;
};

} // namespace tests
