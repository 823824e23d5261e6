// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Chat/block_stack.h"

#include "ui/chat/block_cuts.h"

#include <QElapsedTimer>
#include <QQmlContext>
#include <QQmlEngine>
#include <QQuickWindow>
#include <algorithm>
#include <cmath>

namespace qml
{
namespace
{

constexpr double kNear = 300;    // pixels outside of the view in which blocks exist before they scroll in
constexpr double kFar = 1500;    // and from which on they are let go: far enough not to be remade at each turn
constexpr int kAtOnce = 250'000; // of a message that opens, in cost; else they are made as they are seen
constexpr double kBudget = 5;    // milliseconds of a frame for making blocks that may wait for the next

bool inList(const ui::Block& block)
{
    return block.kind == ui::BlockKind::Item || (block.kind == ui::BlockKind::Paragraph && block.level > 0);
}

bool isMarked(const ui::Block& block)
{
    return !block.marker.isEmpty() || block.quoteDepth > 0;
}

} // namespace

BlockStack::BlockStack(QQuickItem* parent) : QQuickItem(parent)
{
    connect(this, &QQuickItem::windowChanged, this, [this](QQuickWindow* window) {
        disconnect(m_frames);
        if (window)
            m_frames = connect(window, &QQuickWindow::afterAnimating, this, &BlockStack::followView);
    });
    connect(this, &BlockStack::measuresChanged, this, &QQuickItem::polish);
}

void BlockStack::setBlocks(ui::BlockList* blocks)
{
    if (m_blocks == blocks)
        return;
    if (m_blocks)
        m_blocks->disconnect(this);
    m_blocks = blocks;
    if (m_blocks) {
        connect(m_blocks, &QAbstractItemModel::modelReset, this, &BlockStack::reset);
        connect(m_blocks, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex&, int first, int last) { insertRows(first, last); });
        connect(m_blocks, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex&, int first, int last) { removeRows(first, last); });
        connect(m_blocks, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& first, const QModelIndex& last) { updateRows(first.row(), last.row()); });
    }
    reset();
    emit blocksChanged();
}

void BlockStack::setView(QQuickItem* view)
{
    if (m_view == view)
        return;
    m_view = view;
    m_moved = true;
    emit viewChanged();
}

void BlockStack::componentComplete()
{
    QQuickItem::componentComplete();
    reset();
}

void BlockStack::reset()
{
    if (!isComponentComplete())
        return;
    if (!m_slots.empty())
        removeRows(0, static_cast<int>(m_slots.size()) - 1);
    if (m_blocks && m_blocks->count() > 0)
        insertRows(0, m_blocks->count() - 1);
}

void BlockStack::insertRows(int first, int last)
{
    if (!isComponentComplete())
        return;
    m_slots.insert(m_slots.begin() + first, static_cast<std::size_t>(last - first + 1), Slot());
    const bool opens = first == 0 && costOf(first, last) < kAtOnce;
    for (int row = first; row <= last; ++row) {
        if (!m_view || opens) {
            make(row);
        } else {
            guess(row);
            m_slots[static_cast<std::size_t>(row)].fresh = first > 0;
        }
    }
    place(); // at once: a list of messages makes more of them while this one has no height
}

void BlockStack::removeRows(int first, int last)
{
    if (!isComponentComplete())
        return;
    const auto begin = m_slots.begin() + first;
    const auto end = m_slots.begin() + last + 1;
    std::for_each(begin, end, [](const Slot& slot) { delete slot.item; });
    m_slots.erase(begin, end);
    m_scrolled.removeIf([first](auto table) { return table.key() >= first; });
    polish();
}

void BlockStack::updateRows(int first, int last)
{
    if (!isComponentComplete())
        return;
    for (int row = first; row <= last; ++row) {
        const Slot& slot = m_slots[static_cast<std::size_t>(row)];
        if (!slot.item)
            continue; // it is made of what the block is then
        if (slot.component != componentOf(row)) {
            delete slot.item;
            make(row);
            continue;
        }
        const QVariantMap values = properties(row);
        for (auto value = values.cbegin(); value != values.cend(); ++value)
            slot.item->setProperty(value.key().toLatin1().constData(), value.value());
    }
}

