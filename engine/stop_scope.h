// SPDX-License-Identifier: GPL-3.0-or-later
// A stop flag for work that lies deep below who was told of it: tokenizers, vocabularies, tensors made of other files.
// A flag belongs to the thread that made the scope; threads that it starts have none.
#pragma once

#include <atomic>

namespace engine
{

inline const std::atomic<bool> kNoStop = false; // for those that wait for the end

class StopScope
{
public:
    explicit StopScope(const std::atomic<bool>& stop); // outlives the scope; hides the flag of an outer one meanwhile
    ~StopScope();
    StopScope(const StopScope&) = delete;
    StopScope& operator=(const StopScope&) = delete;

    // Throws Error(Stopped) where the flag of this thread's scope is set; does nothing without a scope. Some
    // nanoseconds: for loops of words, rows and keys.
    static void look()
    {
        if (current != nullptr && current->load(std::memory_order_relaxed))
            stopped();
    }

private:
    [[noreturn]] static void stopped();
    static thread_local constinit const std::atomic<bool>* current; // constinit: no guard at each look
    const std::atomic<bool>* m_before;
};

} // namespace engine
