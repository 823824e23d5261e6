// SPDX-License-Identifier: GPL-3.0-or-later
// A smaller model of the same vocabulary that guesses what a larger one will say (speculative decoding, Leviathan et
// al. 2023; Chen et al. 2023). It chooses with the same settings and the same random draws as the larger one will:
// where the two agree about the likely tokens, they then choose the same one also when it is drawn. The larger model
// chooses each token by its own logits as if nobody had guessed, so its answer is the same token by token, for every
// seed; its distribution is kept trivially. (Rejection sampling accepts a little more often, but its answers depend on
// the guesses.) Used by one thread.
#pragma once

#include "engine/generate/sampler.h"
#include "engine/generate/session.h"

#include <memory>
#include <string>

namespace engine::generate
{

class DraftModel
{
public:
    // Guesses at most `most` tokens at once, 1 .. 16. `options`: of its own session. Throws engine::Error: Unsupported
    // (another vocabulary than `target`'s), BadSetting, and as Session.
    DraftModel(std::shared_ptr<const model::Model> model, const SessionOptions& options, int most,
               const model::Model& target);

    // `text`: everything so far, the token that is to be appended at its end; `sampler` as it will choose what follows.
    // At most `room` tokens; none where the text does not fit into its own context.
    std::vector<text::TokenId> guess(std::span<const text::TokenId> text, std::int64_t room, const Sampler& sampler);
    void report(int guessed, int accepted); // what became of the last guess

    int most() const { return m_most; }
    void clear(); // forgets what it has read
    measure::MemoryUse memory() const { return m_session.memory(); }

private:
    Session m_session;
    Sampler m_sampler;
    int m_most;
    int m_length; // of the next guess
};

// Throws engine::Error(Unsupported), with the first token in which they differ. Names are for people.
void requireSameVocabulary(const text::Tokenizer& draft, const std::string& draftName, const text::Tokenizer& target,
                           const std::string& targetName);

} // namespace engine::generate