QVariantMap BlockStack::properties(int row) const
{
    const ui::Block& block = m_blocks->blocks()[row];
    const auto role = [&](ui::BlockList::Role role) { return m_blocks->data(m_blocks->index(row), role); };
    const bool listed = inList(block);
    switch (block.kind) {
    case ui::BlockKind::Code:
        return {{QStringLiteral("text"), block.text},
                {QStringLiteral("language"), block.language},
                {QStringLiteral("continued"), block.continued != ui::Continuation::None},
                {QStringLiteral("row"), row}};
    case ui::BlockKind::Table:
        return {{QStringLiteral("cells"), role(ui::BlockList::CellsRole)},
                {QStringLiteral("alignments"), role(ui::BlockList::AlignmentsRole)},
                {QStringLiteral("continued"), block.continued != ui::Continuation::None},
                {QStringLiteral("row"), row},
                {QStringLiteral("contentX"), m_scrolled.value(tableOf(row))}};
    case ui::BlockKind::Rule:
        return {};
    case ui::BlockKind::Paragraph:
    case ui::BlockKind::Heading:
    case ui::BlockKind::Item:
        break;
    }
    const int depth = block.kind == ui::BlockKind::Item ? block.level : listed ? block.level - 1 : 0;
    QVariantMap values{{QStringLiteral("text"), block.text},
                       {QStringLiteral("spans"), role(ui::BlockList::SpansRole)},
                       {QStringLiteral("level"), block.kind == ui::BlockKind::Heading ? block.level : 0},
                       {QStringLiteral("depth"), depth},
                       {QStringLiteral("listed"), listed || !block.marker.isEmpty()}};
    if (isMarked(block)) {
        values.insert(QStringLiteral("marker"), block.marker);
        values.insert(QStringLiteral("quoteDepth"), block.quoteDepth);
    }
    return values;
}

int BlockStack::tableOf(int row) const
{
    while (row > 0 && m_blocks->blocks()[row].continued != ui::Continuation::None)
        --row;
    return row;
}

void BlockStack::scrollTable(int row, double contentX)
{
    const int first = tableOf(row);
    double& scrolled = m_scrolled[first];
    if (scrolled == contentX)
        return;
    scrolled = contentX;
    const auto& blocks = m_blocks->blocks();
    for (int piece = first; piece == first || (piece < blocks.size() && tableOf(piece) == first); ++piece)
        if (const Slot& slot = m_slots[static_cast<std::size_t>(piece)]; slot.item && piece != row)
            slot.item->setProperty("contentX", contentX);
}

QQmlComponent* BlockStack::componentOf(int row) const
{
    const ui::Block& block = m_blocks->blocks()[row];
    switch (block.kind) {
    case ui::BlockKind::Code:
        return m_code;
    case ui::BlockKind::Table:
        return m_table;
    case ui::BlockKind::Rule:
        return m_rule;
    case ui::BlockKind::Paragraph:
    case ui::BlockKind::Heading:
    case ui::BlockKind::Item:
        break;
    }
    return isMarked(block) ? m_marked : m_words;
}

void BlockStack::make(int row)
{
    QQmlComponent* component = componentOf(row);
    // A message that left the list lives until the next turn of the event loop, without a context to make anything in.
    QQmlContext* context = component ? component->creationContext() : nullptr;
    if (!context || !context->isValid())
        return;
    QElapsedTimer clock;
    clock.start();
    QVariantMap values = properties(row);
    values.insert(QStringLiteral("parent"), QVariant::fromValue<QQuickItem*>(this));
    values.insert(QStringLiteral("width"), width());
    QObject* made = component->createWithInitialProperties(values, context);
    auto* item = qobject_cast<QQuickItem*>(made);
    if (!item) { // a mistake in the component; the engine has said which
        delete made;
        return;
    }
    item->setParent(this);
    QQmlEngine::setObjectOwnership(item, QQmlEngine::CppOwnership);
    connect(item, &QQuickItem::heightChanged, this, &QQuickItem::polish);
    Slot& slot = m_slots[static_cast<std::size_t>(row)];
    slot.item = item;
    slot.component = component;
    slot.measured = false;
    polish();
    const double cost = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    double& expected = m_costs[component];
    expected = expected == 0 ? cost : 0.8 * expected + 0.2 * cost;
    m_spent += cost;
}

// Several blocks in a frame as long as they are expected to fit into the budget, and always one.
bool BlockStack::hasTimeFor(int row) const
{
    return m_spent == 0 || m_spent + m_costs.value(componentOf(row)) < kBudget;
}

qint64 BlockStack::costOf(int first, int last) const
{
    qint64 cost = 0;
    for (int row = first; row <= last && cost < kAtOnce; ++row)
        cost += ui::costOf(m_blocks->blocks()[row]).making;
    return cost;
}

double BlockStack::gapAbove(int row) const
{
    const ui::Block& block = m_blocks->blocks()[row];
    if (row == 0 || block.continued != ui::Continuation::None)
        return 0;
    if (block.kind == ui::BlockKind::Item && inList(m_blocks->blocks()[row - 1]))
        return m_itemGap;
    return block.kind == ui::BlockKind::Heading ? m_headingGap : m_blockGap;
}

