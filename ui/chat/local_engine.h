// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded engine behind the interface of the generation thread. One model and one session at a time.
#pragma once

#include "engine/generate/session.h"
#include "ui/chat/chat_engine.h"

namespace ui
{

class LocalEngine : public ChatEngine
{
public:
    LoadedModel load(const std::filesystem::path& path, const LoadOptions& options, const std::atomic<bool>& stop,
                     const std::function<void(double share)>& progress) override;
    void eject() override;
    DevicesFound devices() override;
    DeviceVerdict verify(const std::string& key, const std::atomic<bool>& stop,
                         const std::function<void(int done)>& progress) override;
    AnswerResult answer(const AnswerRequest& request, const std::atomic<bool>& stop,
                        const AnswerObserver& observer) override;

private:
    std::shared_ptr<const engine::model::Model> m_model;
    std::unique_ptr<engine::generate::Session> m_session; // keeps the cache between turns
    int m_guesses = 0;                                    // of LoadOptions
};

} // namespace ui
