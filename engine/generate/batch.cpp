// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/batch.h"

#include "engine/error.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace engine::generate
{
namespace
{

SessionOptions forPlaces(SessionOptions options, int places)
{
    if (places < 1 || places > 64)
        throw Error(ErrorKind::BadSetting,
                    "The setting \"answers at once\" is " + std::to_string(places) + "; it must be from 1 to 64.");
    options.batch = options.batch < 1 ? options.batch : std::max(options.batch, places); // one token of each fits
    options.maxLogits = places;
    return options;
}

} // namespace

struct Batch::Place {
    explicit Place(Sequence empty) : sequence(std::move(empty)) {}

    bool isFree() const { return number == 0; }
    bool isWorking() const { return !isFree() && !failure && !answer->ended(); }

    void begin(const text::Tokenizer& tokenizer, Request wanted, Observer watching)
    {
        answer.reset();
        request = std::move(wanted);
        observer = std::move(watching);
        answer = std::make_unique<Answer>(tokenizer, request, observer);
        reused = static_cast<std::int64_t>(sequence.tokens.size());
        told = reused;
        next.reset();
    }

    void tellProgress()
    {
        const auto length = static_cast<std::int64_t>(sequence.tokens.size());
        if (!isWorking() || next || length == told)
            return;
        told = length;
        if (observer.prefill)
            observer.prefill(length - reused, static_cast<std::int64_t>(request.prompt.size()) - reused);
    }

    int number = 0; // 0: free
    Request request;
    Observer observer;
    std::unique_ptr<Answer> answer; // to the two above
    std::exception_ptr failure;
    Sequence sequence;                 // what was read stays after the answer: another prompt may begin alike
    std::int64_t reused = 0;           // tokens of the prompt that were known
    std::int64_t told = 0;             // length that the observer knows of
    std::optional<text::TokenId> next; // chosen, not yet in the sequence; nothing while the prompt is read
};

Batch::Batch(std::shared_ptr<const model::Model> model, const SessionOptions& options, int places)
    : m_runner(std::move(model), forPlaces(options, places), places)
{
    for (int i = 0; i < places; ++i)
        m_places.push_back(std::make_unique<Place>(m_runner.makeSequence()));
}

Batch::~Batch() = default;

int Batch::freePlaces() const
{
    return static_cast<int>(
        std::count_if(m_places.begin(), m_places.end(), [](const auto& place) { return place->isFree(); }));
}

bool Batch::isWorking() const
{
    return std::any_of(m_places.begin(), m_places.end(), [](const auto& place) { return place->isWorking(); });
}

measure::MemoryUse Batch::memory() const
{
    return {m_runner.model().weightBytes(), static_cast<std::int64_t>(m_places.size()) * m_runner.sequenceBytes(),
            m_runner.scratchBytes()};
}

int Batch::add(Request request, Observer observer)
{
    validate(request, context());
    if (request.prompt.empty())
        throw Error(ErrorKind::BadSetting, "The prompt is empty. Write something first.");
    m_runner.check(request.prompt);
    const auto known = [&](const Place& place) {
        const auto& tokens = place.sequence.tokens;
        return std::mismatch(tokens.begin(), tokens.end(), request.prompt.begin(), request.prompt.end()).first -
               tokens.begin();
    };
    Place* best = m_places.front().get(); // knows most of the prompt
    Place* taken = nullptr;               // free, and knows most of it
    for (const auto& place : m_places) {
        if (known(*place) > known(*best))
            best = place.get();
        if (place->isFree() && (!taken || known(*place) > known(*taken)))
            taken = place.get();
    }
    if (!taken)
        throw Error(ErrorKind::BadSetting,
                    "All " + std::to_string(m_places.size()) + " places of this batch are taken.");

    // The last token is read in any case: it gives the logits.
    const std::int64_t reused =
        std::min<std::int64_t>(known(*best), static_cast<std::int64_t>(request.prompt.size()) - 1);
    if (best != taken && reused > known(*taken)) {
        taken->sequence.cache.copyBeginning(best->sequence.cache, reused);
        taken->sequence.tokens.assign(request.prompt.begin(), request.prompt.begin() + reused);
    }
    taken->sequence.shorten(reused);
    taken->begin(m_runner.model().tokenizer(), std::move(request), std::move(observer));
    taken->number = ++m_lastNumber;
    return taken->number;
}

// What each answer in work puts into the next pass: first the tokens without logits, then those with, whose answers are
// `answering` in the same order.
std::vector<Runner::Step> Batch::nextSteps(std::vector<Place*>& answering)
{
    std::vector<Place*> working;
    for (const auto& place : m_places)
        if (place->isWorking())
            working.push_back(place.get());
    std::sort(working.begin(), working.end(), [](const Place* a, const Place* b) { return a->number < b->number; });

    std::vector<Runner::Step> steps;
    std::vector<Runner::Step> last;
    auto room = static_cast<std::size_t>(m_runner.options().batch);
    room -= static_cast<std::size_t>(
        std::count_if(working.begin(), working.end(), [](const Place* p) { return p->next.has_value(); }));
    for (Place* place : working) {
        std::span<const text::TokenId> tokens;
        if (place->next) {
            tokens = {&*place->next, 1};
        } else {
            const auto unread = std::span(place->request.prompt).subspan(place->sequence.tokens.size());
            tokens = unread.first(std::min(room, unread.size()));
            room -= tokens.size();
            const bool whole = tokens.size() == unread.size();
            const auto quiet = tokens.first(tokens.size() - (whole ? 1 : 0));
            if (!quiet.empty())
                steps.push_back({place->sequence, quiet});
            if (!whole)
                continue;
            tokens = tokens.last(1);
        }
        last.push_back({place->sequence, tokens});
        answering.push_back(place);
    }
    for (const Runner::Step& step : last)
        steps.push_back(step);
    return steps;
}

std::vector<int> Batch::step()
{
    std::vector<Place*> answering;
    const std::vector<Runner::Step> steps = nextSteps(answering);
    if (steps.empty())
        return {};
    m_runner.append(steps, static_cast<int>(answering.size()));
    for (const auto& place : m_places)
        place->tellProgress();
    std::vector<int> ended;
    for (std::size_t row = 0; row < answering.size(); ++row) {
        advance(*answering[row], m_runner.logits(static_cast<int>(row)));
        if (!answering[row]->isWorking())
            ended.push_back(answering[row]->number);
    }
    std::sort(ended.begin(), ended.end());
    return ended;
}

void Batch::advance(Place& place, std::span<const float> logits)
{
    try {
        if (!place.next)
            place.answer->promptRead(place.reused);
        place.next = place.answer->next(logits, false);
        if (!place.next || static_cast<std::int64_t>(place.sequence.tokens.size()) < context())
            return;
        const auto range = forgettable(place.request, context());
        if (range && m_runner.canForget())
            m_runner.forget(place.sequence, range->first, range->second);
        else
            place.answer->end(StopReason::ContextFull);
    } catch (const Error&) {
        place.failure = std::current_exception(); // of this answer; the others go on
    }
}

void Batch::forgetTexts()
{
    for (const auto& place : m_places)
        if (place->isFree())
            place->sequence.shorten(0);
}

Result Batch::remove(int number)
{
    const auto place = std::find_if(m_places.begin(), m_places.end(),
                                    [&](const auto& p) { return number > 0 && p->number == number; });
    if (place == m_places.end())
        throw Error(ErrorKind::BadSetting, "There is no request " + std::to_string(number) + " in this batch.");
    (*place)->number = 0;
    if ((*place)->failure)
        std::rethrow_exception(std::exchange((*place)->failure, nullptr));
    if (!(*place)->answer->ended())
        (*place)->answer->end(StopReason::Stopped);
    return std::move((*place)->answer->result());
}

std::vector<Result> generateAll(Batch& batch, std::span<const Request> requests, const std::atomic<bool>& stop)
{
    std::vector<Result> results(requests.size());
    std::vector<std::pair<int, std::size_t>> running; // number and index of the request
    const auto take = [&](std::size_t at) {
        const auto [number, index] = running[at];
        running.erase(running.begin() + static_cast<std::ptrdiff_t>(at));
        results[index] = batch.remove(number);
    };
    try {
        std::size_t next = 0;
        while (!stop && (next < requests.size() || !running.empty())) {
            while (next < requests.size() && batch.freePlaces() > 0) {
                running.emplace_back(batch.add(requests[next]), next);
                ++next;
            }
            for (const int number : batch.step())
                take(static_cast<std::size_t>(
                    std::find_if(running.begin(), running.end(), [&](const auto& r) { return r.first == number; }) -
                    running.begin()));
        }
        while (!running.empty())
            take(0);
        for (; next < requests.size(); ++next)
            results[next].reason = StopReason::Stopped;
    } catch (...) { // the batch is handed back as it was found
        for (const auto& [number, index] : running) {
            try {
                batch.remove(number);
            } catch (const Error&) {
                // one failure is told, the first
            }
        }
        throw;
    }
    return results;
}

} // namespace engine::generate
