// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/regex_program.h"

#include "engine/text/utf8.h"

namespace engine::text
{
namespace
{

constexpr std::size_t kStepsPerByte = 300;
constexpr std::size_t kFreeSteps = 20'000;

} // namespace

void RegexProgram::classify(std::string_view text, std::vector<std::uint8_t>& kinds) const
{
    kinds.resize(text.size());
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        Utf8Step step = decodeUtf8(text, at);
        if (step.code == kNoCharacter)
            step.code = 0xFFFD;
        const std::uint8_t kind = m_pages[m_pageOf[step.code >> 7] * 128U + (step.code & 127)];
        kinds[count] = static_cast<std::uint8_t>(kind | (step.length - 1) << 6);
        at += step.length;
    }
    kinds.resize(count);
}

// The state of one pass over one text.
struct RegexProgram::Machine {
    const std::vector<Instruction>& code;
    std::uint64_t newline;
    std::uint64_t wordKinds;
    const std::vector<std::uint8_t>& kinds;
    std::vector<RegexScratch::Choice>& choices;
    std::size_t steps; // left

    bool fits(std::size_t at, std::uint64_t mask) const
    {
        return at < kinds.size() && (mask >> (kinds[at] & 63) & 1) != 0;
    }
    bool atBoundary(std::size_t at) const { return (at > 0 && fits(at - 1, wordKinds)) != fits(at, wordKinds); }

    std::size_t runOf(std::size_t at, const Instruction& repeat) const
    {
        const std::size_t room = kinds.size() - at;
        const std::size_t most = repeat.most < 0 ? room : std::min(room, static_cast<std::size_t>(repeat.most));
        std::size_t count = 0;
        while (count < most && (repeat.mask >> (kinds[at + count] & 63) & 1) != 0)
            ++count;
        return count;
    }

    // Takes back the youngest choice; false if there is none above `floor`.
    bool retry(std::size_t floor, std::int32_t& pc, std::size_t& at)
    {
        if (choices.size() == floor)
            return false;
        RegexScratch::Choice& choice = choices.back();
        pc = choice.code;
        if (choice.rising) {
            at = choice.from++;
            if (choice.from > choice.to)
                choices.pop_back();
        } else {
            at = choice.to;
            if (choice.to == choice.from)
                choices.pop_back();
            else
                --choice.to;
        }
        return true;
    }

    // Whether the program matches from `pc` at character `at`; `at` becomes the end.
    bool run(std::int32_t pc, std::size_t& at)
    {
        const std::size_t floor = choices.size();
        for (;;) {
            if (steps == 0)
                break;
            --steps;
            const Instruction& now = code[static_cast<std::size_t>(pc)];
            bool good = true;
            switch (now.op) {
            case Op::Class:
                good = fits(at, now.mask);
                at += good;
                break;
            case Op::Greedy:
            case Op::Possessive:
            case Op::Lazy:
                good = repeat(now, pc, at);
                break;
            case Op::Try:
                if (now.mask != ~std::uint64_t{0} && !fits(at, now.mask)) {
                    pc = now.target;
                    continue;
                }
                choices.push_back({now.target, at, at, false});
                break;
            case Op::TryLater: // first without
                choices.push_back({pc + 1, at, at, false});
                pc = now.target;
                continue;
            case Op::Jump:
                pc = now.target;
                continue;
            case Op::LookAhead: {
                std::size_t end = at;
                good = run(pc + 1, end) != now.negative;
                if (good) {
                    pc = now.target;
                    continue;
                }
                break;
            }
            case Op::LineStart:
                good = at == 0 || fits(at - 1, newline);
                break;
            case Op::LineEnd:
                good = at == kinds.size() || fits(at, newline);
                break;
            case Op::WordBoundary:
                good = atBoundary(at) != now.negative;
                break;
            case Op::Accept:
                choices.resize(floor);
                return true;
            }
            if (good)
                ++pc;
            else if (!retry(floor, pc, at))
                return false;
        }
        choices.resize(floor);
        return false;
    }

    bool repeat(const Instruction& now, std::int32_t pc, std::size_t& at)
    {
        const std::size_t count = runOf(at, now);
        const auto least = static_cast<std::size_t>(now.least);
        if (count < least)
            return false;
        steps -= std::min(steps, count / 8);
        if (now.op == Op::Lazy) {
            if (count > least)
                choices.push_back({pc + 1, at + least + 1, at + count, true});
            at += least;
            return true;
        }
        if (now.op == Op::Greedy && count > least)
            choices.push_back({pc + 1, at + least, at + count - 1, false});
        at += count;
        return true;
    }
};

void RegexProgram::forEachMatch(std::string_view text, RegexScratch& scratch, const Found& match) const
{
    classify(text, scratch.kinds);
    scratch.choices.clear();
    Machine machine{m_code,        m_newline,       m_wordKinds,
                    scratch.kinds, scratch.choices, kFreeSteps + text.size() * kStepsPerByte};
    const std::size_t count = machine.kinds.size();
    const auto bytes = [&](std::size_t from, std::size_t to) {
        std::size_t sum = 0;
        for (; from < to; ++from)
            sum += 1U + (machine.kinds[from] >> 6);
        return sum;
    };
    std::size_t byte = 0; // where `at` is
    std::size_t lastEnd = static_cast<std::size_t>(-1);
    for (std::size_t at = 0; at <= count && machine.steps > 0;) {
        std::size_t end = at;
        const bool possible = m_first == ~std::uint64_t{0} || machine.fits(at, m_first);
        if (!possible || !machine.run(0, end) || (end == at && at == lastEnd)) {
            byte += at < count ? bytes(at, at + 1) : 0;
            ++at;
            continue;
        }
        const std::size_t length = bytes(at, end);
        match(byte, byte + length);
        lastEnd = end;
        byte += length;
        at = end;
    }
}

} // namespace engine::text
