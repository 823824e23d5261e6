// SPDX-License-Identifier: GPL-3.0-or-later
// The settings that can be compared, a row for each: the values that are chosen, typed or picked. Owned by LabSetup;
// GUI thread.
#pragma once

#include "engine/lab/experiment.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class LabAxes : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The axes belong to the Lab.")

public:
    enum Role {
        KeyRole = Qt::UserRole + 1,
        TitleRole,
        HintRole,
        TypedRole,   // numbers in a field; else a row of choices
        TextRole,    // of the field
        BaseRole,    // what holds where nothing is chosen
        ChoicesRole, // of { text, chosen }
        ErrorRole,   // a sentence, or empty
        CountRole,   // values that are compared: 0 where nothing is chosen
        ForGpuRole   // of no use without a GPU
    };
    Q_ENUM(Role)

    explicit LabAxes(QObject* parent = nullptr);

    Q_INVOKABLE void setText(int row, const QString& text); // numbers with spaces or commas between
    Q_INVOKABLE void toggle(int row, int choice);
    void clear();

    void setDevices(const QStringList& keys); // of the GPUs
    void setDraftModels(const QStringList& paths);
    void setBase(const engine::lab::Settings& base);
    // Shows these; a key that is no row is left out.
    void setAxes(const std::vector<engine::lab::Axis>& axes);

    bool good() const;                           // no row has an error
    std::vector<engine::lab::Axis> axes() const; // those with values, in the order of rows
    qint64 combinations() const;
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void edited();

private:
    struct Row {
        QString key;
        bool typed = false;
        QString text;
        QString error;
        QStringList choices;
        QStringList chosen; // the values, in the order of choices
    };
    void offer(const QString& key, const QStringList& choices);
    void touch(int row);
    int rowOf(const QString& key) const;

    std::vector<Row> m_rows;
    engine::lab::Settings m_base;
};

} // namespace ui
