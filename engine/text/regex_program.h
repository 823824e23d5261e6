// SPDX-License-Identifier: GPL-3.0-or-later
// A word pattern compiled for a backtracking machine over character classes: the classes of the pattern split Unicode
// into at most 64 kinds of characters, the text becomes one byte for each character, and each test is one bit of a mask
// (the alphabet compression of scanner generators; Aho, Sethi, Ullman 1986, section 3.9). The tables are of current
// Unicode, whatever a system's regex library knows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace engine::text
{

struct RegexNode;

// The buffers of a pass, to be reused from text to text.
struct RegexScratch {
    // Where to go on when a path fails: at `code`, from `to` down to `from` or, of a lazy repeat, from `from` up to
    // `to`.
    struct Choice {
        std::int32_t code;
        std::size_t from, to;
        bool rising;
    };
    std::vector<std::uint8_t> kinds; // of each character, and its length in bytes less one in the two highest bits
    std::vector<Choice> choices;
};

// Const after construction; any thread may use one.
class RegexProgram
{
public:
    // Null where the pattern is of no form that this machine runs: parseRegex says no, more than 64 kinds of
    // characters, a repeated group that may be empty.
    static std::unique_ptr<const RegexProgram> compile(std::string_view expression);
    ~RegexProgram();

    // Calls `match` with the byte bounds of each match from the left, apart from one another; they may be empty. A
    // broken byte is taken for U+FFFD. Stops early, without a further match, after 300 steps for each byte.
    using Found = std::function<void(std::size_t begin, std::size_t end)>;
    void forEachMatch(std::string_view text, RegexScratch& scratch, const Found& match) const;

private:
    friend class RegexCompiler;
    struct Machine;
    enum class Op : std::uint8_t {
        Class,
        Greedy,
        Lazy,
        Possessive,
        Try,
        TryLater,
        Jump,
        LookAhead,
        LineStart,
        LineEnd,
        WordBoundary,
        Accept
    };
    struct Instruction {
        Op op = Op::Accept;
        bool negative = false;   // LookAhead, WordBoundary
        std::int32_t most = 0;   // repeats; -1 is no limit
        std::int32_t least = 0;  // repeats
        std::int32_t target = 0; // Try: where to go on when it fails; Jump; LookAhead: what follows it
        std::uint64_t mask = 0; // the kinds of characters that fit; of Try: with which it can begin, all bits for "any"
    };

    RegexProgram() = default;
    void classify(std::string_view text, std::vector<std::uint8_t>& kinds) const;

    std::vector<Instruction> m_code;
    std::uint64_t m_first = 0;           // kinds with which a match can begin; all bits if it may be empty
    std::uint64_t m_newline = 0;         // the kind of \n alone
    std::uint64_t m_wordKinds = 0;       // the kinds of \w, for boundaries
    std::vector<std::uint16_t> m_pageOf; // by code point / 128
    std::vector<std::uint8_t> m_pages;   // 128 kinds each
};

} // namespace engine::text
