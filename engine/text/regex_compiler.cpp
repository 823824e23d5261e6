// SPDX-License-Identifier: GPL-3.0-or-later
// From the tree of a word pattern to the program of regex_program.h.
#include "engine/text/regex_parser.h"
#include "engine/text/regex_program.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <unordered_map>

namespace engine::text
{
namespace
{

constexpr std::size_t kMaxKinds = 64;
constexpr std::size_t kMaxCode = 4096;
constexpr std::uint64_t kAny = ~std::uint64_t{0};

struct TooHard {
};

} // namespace

class RegexCompiler
{
public:
    explicit RegexCompiler(RegexProgram& program) : m_program(program) {}

    void compile(const RegexNode& root)
    {
        m_sets = {CharSet::of('\n', '\n')};
        collect(root);
        findKinds();
        m_program.m_newline = maskOf(m_sets[0]);
        const First start = firstOf(root);
        m_program.m_first = start.nullable ? kAny : start.mask;
        emitNode(root);
        emit({.op = RegexProgram::Op::Accept});
    }

private:
    using Op = RegexProgram::Op;
    using Instruction = RegexProgram::Instruction;
    struct First {
        std::uint64_t mask = 0; // the kinds with which the node can begin
        bool nullable = true;   // it can match nothing
    };

    void collect(const RegexNode& node)
    {
        const auto want = [&](const CharSet& set) {
            if (std::find(m_sets.begin(), m_sets.end(), set) == m_sets.end())
                m_sets.push_back(set);
        };
        if (node.kind == RegexNode::Kind::Class)
            want(node.set);
        if (node.kind == RegexNode::Kind::WordBoundary)
            want(CharSet::word());
        for (const auto& child : node.children)
            collect(*child);
    }

    // Characters that are in the same sets are of one kind. Between two neighbouring borders of ranges nothing changes.
    void findKinds()
    {
        std::vector<char32_t> borders = {0, 0x110000};
        for (const CharSet& set : m_sets)
            for (const auto& range : set.ranges())
                borders.insert(borders.end(), {range.first, range.last + 1});
        std::sort(borders.begin(), borders.end());
        borders.erase(std::unique(borders.begin(), borders.end()), borders.end());

        std::vector<std::uint8_t> kinds(borders.size() - 1, 0); // of the stretches between borders
        std::size_t count = 1;
        for (const CharSet& set : m_sets)
            count = splitKinds(borders, set, kinds);
        m_masks.assign(m_sets.size(), 0);
        std::vector<char32_t> samples(count); // a character of each kind
        for (std::size_t i = 0; i < kinds.size(); ++i)
            samples[kinds[i]] = borders[i];
        for (std::size_t set = 0; set < m_sets.size(); ++set)
            for (std::size_t kind = 0; kind < count; ++kind)
                m_masks[set] |= std::uint64_t{m_sets[set].contains(samples[kind])} << kind;
        if (const auto word = std::find(m_sets.begin(), m_sets.end(), CharSet::word()); word != m_sets.end())
            m_program.m_wordKinds = m_masks[static_cast<std::size_t>(word - m_sets.begin())];
        foldPages(borders, kinds);
    }

    // What is in the set becomes of another kind than what was of the same and is not (the refinement of a partition).
    // Returns the number of kinds.
    static std::size_t splitKinds(const std::vector<char32_t>& borders, const CharSet& set,
                                  std::vector<std::uint8_t>& kinds)
    {
        constexpr std::uint8_t kNone = 0xFF;
        std::array<std::array<std::uint8_t, kMaxKinds>, 2> renamed;
        renamed[0].fill(kNone);
        renamed[1].fill(kNone);
        std::size_t count = 0;
        auto range = set.ranges().begin();
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            while (range != set.ranges().end() && range->last < borders[i])
                ++range;
            const bool isIn = range != set.ranges().end() && range->first <= borders[i];
            std::uint8_t& kind = renamed[isIn ? 1 : 0][kinds[i]];
            if (kind == kNone) {
                if (count == kMaxKinds)
                    throw TooHard();
                kind = static_cast<std::uint8_t>(count++);
            }
            kinds[i] = kind;
        }
        return count;
    }

    // Most pages lie within one stretch, and need be looked at only once for each kind.
    void foldPages(const std::vector<char32_t>& borders, const std::vector<std::uint8_t>& kinds)
    {
        constexpr std::size_t kPage = 128;
        std::unordered_map<std::string, std::uint16_t> pages;
        const auto place = [&](const std::string& page) {
            const auto [known, isNew] = pages.emplace(page, static_cast<std::uint16_t>(pages.size()));
            if (isNew)
                m_program.m_pages.insert(m_program.m_pages.end(), page.begin(), page.end());
            return known->second;
        };
        m_program.m_pageOf.reserve(0x110000 / kPage);
        std::string page(kPage, '\0');
        std::size_t stretch = 0;
        for (std::size_t at = 0; at < 0x110000;) {
            if (at % kPage == 0 && borders[stretch + 1] >= at + kPage) {
                page.assign(kPage, static_cast<char>(kinds[stretch]));
                const std::size_t whole = (borders[stretch + 1] - at) / kPage;
                m_program.m_pageOf.insert(m_program.m_pageOf.end(), whole, place(page));
                at += whole * kPage;
            } else {
                const std::size_t end = std::min<std::size_t>(borders[stretch + 1], (at / kPage + 1) * kPage);
                std::memset(page.data() + at % kPage, kinds[stretch], end - at);
                at = end;
                if (at % kPage == 0)
                    m_program.m_pageOf.push_back(place(page));
            }
            if (at == borders[stretch + 1])
                ++stretch;
        }
    }

