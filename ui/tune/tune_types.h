// SPDX-License-Identifier: GPL-3.0-or-later
// The type of each matrix as a grid of layers and matrices, shown and changed cell by cell, row by row. Owned by the
// TuneRoom; GUI thread.
#pragma once

#include "ui/tune/tune_preview.h"

#include <QObject>
#include <QStringList>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <optional>

namespace ui
{

class TuneTypes : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The types belong to the TuneRoom.")
    Q_PROPERTY(int layers READ layers NOTIFY changed FINAL)
    Q_PROPERTY(QStringList matrices READ matrices NOTIFY changed FINAL) // of a layer
    Q_PROPERTY(QList<int> cells READ cells NOTIFY changed FINAL)        // layer by layer: a place in names, -1: none
    Q_PROPERTY(QVariantList others READ others NOTIFY changed FINAL)    // of { name, type: place }
    Q_PROPERTY(QStringList names READ names CONSTANT FINAL)             // all types that can be written
    Q_PROPERTY(QStringList letters READ letters CONSTANT FINAL)         // one to three characters for each
    Q_PROPERTY(QList<int> used READ used NOTIFY changed FINAL)          // places in names
    Q_PROPERTY(bool edited READ edited NOTIFY changed FINAL)

public:
    explicit TuneTypes(QObject* parent = nullptr);

    Q_INVOKABLE void setCell(int cell, int type); // of a place in cells; then edited() and chosen()
    Q_INVOKABLE void setMatrix(int matrix, int type);
    Q_INVOKABLE void setLayer(int layer, int type);
    Q_INVOKABLE void setOther(int other, int type);
    Q_INVOKABLE void reset();

    void show(const TunePreview& preview, bool edited);

    int layers() const { return m_preview.grid.layers; }
    QStringList matrices() const;
    QList<int> cells() const;
    QVariantList others() const;
    static QStringList names();
    static QStringList letters();
    QList<int> used() const;
    bool edited() const { return m_edited; }

signals:
    void changed();
    // The type of each matrix by its name; none of them where the preset decides again.
    void chosen(const std::map<std::string, std::string>& types);

private:
    int typeOf(int tensor) const;
    void set(const std::vector<int>& tensors, int type);

    TunePreview m_preview;
    bool m_edited = false;
};

} // namespace ui
