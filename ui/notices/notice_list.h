// SPDX-License-Identifier: GPL-3.0-or-later
// Short messages to the person, newest last. Owned by the Workspace; GUI thread.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace ui
{

class NoticeList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The notices belong to the Workspace.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    enum class Kind { Info, Warning, Error };
    Q_ENUM(Kind)
    enum Role { NoticeIdRole = Qt::UserRole + 1, KindRole, TextRole, ActionIdRole, SubjectRole };
    Q_ENUM(Role)
    static constexpr int kUndoMs = 10'000; // how long an Info stays
    static constexpr int kMost = 20;       // older ones leave

    explicit NoticeList(QObject* parent = nullptr);

    Q_INVOKABLE void act(int id); // does what its action says, then it leaves
    Q_INVOKABLE void dismiss(int id);

    // Returns its id. The same kind, text, action and subject as one that stands already is not added twice.
    int post(Kind kind, const QString& text, const QString& actionId = {}, const QString& subject = {});
    // One per subject: takes the place of the one that stands.
    void postLatest(Kind kind, const QString& text, const QString& subject);
    void dismissSubject(const QString& subject);

    int count() const { return static_cast<int>(m_rows.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void acted(const QString& actionId, const QString& subject);

private:
    struct Row {
        int id = 0;
        Kind kind = Kind::Info;
        QString text;
        QString actionId;
        QString subject;
    };
    void removeRow(std::size_t row);

    std::vector<Row> m_rows;
    int m_lastId = 0;
};

} // namespace ui
