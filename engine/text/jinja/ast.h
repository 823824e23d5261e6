// SPDX-License-Identifier: GPL-3.0-or-later
// The parsed template. Made by the parser, completed by the scope analysis (frames and slots), const afterwards and
// then shared by any number of threads.
#pragma once

#include "engine/text/jinja/value.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace engine::text::jinja
{

struct FilterEntry;
struct TestEntry;
struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class ExprKind : std::uint8_t {
    Constant,
    Name,
    NamespaceRef, // only as an assignment target: ns.attribute
    List,
    Tuple,
    Dict,      // items: key, value, key, value...
    Attribute, // items[0].name
    Subscript, // items[0][items[1]]
    Slice,     // items[0][items[1]:items[2]:items[3]], each of the last three may be null
    Call,      // items[0](arguments)
    Filter,    // items[0]|name(arguments); items[0] is null in a filter block
    Test,      // items[0] is name(arguments)
    Not,
    Negative,
    Positive,
    And, // of all items
    Or,
    Concat,     // a ~ b ~ c
    Arithmetic, // items[0] op[0] items[1] op[1] items[2]..., from the left
    Compare,    // chained
    Conditional // items: condition, then, else (may be null)
};

enum class Op : std::uint8_t { Add, Sub, Mul, Div, FloorDiv, Mod, Pow, Eq, Ne, Lt, Le, Gt, Ge, In, NotIn };

struct Arguments {
    std::vector<ExprPtr> positional;
    std::vector<std::pair<std::string, ExprPtr>> named;
    ExprPtr star, doubleStar;
};

struct Expr {
    ExprKind kind{};
    std::uint16_t depth = 1; // of the tree below, so that walking it is bounded
    int line = 0, column = 0;
    int hops = -1, slot = -1; // Name and NamespaceRef: frames outwards, and the slot there
    std::string name;
    Value value; // Constant
    std::vector<ExprPtr> items;
    std::vector<Op> ops;
    std::unique_ptr<Arguments> arguments;
    const FilterEntry* filter = nullptr; // null: unknown, an error once it runs
    const TestEntry* test = nullptr;
};

// How a slot gets its value when a frame is entered.
struct SlotLoad {
    enum class From : std::uint8_t { Parameter, Context, Outer, Nothing };
    From from = From::Nothing;
    int slot = 0;
    int hops = 0, outerSlot = 0; // Outer
    std::string name;            // Context
};

struct FrameLayout {
    std::vector<std::string> names; // by slot
    std::vector<SlotLoad> loads;
};

enum class StmtKind : std::uint8_t {
    Data,
    Output,
    If, // branches, then otherwise
    For,
    Set,
    SetBlock,
    Macro,
    CallBlock,
    FilterBlock,
    With,
    Scope,
    Break,
    Continue
};

struct Stmt;
using StmtPtr = std::unique_ptr<Stmt>;
using Body = std::vector<StmtPtr>;

struct Branch {
    ExprPtr condition;
    Body body;
};

struct Stmt {
    StmtKind kind{};
    int line = 0, column = 0;
    Text data;      // Data
    ExprPtr target; // For, Set, SetBlock
    ExprPtr expr;   // Output, Set, For (iterable), CallBlock (the call), FilterBlock and SetBlock (filters)
    ExprPtr filter; // For: the if part
    std::vector<Branch> branches;
    Body body, otherwise;
    bool recursive = false;
    bool usesLoop = false;           // For: the body mentions `loop`
    std::string name;                // Macro
    std::vector<ExprPtr> parameters; // Macro, CallBlock: names; With: targets
    std::vector<ExprPtr> defaults;   // for the last parameters; With: values
    int slot = -1, hops = -1;        // Macro: where its name goes
    int loopSlot = -1, callerSlot = -1, kwargsSlot = -1, varargsSlot = -1;
    bool explicitCaller = false;
    FrameLayout layout, elseLayout, testLayout;
};

struct Tree {
    Body body;
    FrameLayout layout;
};

} // namespace engine::text::jinja