void BlockStack::guess(int row)
{
    Slot& slot = m_slots[static_cast<std::size_t>(row)];
    const double known = m_blocks->knownHeight(row, width(), m_lineHeight);
    slot.measured = known >= 0;
    slot.height = slot.measured ? known : estimate(row);
}

double BlockStack::estimate(int row) const
{
    const QString& text = m_blocks->blocks()[row].text;
    constexpr double kWidthOfLetter = 1.0 / 3; // of the height of a line; Chinese letters are twice as wide
    const double perLine = std::max(1.0, width() / (m_lineHeight * kWidthOfLetter));
    double lines = 0;
    double letters = 0;
    for (const QChar letter : text) {
        letters += letter.unicode() < 0x2E80 ? 1 : 2;
        if (letter == u'\n') {
            lines += std::ceil(letters / perLine);
            letters = 0;
        }
    }
    return (lines + std::max(1.0, std::ceil(letters / perLine))) * m_lineHeight;
}

void BlockStack::geometryChange(const QRectF& now, const QRectF& before)
{
    QQuickItem::geometryChange(now, before);
    if (now.width() == before.width())
        return;
    for (std::size_t row = 0; row < m_slots.size(); ++row) {
        Slot& slot = m_slots[row];
        slot.measured = false;
        if (slot.item)
            slot.item->setWidth(now.width());
        else
            guess(static_cast<int>(row));
    }
    place(); // at once: a list that sees its messages change their heights as it places them never comes to an end
}

void BlockStack::updatePolish()
{
    place();
}

void BlockStack::place()
{
    const QRectF view = m_view ? seen() : QRectF();
    double y = 0;
    double grownAbove = 0; // of what lies wholly above the view
    for (std::size_t row = 0; row < m_slots.size(); ++row) {
        Slot& slot = m_slots[row];
        const bool above = slot.y + slot.height <= view.top();
        y += gapAbove(static_cast<int>(row));
        slot.y = y;
        if (slot.item) {
            slot.item->setY(y);
            grownAbove += above ? slot.item->height() - slot.height : 0;
            slot.height = slot.item->height();
            slot.measured = true;
            m_blocks->keepHeight(static_cast<int>(row), width(), m_lineHeight, slot.height);
        }
        y += slot.height;
    }
    m_moved = true;
    setImplicitHeight(y);
    // What is read stays where it is. A list view does the same for messages that are wholly above, and one that moves
    // must not be told where it is.
    if (grownAbove != 0 && view.top() > 0 && view.top() < y && !isMoving())
        m_view->setProperty("contentY", m_view->property("contentY").toDouble() + grownAbove);
}

bool BlockStack::isMoving() const
{
    return m_view && m_view->property("moving").toBool();
}

bool BlockStack::isWithin(const Slot& slot, const QRectF& view, double margin)
{
    return slot.y + slot.height > view.top() - margin && slot.y < view.bottom() + margin;
}

QRectF BlockStack::seen() const
{
    return mapRectFromItem(m_view, QRectF(0, 0, m_view->width(), m_view->height()));
}

// After animations and before the frame is drawn; does nothing while neither the view nor a block has moved.
void BlockStack::followView()
{
    if (!m_view || m_slots.empty())
        return;
    const QRectF view = seen();
    if (!m_moved && view == m_lastSeen)
        return;
    m_moved = false;
    m_lastSeen = view;
    makeSeen(view);
    const QQuickItem* focus = window()->activeFocusItem(); // a selection goes with it
    const bool moving = isMoving();
    for (std::size_t row = m_slots.size(); row-- > 0;) { // the reader is at the end more often
        Slot& slot = m_slots[row];
        if (!slot.item && !slot.measured && !moving && hasTimeFor(static_cast<int>(row)))
            make(static_cast<int>(row));
        else if (slot.item && slot.measured && !isWithin(slot, view, kFar) &&
                 !(focus && slot.item->isAncestorOf(focus)))
            delete slot.item;
        m_moved = m_moved || !slot.measured;
    }
    m_spent = 0;
    if (m_moved) // what polishes itself for it waits for a frame, and the software loop forgets one asked for now
        QMetaObject::invokeMethod(window(), &QQuickWindow::update, Qt::QueuedConnection);
}

// What is seen at once, unless it has just come; what is near to it when there is time.
void BlockStack::makeSeen(const QRectF& view)
{
    for (const double margin : {0.0, kNear})
        for (std::size_t row = 0; row < m_slots.size(); ++row) {
            const Slot& slot = m_slots[row];
            if (slot.item || !isWithin(slot, view, margin))
                continue;
            if ((margin == 0 && !slot.fresh) || hasTimeFor(static_cast<int>(row)))
                make(static_cast<int>(row));
            else
                m_moved = true;
        }
}

} // namespace qml