    std::uint64_t maskOf(const CharSet& set) const
    {
        return m_masks[static_cast<std::size_t>(std::find(m_sets.begin(), m_sets.end(), set) - m_sets.begin())];
    }

    First firstOf(const RegexNode& node) const
    {
        switch (node.kind) {
        case RegexNode::Kind::Class:
            return {maskOf(node.set), false};
        case RegexNode::Kind::Sequence: {
            First all;
            for (const auto& child : node.children) {
                const First first = firstOf(*child);
                all.mask |= first.mask;
                if (!first.nullable)
                    return {all.mask, false};
            }
            return all;
        }
        case RegexNode::Kind::Alternation: {
            First all{0, false};
            for (const auto& child : node.children) {
                const First first = firstOf(*child);
                all = {all.mask | first.mask, all.nullable || first.nullable};
            }
            return all;
        }
        case RegexNode::Kind::Repeat: {
            const First first = firstOf(*node.children[0]);
            return {node.most == 0 ? 0 : first.mask, first.nullable || node.least == 0};
        }
        default:
            return {};
        }
    }

    std::size_t emit(const Instruction& instruction)
    {
        if (m_program.m_code.size() >= kMaxCode)
            throw TooHard();
        m_program.m_code.push_back(instruction);
        return m_program.m_code.size() - 1;
    }

    std::int32_t here() const { return static_cast<std::int32_t>(m_program.m_code.size()); }
    Instruction& at(std::size_t place) { return m_program.m_code[place]; }

    void emitNode(const RegexNode& node)
    {
        switch (node.kind) {
        case RegexNode::Kind::Class:
            emit({.op = Op::Class, .mask = maskOf(node.set)});
            break;
        case RegexNode::Kind::Sequence:
            for (const auto& child : node.children)
                emitNode(*child);
            break;
        case RegexNode::Kind::Alternation:
            emitAlternation(node);
            break;
        case RegexNode::Kind::Repeat:
            emitRepeat(node);
            break;
        case RegexNode::Kind::LookAhead: {
            const std::size_t look = emit({.op = Op::LookAhead, .negative = node.negative});
            emitNode(*node.children[0]);
            emit({.op = Op::Accept});
            at(look).target = here();
            break;
        }
        case RegexNode::Kind::LineStart:
            emit({.op = Op::LineStart});
            break;
        case RegexNode::Kind::LineEnd:
            emit({.op = Op::LineEnd});
            break;
        case RegexNode::Kind::WordBoundary:
            emit({.op = Op::WordBoundary, .negative = node.negative});
            break;
        }
    }

    std::size_t emitTry(const RegexNode& body)
    {
        const First first = firstOf(body);
        return emit({.op = Op::Try, .mask = first.nullable ? kAny : first.mask});
    }

    void emitAlternation(const RegexNode& node)
    {
        std::vector<std::size_t> ends;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const bool last = i + 1 == node.children.size();
            const std::size_t attempt = last ? 0 : emitTry(*node.children[i]);
            emitNode(*node.children[i]);
            if (!last) {
                ends.push_back(emit({.op = Op::Jump}));
                at(attempt).target = here();
            }
        }
        for (const std::size_t end : ends)
            at(end).target = here();
    }

    void emitRepeat(const RegexNode& node)
    {
        const RegexNode& body = *node.children[0];
        if (body.kind == RegexNode::Kind::Class) {
            const Op op = node.mode == RegexNode::Mode::Greedy ? Op::Greedy
                          : node.mode == RegexNode::Mode::Lazy ? Op::Lazy
                                                               : Op::Possessive;
            emit({.op = op, .most = node.most, .least = node.least, .mask = maskOf(body.set)});
            return;
        }
        if (node.mode == RegexNode::Mode::Possessive || firstOf(body).nullable)
            throw TooHard();
        for (int i = 0; i < node.least; ++i)
            emitNode(body);
        std::vector<std::size_t> exits;
        const auto attempt = [&] {
            if (node.mode == RegexNode::Mode::Lazy)
                exits.push_back(emit({.op = Op::TryLater}));
            else
                exits.push_back(emitTry(body));
            emitNode(body);
        };
        if (node.most == RegexNode::kUnlimited) {
            const std::int32_t loop = here();
            attempt();
            emit({.op = Op::Jump, .target = loop});
        }
        for (int i = node.least; i < node.most; ++i)
            attempt();
        for (const std::size_t exit : exits)
            at(exit).target = here();
    }

    RegexProgram& m_program;
    std::vector<CharSet> m_sets;
    std::vector<std::uint64_t> m_masks; // of m_sets
};

RegexProgram::~RegexProgram() = default;

std::unique_ptr<const RegexProgram> RegexProgram::compile(std::string_view expression)
{
    const auto tree = parseRegex(expression);
    if (!tree)
        return nullptr;
    std::unique_ptr<RegexProgram> program(new RegexProgram());
    try {
        RegexCompiler(*program).compile(*tree);
    } catch (const TooHard&) {
        return nullptr;
    }
    return program;
}

} // namespace engine::text
