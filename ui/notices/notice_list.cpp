// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/notice_list.h"

#include <QTimer>

#include <algorithm>

namespace ui
{

NoticeList::NoticeList(QObject* parent) : QAbstractListModel(parent) {}

void NoticeList::act(int id)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const Row& row) { return row.id == id; });
    if (found == m_rows.end())
        return;
    const Row row = *found;
    removeRow(static_cast<std::size_t>(found - m_rows.begin()));
    if (!row.actionId.isEmpty())
        emit acted(row.actionId, row.subject);
}

void NoticeList::dismiss(int id)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const Row& row) { return row.id == id; });
    if (found != m_rows.end())
        removeRow(static_cast<std::size_t>(found - m_rows.begin()));
}

int NoticeList::post(Kind kind, const QString& text, const QString& actionId, const QString& subject)
{
    for (const Row& row : m_rows)
        if (row.kind == kind && row.text == text && row.actionId == actionId && row.subject == subject)
            return row.id;
    if (m_rows.size() >= kMost)
        removeRow(0);
    const int id = ++m_lastId;
    beginInsertRows({}, count(), count());
    m_rows.push_back({id, kind, text, actionId, subject});
    endInsertRows();
    emit countChanged();
    if (kind == Kind::Info)
        QTimer::singleShot(kUndoMs, this, [this, id] { dismiss(id); });
    return id;
}

void NoticeList::postLatest(Kind kind, const QString& text, const QString& subject)
{
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].subject != subject || m_rows[row].kind != kind)
            continue;
        if (m_rows[row].text == text)
            return;
        m_rows[row].text = text;
        const QModelIndex changed = index(static_cast<int>(row));
        emit dataChanged(changed, changed, {TextRole});
        return;
    }
    post(kind, text, {}, subject);
}

void NoticeList::dismissSubject(const QString& subject)
{
    for (std::size_t row = m_rows.size(); row-- > 0;)
        if (m_rows[row].subject == subject)
            removeRow(row);
}

int NoticeList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant NoticeList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case NoticeIdRole:
        return row.id;
    case KindRole:
        return QVariant::fromValue(row.kind);
    case Qt::DisplayRole:
    case TextRole:
        return row.text;
    case ActionIdRole:
        return row.actionId;
    case SubjectRole:
        return row.subject;
    default:
        return {};
    }
}

QHash<int, QByteArray> NoticeList::roleNames() const
{
    return {{NoticeIdRole, "noticeId"},
            {KindRole, "kind"},
            {TextRole, "text"},
            {ActionIdRole, "actionId"},
            {SubjectRole, "subject"}};
}

void NoticeList::removeRow(std::size_t row)
{
    beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(row));
    endRemoveRows();
    emit countChanged();
}

} // namespace ui
