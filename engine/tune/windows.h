// SPDX-License-Identifier: GPL-3.0-or-later
// A text cut into windows, and the logits of one or several models over them: what every measure of loss is made of.
// Runs on the caller's thread.
#pragma once

#include "engine/generate/runner.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace engine::tune
{

// Which tokens of a window are scored. Figures of different protocols cannot be compared.
enum class Protocol {
    LlamaCpp, // context/2 + 1 .. context - 1; each window begins with bos where the model adds one
    Papers,   // 1 .. context - 1; only the text begins with bos (Frantar et al. 2022, "GPTQ", and those after it)
    Whole     // 1 .. context - 1; each window begins with bos: for calibration, which wants each token once
};

struct WindowOptions {
    std::int64_t context = 512; // tokens per window, at least 4
    std::int64_t most = 0;      // windows, the first ones; 0: all
    Protocol protocol = Protocol::LlamaCpp;
};

// The text is tokenized once, with bos where the model adds one, and cut into windows that do not overlap; what is
// left over is not used. A value; const after construction.
class Windows
{
public:
    // Throws engine::Error(BadSetting): window too short, or text too short for one window, with the numbers.
    Windows(const text::Tokenizer& tokenizer, std::string_view text, const WindowOptions& options);
    // Of tokens that are cut already, such as those of a base file. `tokens` is a whole number of windows.
    Windows(std::vector<text::TokenId> tokens, std::int64_t context, Protocol protocol);

    std::int64_t count() const { return m_count; }
    std::int64_t context() const { return m_context; }
    std::int64_t textTokens() const { return m_textTokens; }
    std::int64_t rows() const { return m_context - 1 - firstScored(); } // scored predictions of a window
    std::int64_t firstScored() const { return m_protocol == Protocol::LlamaCpp ? m_context / 2 : 0; } // its position
    std::span<const text::TokenId> window(std::int64_t index) const;
    std::span<const text::TokenId> tokens() const { return m_tokens; } // of all windows, one behind the other
    Protocol protocol() const { return m_protocol; }
    Windows part(std::int64_t begin, std::int64_t end) const; // windows begin .. end - 1

private:
    std::vector<text::TokenId> m_tokens;
    std::int64_t m_context = 0;
    std::int64_t m_count = 0;
    std::int64_t m_textTokens = 0;
    Protocol m_protocol = Protocol::LlamaCpp;
};

// A scored prediction: row 0 .. rows() - 1 of a window.
struct ScoredRow {
    std::int64_t window;
    std::int64_t row;
    text::TokenId next;                             // what came
    std::span<const std::span<const float>> logits; // [models][vocabulary]
};

struct ReadOptions {
    int threads = 0; // as in SessionOptions
    kernels::Type cacheType = kernels::Type::F16;
    const kernels::Backend* ops = nullptr; // null: the CPU backend
};

struct PassSizes {      // of a pass over several models in step: at most
    std::int64_t batch; // tokens
    std::int64_t rows;  // of logits
};
PassSizes passSizes(std::span<const std::shared_ptr<const model::Model>> models);
// How many windows a pass reads at once, so that they fill it.
std::int64_t sideBySide(std::int64_t context, const PassSizes& sizes);

// Reads all windows with each of the models, whose vocabularies are of one size, in step: `row` gets the rows of a
// window in order, those of several windows may alternate; then `window` gets its number. Short windows are read side
// by side, which changes no bit of the result. Throws engine::Error: BadSetting (window too long for a model,
// vocabularies that differ), NoMemory, Stopped.
void readWindows(const Windows& windows, std::span<const std::shared_ptr<const model::Model>> models,
                 const ReadOptions& options, const std::atomic<bool>& stop,
                 const std::function<void(const ScoredRow&)>& row, const std::function<void(std::int64_t)>& window);

// log(sum exp logits), in double where it is added up. Throws engine::Error(BadFile) where that is not a number.
double logSumExp(std::span<const float> logits);

} // namespace engine::tune
