// SPDX-License-Identifier: GPL-3.0-or-later
// Several answers at once on one model: each pass reads the weights once for all of them (continuous batching, Yu et
// al. 2022, "Orca"). Each answer is to the bit what generate() makes of its request alone. Used by one thread at a
// time.
#pragma once

#include "engine/generate/answer.h"
#include "engine/generate/runner.h"

#include <atomic>
#include <exception>
#include <memory>
#include <vector>

namespace engine::generate
{

class Batch
{
public:
    // `places`: answers in work at most, 1 .. 64, each with a context of its own. options.batch are the tokens of a
    // pass, at least one for each place; options.maxLogits and kept are not looked at. Throws engine::Error:
    // BadSetting, Unsupported, NoMemory (found out before allocating; the sentence has the numbers).
    Batch(std::shared_ptr<const model::Model> model, const SessionOptions& options, int places);
    ~Batch();

    int freePlaces() const;
    bool isWorking() const; // an answer has not ended

    // Takes a place until remove(); returns the number of the request, which none had before. What the prompt has in
    // common with a text in any place is not read again. Throws engine::Error: as generate(), and BadSetting where no
    // place is free.
    int add(Request request, Observer observer = {});
    // One pass: answers go on by a token each, prompts are read with the rest of the pass's tokens, the oldest first.
    // Returns the numbers of those that ended with it, in order.
    std::vector<int> step();
    // What came out, and the place is free. One that has not ended is stopped. Throws engine::Error: what this answer
    // failed with, whatever becomes of the others; BadSetting where there is no such request.
    Result remove(int number);
    // Forgets what free places have read, so that the next prompts are read as a whole.
    void forgetTexts();

    std::int64_t context() const { return m_runner.options().context; } // of each place
    std::string device() const { return m_runner.device(); }
    measure::MemoryUse memory() const;

private:
    struct Place;

    std::vector<Runner::Step> nextSteps(std::vector<Place*>& answering);
    void advance(Place& place, std::span<const float> logits);

    Runner m_runner;
    std::vector<std::unique_ptr<Place>> m_places;
    int m_lastNumber = 0;
};

// All requests, as many at once as there are places; the results in the order of the requests. After a stop those that
// had not ended are Stopped. The batch has no answers before or afterwards. Throws engine::Error: what one of them
// failed with.
std::vector<Result> generateAll(Batch& batch, std::span<const Request> requests, const std::atomic<bool>& stop);

} // namespace engine::generate
