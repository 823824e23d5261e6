// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_types.h"

#include "ui/chat/visible_text.h"

#include <algorithm>
#include <array>
#include <set>

namespace ui
{
namespace
{

struct Known {
    const char* name;
    const char* letters;
};

// From large to small, as they are chosen from.
constexpr std::array kKnown{Known{"F32", "32"},    Known{"F16", "16"},   Known{"BF16", "B16"},  Known{"Q8_0", "8"},
                            Known{"Q6_K", "6K"},   Known{"Q5_1", "5+"},  Known{"Q5_K", "5K"},   Known{"Q5_0", "5"},
                            Known{"Q4_1", "4+"},   Known{"Q4_K", "4K"},  Known{"IQ4_NL", "4N"}, Known{"Q4_0", "4"},
                            Known{"IQ4_XS", "4X"}, Known{"MXFP4", "M4"}, Known{"Q3_K", "3K"},   Known{"Q2_K", "2K"},
                            Known{"TQ2_0", "T2"},  Known{"TQ1_0", "T1"}};

} // namespace

TuneTypes::TuneTypes(QObject* parent) : QObject(parent) {}

void TuneTypes::show(const TunePreview& preview, bool edited)
{
    m_preview.tensors = preview.tensors;
    m_preview.types = preview.types;
    m_preview.grid = preview.grid;
    m_edited = edited;
    emit changed();
}

int TuneTypes::typeOf(int tensor) const
{
    if (tensor < 0 || static_cast<std::size_t>(tensor) >= m_preview.types.size())
        return -1;
    const std::string& name = m_preview.types[static_cast<std::size_t>(tensor)];
    const auto found = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& type) { return name == type.name; });
    return found == kKnown.end() ? -1 : static_cast<int>(found - kKnown.begin());
}

QStringList TuneTypes::matrices() const
{
    QStringList list;
    for (const std::string& matrix : m_preview.grid.matrices)
        list.append(visibleLine(QString::fromStdString(matrix)).left(60));
    return list;
}

QList<int> TuneTypes::cells() const
{
    QList<int> list;
    for (const int tensor : m_preview.grid.cells)
        list.append(typeOf(tensor));
    return list;
}

QVariantList TuneTypes::others() const
{
    QVariantList list;
    for (const int tensor : m_preview.grid.others)
        list.append(QVariantMap{
            {"name", visibleLine(QString::fromStdString(m_preview.tensors[static_cast<std::size_t>(tensor)])).left(60)},
            {"type", typeOf(tensor)}});
    return list;
}

QStringList TuneTypes::names()
{
    QStringList list;
    for (const Known& type : kKnown)
        list.append(QString::fromLatin1(type.name));
    return list;
}

QStringList TuneTypes::letters()
{
    QStringList list;
    for (const Known& type : kKnown)
        list.append(QString::fromLatin1(type.letters));
    return list;
}

QList<int> TuneTypes::used() const
{
    std::set<int> types;
    for (std::size_t i = 0; i < m_preview.types.size(); ++i)
        types.insert(typeOf(static_cast<int>(i)));
    types.erase(-1);
    return {types.begin(), types.end()};
}

void TuneTypes::set(const std::vector<int>& tensors, int type)
{
    if (type < 0 || static_cast<std::size_t>(type) >= kKnown.size())
        return;
    for (const int tensor : tensors)
        if (tensor >= 0 && static_cast<std::size_t>(tensor) < m_preview.types.size())
            m_preview.types[static_cast<std::size_t>(tensor)] = kKnown[static_cast<std::size_t>(type)].name;
    // All of them: what a preset gives to one matrix depends on how many others it has decided about.
    std::map<std::string, std::string> all;
    for (std::size_t i = 0; i < m_preview.tensors.size(); ++i)
        if (typeOf(static_cast<int>(i)) >= 0)
            all[m_preview.tensors[i]] = m_preview.types[i];
    m_edited = true;
    emit changed();
    emit chosen(all);
}

void TuneTypes::setCell(int cell, int type)
{
    if (cell >= 0 && static_cast<std::size_t>(cell) < m_preview.grid.cells.size())
        set({m_preview.grid.cells[static_cast<std::size_t>(cell)]}, type);
}

void TuneTypes::setMatrix(int matrix, int type)
{
    const LayerGrid& grid = m_preview.grid;
    std::vector<int> row;
    for (int layer = 0; matrix >= 0 && static_cast<std::size_t>(matrix) < grid.matrices.size() && layer < grid.layers;
         ++layer)
        row.push_back(
            grid.cells[static_cast<std::size_t>(layer) * grid.matrices.size() + static_cast<std::size_t>(matrix)]);
    if (!row.empty())
        set(row, type);
}

void TuneTypes::setLayer(int layer, int type)
{
    const LayerGrid& grid = m_preview.grid;
    if (layer < 0 || layer >= grid.layers)
        return;
    const auto first =
        grid.cells.begin() + static_cast<std::ptrdiff_t>(layer) * static_cast<std::ptrdiff_t>(grid.matrices.size());
    set({first, first + static_cast<std::ptrdiff_t>(grid.matrices.size())}, type);
}

void TuneTypes::setOther(int other, int type)
{
    if (other >= 0 && static_cast<std::size_t>(other) < m_preview.grid.others.size())
        set({m_preview.grid.others[static_cast<std::size_t>(other)]}, type);
}

void TuneTypes::reset()
{
    m_edited = false;
    emit changed();
    emit chosen({});
}

} // namespace ui
