// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/draft_model.h"

#include "engine/error.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

int checked(int most)
{
    if (most < 1 || most > 16)
        throw Error(ErrorKind::BadSetting, "The number of tokens that the draft model guesses at once is " +
                                               std::to_string(most) + "; it must be from 1 to 16.");
    return most;
}

} // namespace

void requireSameVocabulary(const text::Tokenizer& a, const std::string& draftName, const text::Tokenizer& b,
                           const std::string& targetName)
{
    const auto refuse = [&](const std::string& difference) {
        throw Error(ErrorKind::Unsupported, "The draft model " + draftName + " cannot guess for " + targetName + ": " +
                                                difference + " Choose a smaller model of the same family.");
    };
    if (a.vocabularySize() != b.vocabularySize())
        refuse("its vocabulary has " + std::to_string(a.vocabularySize()) + " tokens, not " +
               std::to_string(b.vocabularySize()) + ".");
    for (text::TokenId id = 0; id < a.vocabularySize(); ++id)
        if (a.piece(id) != b.piece(id) || a.isEnd(id) != b.isEnd(id))
            refuse("the token " + std::to_string(id) + " is another one in its vocabulary.");
}

namespace
{

std::shared_ptr<const model::Model> matching(std::shared_ptr<const model::Model> model, const model::Model& target)
{
    requireSameVocabulary(model->tokenizer(), model->displayName(), target.tokenizer(), target.displayName());
    return model;
}

} // namespace

DraftModel::DraftModel(std::shared_ptr<const model::Model> model, const SessionOptions& options, int most,
                       const model::Model& target)
    : m_session(matching(std::move(model), target), options),
      m_sampler({}),
      m_most(checked(most)),
      m_length(most)
{
}

std::vector<text::TokenId> DraftModel::guess(std::span<const text::TokenId> text, std::int64_t room,
                                             const Sampler& sampler)
{
    const std::int64_t own = m_session.context() - static_cast<std::int64_t>(text.size());
    const std::int64_t length = std::min({room, own, static_cast<std::int64_t>(m_length)});
    std::vector<text::TokenId> guesses;
    if (length < 1)
        return guesses;
    static const std::atomic<bool> kGoOn = false; // an answer is stopped between its passes, and this is part of one
    m_session.evaluatePrompt(text, kGoOn);
    m_sampler.follow(sampler);
    const auto known = static_cast<std::size_t>(m_session.model().tokenizer().vocabularySize());
    for (;;) {
        // Rows beyond the vocabulary are padding of one model that the other may not have.
        const auto logits = m_session.logits();
        guesses.push_back(m_sampler.choose(logits.first(std::min(known, logits.size()))));
        if (static_cast<std::int64_t>(guesses.size()) == length)
            return guesses;
        m_sampler.accept(guesses.back());
        m_session.append({&guesses.back(), 1}, 1);
    }
}

// Long guesses while they come true, short ones while they do not: a wrong one costs what was drafted behind it.
void DraftModel::report(int guessed, int accepted)
{
    m_length = accepted == guessed ? std::min(m_length + 2, m_most) : std::clamp(accepted + 1, 1, m_most);
}

void DraftModel::clear()
{
    m_session.clear();
    m_length = m_most;
}

} // namespace engine::generate
