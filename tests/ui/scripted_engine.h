// SPDX-License-Identifier: GPL-3.0-or-later
// An engine that says what a script says, at the script's pace. The script is shared with the test's thread.
#pragma once

#include "engine/error.h"
#include "ui/chat/chat_engine.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace ui::test
{

struct Script {
    std::atomic<int> loadMs{0};
    std::atomic<int> promptMs{0};
    std::atomic<int> gpus{0};
    std::atomic<int> verifyMs{0};
    std::atomic<bool> gpuIsGood{true};
    std::atomic<int> tokens{5};
    std::atomic<double> rate{0}; // tokens per second, 0: as fast as it can
    std::atomic<int> answers{0}; // how many were begun

    void failLoad(const std::string& sentence) { set(m_failLoad, sentence); }
    void failAnswer(const std::string& sentence) { set(m_failAnswer, sentence); }
    void say(const std::string& piece) { set(m_piece, piece); } // for each token

    std::vector<AnswerRequest> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

    std::vector<LoadOptions> loads() const
    {
        const std::lock_guard lock(m_mutex);
        return m_loads;
    }

private:
    friend class ScriptedEngine;
    void set(std::string& member, const std::string& value)
    {
        const std::lock_guard lock(m_mutex);
        member = value;
    }
    std::string get(const std::string& member) const
    {
        const std::lock_guard lock(m_mutex);
        return member;
    }

    mutable std::mutex m_mutex;
    std::string m_failLoad;
    std::string m_failAnswer;
    std::string m_piece = "word ";
    std::vector<AnswerRequest> m_requests;
    std::vector<LoadOptions> m_loads;
};

class ScriptedEngine : public ChatEngine
{
public:
    explicit ScriptedEngine(std::shared_ptr<Script> script) : m_script(std::move(script)) {}

    LoadedModel load(const std::filesystem::path& path, const LoadOptions& options, const std::atomic<bool>& stop,
                     const std::function<void(double)>& progress) override
    {
        m_loaded = false;
        {
            const std::lock_guard lock(m_script->m_mutex);
            m_script->m_loads.push_back(options);
        }
        for (int ms = 0; ms < m_script->loadMs; ++ms) {
            if (stop)
                throw engine::Error(engine::ErrorKind::Stopped, "Loading was stopped.");
            progress(double(ms) / m_script->loadMs);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        if (const auto sentence = m_script->get(m_script->m_failLoad); !sentence.empty())
            throw engine::Error(engine::ErrorKind::BadFile, sentence);
        m_loaded = true;
        LoadedModel model;
        model.path = path.string();
        model.name = "Scripted <img src=x>";
        model.device = "Script, 1 thread";
        model.context = options.context > 0 ? options.context : 4096;
        model.memory = {100 << 20, 10 << 20, 1 << 20};
        model.countTokens = [](std::string_view text) { return static_cast<std::int64_t>(text.size() / 4); };
        return model;
    }

    void eject() override { m_loaded = false; }

    DevicesFound devices() override
    {
        if (m_script->gpus == 0)
            return {{}, "No GPU is used: the script has none."};
        DevicesFound found;
        for (int i = 0; i < m_script->gpus; ++i)
            found.list.push_back({"cuda:" + std::to_string(i), "Scripted <b>GPU</b> " + std::to_string(i), "mark " + std::to_string(i)});
        return found;
    }

    DeviceVerdict verify(const std::string& key, const std::atomic<bool>& stop, const std::function<void(int)>& progress) override
    {
        for (int ms = 0; ms < m_script->verifyMs; ++ms) {
            if (stop)
                throw engine::Error(engine::ErrorKind::Stopped, "The check was stopped.");
            progress(ms);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        const bool good = m_script->gpuIsGood;
        return {"mark " + key.substr(5), good, key + (good ? " computes as it should." : " does not.")};
    }

    AnswerResult answer(const AnswerRequest& request, const std::atomic<bool>& stop,
                        const AnswerObserver& observer) override
    {
        using Clock = std::chrono::steady_clock;
        ++m_script->answers;
        {
            const std::lock_guard lock(m_script->m_mutex);
            m_script->m_requests.push_back(request);
        }
        if (!m_loaded)
            throw engine::Error(engine::ErrorKind::NotFound, "No model is loaded. Load one, then ask again.");
        if (const auto sentence = m_script->get(m_script->m_failAnswer); !sentence.empty())
            throw engine::Error(engine::ErrorKind::TooLong, sentence);
        AnswerResult result;
        result.model = "Scripted";
        result.device = "Script, 1 thread";
        result.timings.promptTokens = 7;
        for (int ms = 0; ms < m_script->promptMs && !stop; ++ms) {
            observer.prefill(ms, m_script->promptMs);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        const std::string piece = m_script->get(m_script->m_piece);
        const auto start = Clock::now();
        const int count = m_script->tokens;
        for (int i = 0; i < count && !stop; ++i) {
            observer.piece(piece);
            ++result.timings.generatedTokens;
            if (const double rate = m_script->rate; rate > 0)
                std::this_thread::sleep_until(start + std::chrono::duration<double>((i + 1) / rate));
        }
        result.timings.prefillSeconds = 0.01;
        result.timings.decodeSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        result.stopped = stop;
        result.stopReason = stop ? "stopped" : "end";
        return result;
    }

private:
    std::shared_ptr<Script> m_script;
    bool m_loaded = false;
};

} // namespace ui::test
